"""Ways to bring an answer over the wire that no HTTP framework offers: they write to the connection itself."""

from __future__ import annotations

import asyncio
from asyncio import Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from openai_videos_mock.intercept.messages import Reply

EXTENSION = "openai_videos_mock.transport"
"""Where the application finds the connection: in the extensions of a request's scope."""
_PATIENCE = 60.0
_PAUSE = 0.1


class WireProtocol(HttpToolsProtocol):
    """HTTP that gives the application its connection."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}


async def drop(transport: Transport, _: Reply) -> None:
    """Close without a word."""
    transport.close()


async def hang(transport: Transport, _: Reply) -> None:
    """Say nothing until the client gives up."""
    await _until_closed(transport)


async def cut(transport: Transport, reply: Reply) -> None:
    """Promise the whole body and close in the middle of it."""
    transport.write(_head(reply, len(reply.body)) + reply.body[: len(reply.body) // 2])
    transport.close()


async def overstate(transport: Transport, reply: Reply) -> None:
    """Promise more than there is, and keep the client waiting for the rest."""
    transport.write(_head(reply, len(reply.body) + 100) + reply.body)
    await _until_closed(transport)


async def understate(transport: Transport, reply: Reply) -> None:
    """Promise less than there is, so that the rest is lost."""
    transport.write(_head(reply, max(0, len(reply.body) - 10)) + reply.body)
    transport.close()


async def drip(transport: Transport, reply: Reply) -> None:
    """Send a byte now and then, and never come to the end."""
    transport.write(_head(reply, len(reply.body) + 100_000))
    await _until_closed(transport, b" ")


async def garble(transport: Transport, _: Reply) -> None:
    """Answer with something that is no HTTP."""
    transport.write(b"\x00\x01 this is no HTTP\r\n\r\n")
    transport.close()


async def break_chunks(transport: Transport, reply: Reply) -> None:
    """Announce chunks and close before the last one."""
    half = reply.body[: len(reply.body) // 2]
    transport.write(_head(reply, None) + f"{len(half):x}\r\n".encode() + half + b"\r\n")
    transport.close()


def _head(reply: Reply, length: int | None) -> bytes:
    framing = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
    kept = [f"{k}: {v}" for k, v in reply.headers if k not in ("content-length", "transfer-encoding", "connection")]
    lines = [f"HTTP/1.1 {reply.status} Fault", *kept, framing, "connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _until_closed(transport: Transport, piece: bytes = b"") -> None:
    end = asyncio.get_running_loop().time() + _PATIENCE
    while not transport.is_closing() and asyncio.get_running_loop().time() < end:
        if piece:
            transport.write(piece)
        await asyncio.sleep(_PAUSE)
    transport.close()
