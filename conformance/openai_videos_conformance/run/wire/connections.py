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


def connections(*, keep: int, patience: float) -> httpx.HTTPTransport:
    """Make a transport that keeps so many connections open."""
    transport = httpx.HTTPTransport()
    # httpx has no option for the backend of its pool.
    transport._pool = httpcore.ConnectionPool(  # pyright: ignore[reportPrivateUsage]
        ssl_context=httpx.create_ssl_context(),
        max_connections=MOST_AT_ONCE,
        max_keepalive_connections=keep,
        keepalive_expiry=5.0,
        network_backend=PatientBackend(patience),
    )
    return transport


def head_is_there(answer: httpx.Response) -> None:
    """Lift the limit of the connection that an answer comes over."""
    stream = answer.extensions.get("network_stream")
    if isinstance(stream, PatientStream):
        stream.be_calm()
