"""A request of a run as an HTTP message: where it goes, what it carries, and what its body is."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import httpx

from ...contract.operations import address
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


def url_of(target: Target, path: str, query: Mapping[str, str | int] | None = None) -> str:
    """Give the URL of a path, with the parameters of a request and those that every request carries."""
    carried = [*target.address.query, *((name, each.text) for name, each in target.query.items())]
    own = [(name, str(value)) for name, value in (query or {}).items()]
    text = urlencode([*(each for each in carried if each[0] not in (query or {})), *own])
    # What is in the path already is sent as it is written there.
    return target.address.root + path + (f"{'&' if '?' in path else '?'}{text}" if text else "")


def message_of(client: httpx.Client, target: Target, step: Step, request: Request, seconds: int) -> httpx.Request:
    """Write a request, with what it is to the record and to the budget.

    Raises:
        httpx.InvalidURL, UnicodeEncodeError: It cannot be written.
    """
    method, path = request.method, request.path
    if request.operation is not None and not path:
        method, path = address(request.operation, request.ids)
    headers = httpx.Headers({"accept": request.shape.accept, "user-agent": "openai-videos-conformance"})
    # A redirect says itself what it carries in its query.
    url = path if path.startswith("http") else url_of(target, path, request.query)
    if is_of(url, target.base_url):
        # What a request to this server carries is nobody else's business.
        headers.update({name: carried.text for name, carried in target.headers.items()})
    key = {Key.OWN: target.api_key, Key.NONE: None, Key.WRONG: Key.WRONG.value}[request.key]
    if key is not None:
        own = target.key_header.lower() == KEY_HEADER
        headers[target.key_header] = f"Bearer {key}" if own else key
    kind, content = content_of(request, target)
    headers.update({**kind, **request.headers})
    return client.build_request(
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
