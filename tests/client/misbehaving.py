"""A TCP proxy that passes requests on to a server, and breaks most of the connections in one of many ways."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import threading
from collections import Counter
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

# How often each kind is drawn. Stalls cost the time after which the client gives up.
KINDS = {
    "none": 20,
    "refused": 3,
    "cut during the request": 6,
    "cut before it is passed on": 3,
    "cut before the answer": 4,
    "cut in the answer": 6,
    "cut in the chunks of the answer": 3,
    "cut while idle": 2,
    "stalled before the answer": 1,
    "stalled in the answer": 1,
    "not HTTP": 1,
    "429 during the request": 2,
    "429": 2,
    "500": 2,
    "503": 1,
    "503, come again": 3,
}
_STATUSES = {name: b"HTTP/1.1 %s No\r\n" % name[:3].encode() for name in KINDS if name[0].isdigit()}
_STALL = 5.0


class Proxy:
    """The proxy, in a thread. `faults` counts what was broken, `made` what the server made for whom.

    For whom is the text `case-N`, somewhere in the request. `seen` is called with the body of each request that is
    passed on.
    """

    def __init__(self, upstream: str, seed: int, seen: Callable[[bytes], None]) -> None:
        self.faults: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.passed = 0
        self._upstream = urlsplit(upstream)
        self._chance = random.Random(seed)
        self._storm: list[str] = []
        self._seen = seen
        self._port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def broken(self) -> int:
        """How many faults there were."""
        return self.faults.total() - self.faults["none"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{self._upstream.path}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        async def start() -> None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
            self._port = server.sockets[0].getsockname()[1]
            self._ready.set()

        self._loop.run_until_complete(start())
        self._loop.run_forever()

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _draw(self) -> str:
        if not self._storm:
            kind = self._chance.choices(list(KINDS), list(KINDS.values()))[0]
            # Trouble with a status often lasts.
            self._storm = [kind] * (self._chance.randint(1, 5) if kind in _STATUSES else 1)
        return self._storm.pop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            again = True
            while again:
                kind = self._draw()
                self.faults[kind] += 1
                again = await self._exchange(kind, reader, writer)
        writer.transport.abort()

    async def _exchange(self, kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take one request; tell whether the connection stays open."""
        if kind == "refused":
            return False
        if "during the request" in kind:
            await reader.readexactly(int(10 ** self._chance.uniform(0, 4.5)))
            if kind in _STATUSES:
                writer.write(_STATUSES[kind] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
                await _close(writer)
            return False
        head, body = await _request(reader)
        if kind == "cut before it is passed on":
            return False
        if kind in _STATUSES:
            wait = b"retry-after-ms: 1\r\n" if "again" in kind else b""
            writer.write(_STATUSES[kind] + wait + b"content-length: 0\r\n\r\n")
            await writer.drain()
            return True
        if kind == "not HTTP":
            writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
            await _close(writer)
            return False
        answer = await self._pass_on(head, body)
        if kind == "cut before the answer":
            return False
        if kind == "stalled before the answer":
            await asyncio.sleep(_STALL)
            return False
        if kind == "cut in the chunks of the answer":
            answer = _chunked(answer)
        if "in the" in kind:
            answer = answer[: self._chance.randrange(len(answer))]
        writer.write(answer)
        await writer.drain()
        if kind == "none":
            return True
        if kind == "stalled in the answer":
            await asyncio.sleep(_STALL)
        await _close(writer)
        return False

    async def _pass_on(self, head: bytes, body: bytes) -> bytes:
        self.passed += 1
        self._seen(body)
        there, back = await asyncio.open_connection(self._upstream.hostname, self._upstream.port)
        first, *lines = head[:-4].split(b"\r\n")
        dropped = (b"connection:", b"content-length:", b"transfer-encoding:")
        kept = [line for line in lines if not line.lower().startswith(dropped)]
        kept = [self._range(line) for line in kept]
        kept += [b"connection: close", b"content-length: %d" % len(body)]
        back.write(b"\r\n".join([first, *kept, b"", b""]) + body)
        answer = await there.read()
        back.close()
        if first.startswith(b"POST") and answer.startswith(b"HTTP/1.1 200"):
            found = re.search(rb"case-\d+", body)
            self.made[found[0].decode() if found else "nobody"] += 1
        # The connection to the server ends here, the one to the client may stay.
        return re.sub(rb"(?i)\r\nconnection: close(?=\r\n)", b"", answer, count=1)

    def _range(self, line: bytes) -> bytes:
        """Let some servers know no ranges, and some answer with another part than the one that is asked for."""
        if not line.lower().startswith(b"range:"):
            return line
        kind = self._chance.choice(["range kept", "range not known", "another range"])
        self.faults[kind] += kind != "range kept"
        return {"range kept": line, "range not known": b"x-range: none", "another range": b"range: bytes=1-"}[kind]


async def _request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
    if fields.get(b"transfer-encoding") != b"chunked":
        return head, await reader.readexactly(int(fields.get(b"content-length", 0)))
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return head, body


def _chunked(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    chunks = [body[at : at + 5000] for at in range(0, len(body), 5000)]
    encoded = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"\r\n".join([*lines, b"transfer-encoding: chunked", b"", encoded + b"0\r\n\r\n"])


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()
