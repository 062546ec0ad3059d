"""A message: a request of a run as HTTP has it, with what every request to the server carries."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import attrs
import httpx

from ...contract.operations import address
from ...exchange.redaction import Redaction
from ...scenario.step import Cost, Key, Request, Step
from ...target.address import is_of
from ...target.parameters import KEY_HEADER
from ...target.target import Target
from .encoding import Chunks, content_of
from .unpacking import ACCEPTED


def client_of(target: Target, transport: httpx.BaseTransport) -> httpx.Client:
    """Make what messages are built and sent with."""
    timeout = httpx.Timeout(target.request_timeout, connect=min(10.0, target.request_timeout))
    # No cookie is kept: it would make a request without the key one of a session, and no curl line would have it.
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    headers = {"accept-encoding": ACCEPTED}
    return httpx.Client(transport=transport, timeout=timeout, cookies=cookies, headers=headers)


@attrs.frozen
class Messages:
    """Makes the messages to one server."""

    _target: Target
    _redaction: Redaction
    _client: httpx.Client

    def build(self, step: Step, request: Request, seconds: int) -> httpx.Request:
        """Write a request, with what every request to this server carries, and what it is to record and budget.

        Raises:
            httpx.InvalidURL, UnicodeEncodeError: It cannot be written.
        """
        method, path = request.method, request.path
        if request.operation is not None and not path:
            method, path = address(request.operation, request.ids)
        headers = httpx.Headers({"accept": request.shape.accept, "user-agent": "openai-videos-conformance"})
        # A redirect says itself what it carries in its query.
        url = path if path.startswith("http") else self.url_of(path, request.query)
        if is_of(url, self._target.base_url):
            # What a request to this server carries is nobody else's business.
            headers.update({name: carried.text for name, carried in self._target.headers.items()})
        key = {Key.OWN: self._target.api_key, Key.NONE: None, Key.WRONG: Key.WRONG.value}[request.key]
        if key is not None:
            own = self._target.key_header.lower() == KEY_HEADER
            headers[self._target.key_header] = f"Bearer {key}" if own else key
        kind, content = content_of(request, self._target)
        headers.update({**kind, **request.headers})
        return self._client.build_request(
            method,
            url,
            json=request.json if content is None else None,
            # Of what is no bytes, the HTTP library says that it comes in chunks.
            content=Chunks(content) if content is not None and request.shape.chunked else content,
            headers=headers,
            extensions={
                "step": step.name,
                "operation": request.operation,
                "refusable": step.cost is Cost.IF_ACCEPTED,
                "seconds": seconds,
            },
        )

    def url_of(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """Give the URL of a path, with the parameters of a request and those that every request carries."""
        carried = [*self._target.address.query, *((name, each.text) for name, each in self._target.query.items())]
        own = [(name, str(value)) for name, value in (query or {}).items()]
        text = urlencode([*(each for each in carried if each[0] not in (query or {})), *own])
        # What is in the path already is sent as it is written there.
        return self._target.address.root + path + (f"{'&' if '?' in path else '?'}{text}" if text else "")

    def recorded_url_of(self, path: str) -> str:
        """Give the URL of a path as it stands in a record: without a secret."""
        return self._redaction.text(self.url_of(path))
