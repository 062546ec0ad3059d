"""Lawful ways to write an answer that the HTTP framework does not offer."""

from __future__ import annotations

from asyncio import Transport
from http import HTTPStatus

from openai_videos_mock.intercept.messages import Headers, Reply

_FRAMING = ("content-length", "transfer-encoding", "connection")


async def http_1_0(transport: Transport, reply: Reply) -> None:
    """Answer in the older version, and close."""
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
