"""The connection of a client, with bounds on how long and how large the head of a request may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from openai_videos_mock.contract.errors import REQUEST_ID, ApiError

_LARGEST_HEAD = 64 * 1024
_PROGRESS = 1024
"""Bytes of a body that have to come in the time that a request is waited for."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP that waits `patience` seconds for the head of a request, and for each next piece of its body."""

    patience: ClassVar[float]
    most: ClassVar[int]
    """Connections that there may be at the same time."""
    name: ClassVar[Callable[..., str]]
    """Gives a request its id, by facts about it."""
    _timer: asyncio.TimerHandle | None = None
    _begun = False
    """Whether something of a request is there, but not all."""
    _surplus = False
    """Whether there are too many connections without this one."""
    _in_head = True
    _received = 0
    """Bytes of the head, or of the body since it was last looked at."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._surplus = len(self.connections) > self.most
        if len(self.connections) > 2 * self.most:  # not even told why
            transport.close()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came, unless it makes the head too large."""
        if self._surplus:
            message = f"The server has {self.most} connections, and takes no more."
            self._refuse(ApiError(503, message, code="too_many_connections", headers={"Retry-After": "1"}))
            return
        if self._timer is None:
            self._wait()
        self._received += len(data)
        super().data_received(data)
        if self._in_head and self._received > _LARGEST_HEAD:
            self._refuse(ApiError(431, f"The head of the request is larger than {_LARGEST_HEAD} bytes."))

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._begun = True
        self._in_head, self._received = True, 0
        self._wait()

    def on_headers_complete(self) -> None:
        """Begin the body of a request."""
        self._in_head, self._received = False, 0
        self._wait()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        super().on_message_complete()
        self._begun = False
        self._in_head, self._received = True, 0
        self._stop_waiting()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the envelope of the contract."""
        self._refuse(ApiError(400, msg, code="invalid_http"))

    def shutdown(self) -> None:
        """Close the connection, or let it end with the answer to a request that is complete."""
        super().shutdown()
        if self.cycle is not None and self.cycle.more_body and not self.pipeline:
            self.transport.close()

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(self.patience, self._look)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """See what has come; close the connection of a client that only keeps it busy."""
        answering = self.cycle is not None and not self.cycle.response_complete
        mine = bool(self.pipeline) or (self._in_head and answering) or self.flow.read_paused
        if mine or (not self._in_head and self._received >= _PROGRESS):
            self._received = self._received if self._in_head else 0
            self._wait()
        elif not self._begun:
            self.transport.close()
        else:
            message = f"The request did not arrive in time: {self.patience:g} seconds were waited for more of it."
            self._refuse(ApiError(408, message, code="request_timeout"))

    def _refuse(self, refusal: ApiError) -> None:
        """Close the connection, with an error where no other answer is on its way or was one to the same request."""
        started = self.cycle is not None and self.cycle.response_started
        answered = started and not (self._in_head and self.cycle.response_complete)
        if not (answered or self.pipeline or self.transport.is_closing()):
            name = type(self).name("connection", str(refusal.status), refusal.message)
            self.transport.write(_wire(refusal.as_response(), name))
        self.transport.close()


def _wire(response: Response, name: str) -> bytes:
    response.headers["connection"] = "close"
    response.headers[REQUEST_ID] = name
    lines = [b"%s: %s" % header for header in response.raw_headers]
    return b"\r\n".join([b"HTTP/1.1 %d Error" % response.status_code, *lines, b"", bytes(response.body)])
