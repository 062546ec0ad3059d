"""The two clients: where the server is, the key, and the connections."""

from __future__ import annotations

import os
import time
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from openai_videos_gen import AsyncResources, Resources

from openai_videos._errors import APIConnectionError, APIError, OpenAIError, status_error, typed_errors
from openai_videos._options import NOT_GIVEN, NotGiven, Timeout
from openai_videos._retries import Attempts, Retries

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 5.0
TIMEOUT = 600.0


class _Connections:
    """The HTTP client, made at the first request: making one costs more than all else in this package.

    Shared by a client and those made of it with `with_options`.
    """

    def __init__(self, given: Any, kind: str) -> None:
        self._client = given
        self._given = given is not None
        self._kind = kind
        self._lock = Lock()
        self._closed = False

    def get(self) -> Any:
        with self._lock:
            if self._closed:
                raise OpenAIError("This client is closed.")
            if self._client is None:
                import httpx

                self._client = getattr(httpx, self._kind)(timeout=httpx.Timeout(TIMEOUT, connect=CONNECT_TIMEOUT))
            return self._client

    def close(self) -> Any:
        """Give the HTTP client that must be closed, if any. One that was handed in belongs to whoever made it."""
        with self._lock:
            self._closed = True
            return None if self._given else self._client


class _Client:
    """What both clients share."""

    _http_kind = "Client"

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = NOT_GIVEN,
        max_retries: int = 2,
        retry_seconds: float | None = 600.0,
        retry_writes: bool = False,
        http_client: Any = None,
        _connections: _Connections | None = None,
    ) -> None:
        self.api_key = _checked_key(api_key if api_key is not None else os.environ.get("OPENAI_API_KEY"))
        self.base_url = _checked_url(base_url if base_url is not None else os.environ.get("OPENAI_BASE_URL"))
        self.timeout = timeout
        if not isinstance(max_retries, int) or max_retries < 0:
            raise ValueError(f"`max_retries` must be a number, 0 or more, not {max_retries!r}")
        self.max_retries = max_retries
        self._retries = Retries(max_retries, retry_seconds, retry_writes)
        if http_client is not None and not callable(getattr(http_client, "build_request", None)):
            raise TypeError(f"`http_client` must be an httpx.{self._http_kind}, not {type(http_client).__name__}")
        self._connections = _connections or _Connections(http_client, self._http_kind)

    def __repr__(self) -> str:
        # Without the key: this ends up in logs.
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def with_options(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = NOT_GIVEN,
        max_retries: int | None = None,
        retry_seconds: float | NotGiven | None = NOT_GIVEN,
        retry_writes: bool | None = None,
        http_client: Any = None,
    ) -> Self:
        """Make a client with other settings. Without an `http_client` of its own it shares the connections."""
        retries = self._retries
        return type(self)(
            api_key=self.api_key if api_key is None else api_key,
            base_url=self.base_url if base_url is None else base_url,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            max_retries=retries.count if max_retries is None else max_retries,
            retry_seconds=retries.seconds if isinstance(retry_seconds, NotGiven) else retry_seconds,
            retry_writes=retries.writes if retry_writes is None else retry_writes,
            http_client=http_client,
            _connections=self._connections if http_client is None else None,
        )

    def _build(self, parts: dict[str, Any]) -> Any:
        headers = {
            "accept": "application/json, */*",
            "user-agent": _user_agent(),
            "authorization": f"Bearer {self.api_key}",
            **{name.lower(): value for name, value in parts.pop("headers", {}).items()},
        }
        if not isinstance(self.timeout, NotGiven):
            parts.setdefault("timeout", self.timeout)
        url = self.base_url + parts.pop("url")
        return self._connections.get().build_request(url=url, headers=headers, **parts)

    @staticmethod
    def _sending(request: Any, stream: bool) -> dict[str, Any]:
        # Content may be elsewhere, and httpx leaves the key out on the way to another host. A write that is redirected
        # may turn into a read: better to say where the server is.
        return {"request": request, "stream": stream, "follow_redirects": request.method == "GET"}


