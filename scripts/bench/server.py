"""A server that costs as little as can be, so that what is measured is the client.

    python scripts/bench/server.py

It listens on a free port of this machine and prints its base URL. It answers every GET of a video, of a page of 100
videos out of 10,000, and of content of as many bytes as `?bytes=` says; a POST it reads to its end and answers with a
video. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from urllib.parse import parse_qs, urlsplit

VIDEOS, PAGE = 10_000, 100
_ZEROS = bytes(1 << 20)


def _video(number: int) -> dict[str, object]:
    return {
        "id": f"video_{number:032x}",
        "object": "video",
        "created_at": 1_800_000_000 - number,
        "completed_at": 1_800_000_060 - number,
        "expires_at": 1_800_003_600 - number,
        "status": "completed",
        "progress": 100,
        "error": None,
        "model": "sora-2",
        "prompt": "A calico cat playing a piano on stage",
        "remixed_from_video_id": None,
        "seconds": "8",
        "size": "1280x720",
    }


def _page(first: int) -> bytes:
    videos = [_video(number) for number in range(first, first + PAGE)]
    ends = {"first_id": videos[0]["id"], "last_id": videos[-1]["id"], "has_more": first + PAGE < VIDEOS}
    return json.dumps({"object": "list", "data": videos, **ends}).encode()


ONE = json.dumps(_video(0)).encode()
PAGES = {first: _page(first) for first in range(0, VIDEOS, PAGE)}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await _drop_body(head, reader)
            await _answer(head.split(b" ", 2)[1].decode(), writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _drop_body(head: bytes, reader: asyncio.StreamReader) -> None:
    if found := re.search(rb"(?i)\ncontent-length: *(\d+)", head):
        left = int(found[1])
        while left:
            left -= len(await reader.read(min(left, 1 << 20)))
            if reader.at_eof():
                return
    elif re.search(rb"(?i)\ntransfer-encoding: *chunked", head):
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()


async def _answer(target: str, writer: asyncio.StreamWriter) -> None:
    url = urlsplit(target)
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    if url.path.endswith("/content"):
        left = int(asked.get("bytes", 1 << 20))
        writer.write(_head("video/mp4", left))
        while left:
            piece = _ZEROS[:left]
            writer.write(piece)
            await writer.drain()
            left -= len(piece)
        return
    body = ONE
    if url.path.endswith("/videos") and "limit" in asked:
        body = PAGES[int(asked["after"][6:], 16) + 1 if "after" in asked else 0]
    writer.write(_head("application/json", len(body)) + body)
    await writer.drain()


def _head(kind: str, length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n".encode()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, limit=1 << 21)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}/v1\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())
