"""The synchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from openai_videos._base_client import MOST_REDIRECTS, BaseClient, redirected, same_origin
from openai_videos._errors import APIConnectionError, APIStatusError, status_error
from openai_videos._http import typed_errors
from openai_videos._logs import log_request, log_response
from openai_videos._retries import Attempts

from openai_videos_gen import Resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx


class Client(BaseClient, Resources):
    """A synchronous client of the Videos API.

    Args:
        api_key: Sent as bearer token; without it, the environment variable `OPENAI_API_KEY`. A function that gives one
            is asked before each attempt.
        organization: Sent as `OpenAI-Organization`; without it, the environment variable `OPENAI_ORG_ID`, if it is set.
        project: Sent as `OpenAI-Project`; without it, the environment variable `OPENAI_PROJECT_ID`, if it is set.
        base_url: Where the API is, version prefix included; without it, the environment variable `OPENAI_BASE_URL`.
        timeout: Seconds for each step of a request, or a `Timeout`; None for no limit. Without it 600, and 5 to
            connect, or what `http_client` is set to.
        max_retries: How often a request is sent again. What makes something is sent again only when it surely did not
            reach its end, or was turned away by 429, or by 503 with Retry-After.
        retry_seconds: The time after which no further attempt begins; None for no limit.
        retry_writes: Send writes again like reads, at the risk that a job is made, and billed, twice.
        default_headers: Sent with every request.
        default_query: Added to the query of every request, such as `{"api-version": "preview"}`.
        http_client: An `httpx.Client` or `httpx2.Client` with settings of your own: proxies, certificates.
            You close it.

    Raises:
        OpenAIError: There is no base URL or no key, or they cannot be used.
    """

    _http_kind = "Client"
    _http_close = "close"

    def send(self, parts: Mapping[str, Any], *, stream: bool = False) -> httpx.Response:
        """Send a request, again if need be; an answer that is no success is raised as APIStatusError."""
        import time  # Where it is needed: synchronous code does not pay for it.

        attempts = Attempts(self._retries, parts)
        while True:
            try:
                response = self.attempt(attempts, stream=stream)
                response.extensions["retries_taken"] = attempts.made - 1
                return response
            except (APIConnectionError, APIStatusError) as error:
                time.sleep(attempts.pause(error))

    def attempt(self, attempts: Attempts, *, stream: bool = False) -> httpx.Response:
        """Send a request once, and follow where a read is redirected to."""

        def trace(event: str, _: Mapping[str, Any]) -> None:
            attempts.note(event)

        attempts.begin()
        key: Any = self.api_key if isinstance(self.api_key, str) else self.api_key()

        with typed_errors():
            http = self._connections.get()
            request = self._build(key, {**attempts.parts, "extensions": {"trace": trace} if attempts.write else {}})
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
                auth = {} if not auth and same_origin(request, following) else {"auth": None}
                request = following
            if response.is_success:
                return response
            try:
                response.read()
            finally:
                response.close()
        raise status_error(response)

    def close(self) -> None:
        """Close the connections."""
        if (http := self._connections.close()) is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


OpenAI = Client
