"""The HTTP library below, httpx2 if it is installed and else httpx: their names are the same, their objects differ."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIConnectionError, APITimeoutError, OpenAIError, StreamAlreadyConsumed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext


TIMEOUTS = (5.0, 600.0, 600.0, 600.0)
"""Seconds to wait for a connection, an answer, a place for what is sent, and one of the connections."""

LIMITS = {"max_connections": 1000, "max_keepalive_connections": 100}
KEPT_WITHOUT_TLS = 20
"""Each request looks at every connection that is kept; where there is no handshake, a new one costs less than that."""


def library() -> Any:
    """Give the module of the HTTP library for clients that bring none of their own."""
    try:
        return import_module("httpx2")
    except ModuleNotFoundError:
        return import_module("httpx")


def default_client(kind: str, *, secure: bool = True, **settings: Any) -> Any:
    """Make an HTTP client, of the class named `kind`, with the timeouts and limits of this package.

    One that is not `secure` is for addresses without TLS, and trusts no authority.
    """
    http = library()
    files = (os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"))
    defaults = {"timeout": http.Timeout(TIMEOUTS), "follow_redirects": True}
    if http.__name__ == "httpx2":
        # The other looks at every open connection for each request that waits: more of them would make it slower.
        kept = {} if secure else {"max_keepalive_connections": KEPT_WITHOUT_TLS}
        defaults["limits"] = http.Limits(**LIMITS | kept)
    if not settings.keys() & {"transport", "trust_env"}:
        from openai_videos._environment import checked_proxies, no_trust  # Only who opens connections pays for it.

        proxied = "proxy" in settings or bool(checked_proxies(http))
        if not settings.keys() & {"verify", "cert"}:
            # The way to a proxy can need trust where the way to the server does not.
            defaults["verify"] = _tls(http.__name__, *files) if secure or proxied else no_trust()
    return getattr(http, kind)(**defaults | settings)


@cache
def _tls(http: str, *_: str | None) -> SSLContext:
    # Reading the certificates takes most of the time that it takes to make a client.
    from openai_videos._environment import tls_context

    return tls_context(import_module(http))


DefaultHttpxClient = partial(default_client, "Client")
DefaultAsyncHttpxClient = partial(default_client, "AsyncClient")


class Connections:
    """The HTTP client, made at the first request: making one costs more than all else in this package.

    Shared by a client and those made of it with `with_options`. An asynchronous one belongs to the event loop that it
    first ran in, so each loop has its own. So has TLS: without it, the certificates need not be read.
    """

    def __init__(self, given: Any, kind: str) -> None:
        self._given = given
        self.own = given is None
        """Whether the HTTP clients are made here, so that nobody else changes their settings."""
        self._kind = kind
        self._of_loops: dict[tuple[Any, bool], Any] = {}
        self._lock = Lock()
        self.closed = False

    def get(self, secure: bool = True) -> Any:
        """Give the HTTP client, for addresses with TLS or without; OpenAIError if this was closed."""
        with self._lock:
            if self.closed:
                raise OpenAIError("This client is closed.")
            if self._given is not None:
                return self._given
            place = self._loop(), secure
            if place not in self._of_loops:
                # What belongs to a loop that has ended cannot be used, nor be closed any more.
                ended = [other for other in self._of_loops if getattr(other[0], "is_closed", bool)()]
                for other in ended:
                    del self._of_loops[other]
                self._of_loops[place] = default_client(self._kind, secure=secure)
            return self._of_loops[place]

    def close(self) -> list[Any]:
        """Give the HTTP clients that must be closed."""
        with self._lock:
            self.closed = True
            if self._given is not None:
                return [self._given]
            here = self._loop()
            return [http for (loop, _), http in self._of_loops.items() if loop is here]

    def _loop(self) -> Any:
        if self._kind == "Client":
            return None
        import asyncio  # Where it is needed: synchronous code does not pay for it.

        with suppress(RuntimeError):
            return asyncio.get_running_loop()
        with suppress(RuntimeError, KeyError):
            return sys.modules["trio"].lowlevel.current_trio_token()
        return None


@contextmanager
def typed_errors() -> Iterator[None]:
    """Turn what the HTTP libraries raise into errors of this package, so that callers need not know them."""
    try:
        yield
    except UnicodeError as error:
        # What is sent was looked at before; this comes from the name of a host, such as that of a proxy.
        if getattr(error, "encoding", "idna") != "idna":
            raise
        raise APIConnectionError(message=f"No host can have this name: {error}") from error
    except _raised("TimeoutException") as error:
        message = f"No answer in time ({type(error).__name__})."
        raise APITimeoutError(message=message, request=_request(error)) from error
    except _raised("RequestError", "InvalidURL", "SSLError", "EndOfStream", "ProtocolError") as error:
        request = _request(error)
        where = f" from {request.url.host}:{request.url.port or request.url.scheme}" if request else ""
        message = f"No complete answer{where}: {error or type(error).__name__}"
        raise APIConnectionError(message=message, request=request) from error
    except _raised("StreamError") as error:
        raise StreamAlreadyConsumed from error
    except RuntimeError as error:
        if str(error) != "Event loop is closed":
            raise
        message = "The connection belongs to an event loop that is closed: make an http_client for each asyncio.run()."
        raise APIConnectionError(message=message) from error


def _raised(*names: str) -> tuple[type[Exception], ...]:
    """Give the exceptions of these names; what was not loaded cannot have raised anything."""
    # Those of ssl and anyio pass through the HTTP libraries in rare cases, when TLS breaks off; those of h11 where a
    # body is not as long as a header said.
    modules = [sys.modules.get(name) for name in ("httpx", "httpx2", "ssl", "anyio", "h11")]
    return tuple(getattr(module, name) for module in modules for name in names if hasattr(module, name))


def _request(error: Exception) -> Any:
    with suppress(RuntimeError):
        return getattr(error, "request", None)
