"""Deliveries: ways to bring an answer over the wire that no HTTP framework offers, written to the connection itself."""

from __future__ import annotations

import asyncio
from asyncio import Transport
from http import HTTPStatus

from openai_videos_mock.intercept.messages import Headers, Reply

_PATIENCE = 60.0
_PAUSE = 0.1
_FRAMING = ("content-length", "transfer-encoding", "connection")


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
    """Send something that is no HTTP."""
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


async def http_1_0(transport: Transport, reply: Reply) -> None:
    """Send in the older version, and close."""
    _write(transport, reply, "1.0", (("content-length", str(len(reply.body))),))


async def until_close(transport: Transport, reply: Reply) -> None:
    """Let the end of the connection be the end of the body."""
    _write(transport, reply, "1.1", ())


async def shouted(transport: Transport, reply: Reply) -> None:
    """Write the names of headers in capitals, and media types too."""
    headers = tuple((k.upper(), v.upper() if v == "application/json" else v) for k, v in reply.headers)
    _write(transport, reply, "1.1", (("CONTENT-LENGTH", str(len(reply.body))),), headers)


async def early_hints(transport: Transport, reply: Reply) -> None:
    """Send an answer ahead that is none yet."""
    transport.write(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n")
    _write(transport, reply, "1.1", (("content-length", str(len(reply.body))),))


def _write(transport: Transport, reply: Reply, version: str, framing: Headers, headers: Headers | None = None) -> None:
    kept = [(k, v) for k, v in headers or reply.headers if k.lower() not in _FRAMING]
    lines = [f"{key}: {value}" for key, value in (*kept, *framing, ("connection", "close"))]
    head = "\r\n".join([f"HTTP/{version} {reply.status} {HTTPStatus(reply.status).phrase}", *lines, "", ""])
    transport.write(head.encode("latin-1") + reply.body)
    transport.close()