class Client(_Client, Resources):
    """A client of the Videos API.

    Args:
        api_key: Sent as bearer token; without it, the environment variable `OPENAI_API_KEY`.
        base_url: Where the API is, version prefix included; without it, the environment variable `OPENAI_BASE_URL`.
        timeout: Seconds for each step of a request, or an `httpx.Timeout`; None for no limit. Without it 600, and 5 to
            connect, or what `http_client` is set to.
        max_retries: How often a request is sent again. What makes something is sent again only when it surely did not
            reach its end, or was turned away by 429, or by 503 with Retry-After.
        retry_seconds: The time after which no further attempt begins; None for no limit.
        retry_writes: Send writes again like reads, at the risk that a job is made, and billed, twice.
        http_client: An `httpx.Client` with settings of your own: proxies, certificates. You close it.

    Raises:
        OpenAIError: There is no base URL or no key, or they cannot be used.
    """

    def send(self, parts: dict[str, Any], *, stream: bool = False) -> httpx.Response:
        """Send one request; an answer that is no success is raised as APIStatusError."""
        attempts = Attempts(self._retries, parts, asynchronous=False)
        while True:
            error: APIError
            try:
                with typed_errors():
                    request = self._build(attempts.next())
                    response: httpx.Response = self._connections.get().send(**self._sending(request, stream))
                    if response.is_success:
                        return response
                    try:
                        response.read()
                    finally:
                        response.close()
                error = status_error(response)
            except APIConnectionError as caught:
                error = caught
            pause = attempts.pause(error)
            if pause is None:
                raise error
            time.sleep(pause)

    def close(self) -> None:
        """Close the connections."""
        if (http := self._connections.close()) is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(_Client, AsyncResources):
    """The asynchronous client of the Videos API: the same as `Client`, with methods that are awaited.

    Args:
        api_key: Sent as bearer token; without it, the environment variable `OPENAI_API_KEY`.
        base_url: Where the API is, version prefix included; without it, the environment variable `OPENAI_BASE_URL`.
        timeout: Seconds for each step of a request, or an `httpx.Timeout`; None for no limit. Without it 600, and 5 to
            connect, or what `http_client` is set to.
        max_retries: How often a request is sent again. What makes something is sent again only when it surely did not
            reach its end, or was turned away by 429, or by 503 with Retry-After.
        retry_seconds: The time after which no further attempt begins; None for no limit.
        retry_writes: Send writes again like reads, at the risk that a job is made, and billed, twice.
        http_client: An `httpx.AsyncClient` with settings of your own: proxies, certificates. You close it.

    Raises:
        OpenAIError: There is no base URL or no key, or they cannot be used.
    """

    _http_kind = "AsyncClient"

    async def send(self, parts: dict[str, Any], *, stream: bool = False) -> httpx.Response:
        """Send one request; an answer that is no success is raised as APIStatusError."""
        import asyncio

        attempts = Attempts(self._retries, parts, asynchronous=True)
        while True:
            error: APIError
            try:
                with typed_errors():
                    request = self._build(attempts.next())
                    response: httpx.Response = await self._connections.get().send(**self._sending(request, stream))
                    if response.is_success:
                        return response
                    try:
                        await response.aread()
                    finally:
                        await response.aclose()
                error = status_error(response)
            except APIConnectionError as caught:
                error = caught
            pause = attempts.pause(error)
            if pause is None:
                raise error
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Close the connections."""
        if (http := self._connections.close()) is not None:
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


OpenAI = Client
AsyncOpenAI = AsyncClient


def _checked_key(key: str | None) -> str:
    if not key:
        raise OpenAIError(
            "No API key: give api_key= or set OPENAI_API_KEY. A server that asks for none takes any text."
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise OpenAIError("The API key holds a space, a line end or another character that no header can carry.")
    return key


def _checked_url(url: str | None) -> str:
    if not url:
        raise OpenAIError(
            "No server: give base_url= or set OPENAI_BASE_URL, for example http://127.0.0.1:8000/v1. "
            "There is no default, since the service that this API was first offered by is closed."
        )
    url = str(url)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or any(character in url for character in " ?#"):
        raise OpenAIError(f"The base URL {url!r} is not of the form http://host:port/v1 or https://host/v1.")
    return url.rstrip("/")


@cache
def _user_agent() -> str:
    try:
        return f"openai-videos/{version('openai-videos')}"
    except PackageNotFoundError:
        return "openai-videos"
