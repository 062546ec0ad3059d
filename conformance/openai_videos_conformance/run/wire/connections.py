"""Connections that wait for the head of an answer for so long in all, however its bytes drip.

The time limits of httpx are for single reads: a header that comes a letter at a time, or one "103 Early Hints" after
the other, would be waited for without end.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Iterable
from typing import Any

import attrs
import httpcore
import httpx

from ...target.environment import proxy_of

MOST_AT_ONCE = 32
"""Connections."""


@attrs.define
class PatientStream(httpcore.NetworkStream):
    """A connection that is read for `patience` seconds after something was sent, until `be_calm` lifts that."""

    inner: httpcore.NetworkStream
    patience: float
    _end: float = math.inf

    def be_calm(self) -> None:
        """Let what is left be read for as long as it takes: the head of the answer is there."""
        self._end = math.inf

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read within what is left of the time."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"the head of the answer did not end within {self.patience:g} s")
        return self.inner.read(max_bytes, left if timeout is None else min(left, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, and count from here."""
        self.inner.write(buffer, timeout)
        self._end = time.monotonic() + self.patience

    def close(self) -> None:
        """Close the connection."""
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        return PatientStream(self.inner.start_tls(ssl_context, server_hostname, timeout), self.patience)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore wants to know of the connection."""
        return self.inner.get_extra_info(info)


@attrs.frozen
class PatientBackend(httpcore.SyncBackend):
    """Opens such connections."""

    patience: float

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect."""
        return PatientStream(super().connect_tcp(host, port, timeout, local_address, socket_options), self.patience)


@attrs.frozen
class Connections:
    """The connections to a server, and to where it redirects: so many are kept open, each by its own proxy."""

    tls: ssl.SSLContext
    keep: int
    patience: float
    """Seconds."""
    _pools: dict[str, httpx.HTTPTransport] = attrs.field(factory=dict, init=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises `httpx.HTTPError` where no answer begins."""
        proxy = proxy_of(str(request.url))
        name = str(proxy.url) if proxy is not None else ""
        if name not in self._pools:
            transport = httpx.HTTPTransport(verify=self.tls)
            # httpx has no option for the backend of its pool.
            transport._pool = self._pool(proxy)  # pyright: ignore[reportPrivateUsage]
            self._pools.setdefault(name, transport)
        return self._pools[name].handle_request(request)

    def close(self) -> None:
        """Close them."""
        for transport in self._pools.values():
            transport.close()

    def _pool(self, proxy: httpx.Proxy | None) -> httpcore.ConnectionPool:
        options: dict[str, Any] = {
            "ssl_context": self.tls,
            "max_connections": MOST_AT_ONCE,
            "max_keepalive_connections": self.keep,
            "keepalive_expiry": 5.0,
            "network_backend": PatientBackend(self.patience),
        }
        if proxy is None:
            return httpcore.ConnectionPool(**options)
        options |= {"proxy_url": str(proxy.url), "proxy_auth": proxy.raw_auth}
        is_socks = proxy.url.scheme.startswith("socks")
        return httpcore.SOCKSProxy(**options) if is_socks else httpcore.HTTPProxy(**options)


def head_is_there(answer: httpx.Response) -> None:
    """Lift the limit of the connection that an answer comes over."""
    stream = answer.extensions.get("network_stream")
    if isinstance(stream, PatientStream):
        stream.be_calm()
