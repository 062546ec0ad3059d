# Made from openai_videos/_async by `make generate`; never edited by hand.
"""What sends requests, and their repetitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from openai_videos._addresses import MOST_REDIRECTS, check_redirect, redirected, same_origin
from openai_videos._base_client import BaseClient
from openai_videos._errors import APIConnectionError, APIStatusError
from openai_videos._http import typed_errors
from openai_videos._logs import log_request, log_response
from openai_videos._refusals import status_error
from openai_videos._retries import Attempts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from openai_videos._media import Expected
    from openai_videos._options import Headers, RequestParts
    from openai_videos._retries import Retries
    from openai_videos._sync.transfers import Resending


class Sender(BaseClient):
    """Sends requests with the settings of a client."""

    _http_kind = "Client"
    _http_close = "close"

    def send(self, parts: RequestParts, *, stream: bool = False, retries: Retries | None = None) -> httpx.Response:
        """Send a request, again if need be; an answer that is no success is raised as APIStatusError."""
        import time  # Where it is needed: synchronous code does not pay for it.

        attempts = Attempts(retries or self._retries, parts)
        while True:
            try:
                response = self._attempt(attempts, stream=stream)
                response.extensions["retries_taken"] = attempts.begun - 1
                return response
            except (APIConnectionError, APIStatusError) as error:
                time.sleep(attempts.pause(error))

    def resending(self, parts: RequestParts, expected: Expected) -> Resending:
        """Give the way to send a request that was answered once more, for what is missing of the answer."""
        from openai_videos._sync.transfers import Resending  # Only who fetches files pays for it.

        attempts = Attempts(self._retries, parts)
        attempts.begin()

        def send(headers: Headers) -> httpx.Response:
            attempts.add_headers(headers)
            return self._attempt(attempts, stream=True)

        return Resending(send, attempts.pause, expected)

    def _attempt(self, attempts: Attempts, *, stream: bool = False) -> httpx.Response:
        """Send a request once, and follow where a read is redirected to."""

        def trace(event: str, _: Mapping[str, Any]) -> None:
            attempts.note(event)

        attempts.begin()
        key: Any = self.api_key() if callable(self.api_key) else self.api_key

        with typed_errors():
            http = self._connections.get(self._secure)
            request = self._build(http, key, attempts.traced(trace))
            auth: dict[str, Any] = {}
            hops = 0
            while True:
                log_request(request)
                response: httpx.Response = http.send(request, stream=stream, follow_redirects=False, **auth)
                log_response(request, response)
                following = redirected(request, response)
                hops += 1
                if following is None or hops > MOST_REDIRECTS:
                    break
                response.close()
                check_redirect(request, following)
                auth = {} if not auth and same_origin(request, following) else {"auth": None}
                request, http = following, self._connections.get(following.url.scheme == "https")
            if response.is_success:
                return response
            try:
                response.read()
            finally:
                response.close()
        raise status_error(response, self.base_url)

    def close(self) -> None:
        """Close the connections."""
        for http in self._connections.close():
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
