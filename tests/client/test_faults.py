"""A proxy breaks connections a thousand times: no job is made twice, no file is cut, errors are typed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from openai_videos import APIError, Client, _retries
from openai_videos_mock import Settings, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = ["none", "refuse", "during", "after", "stall", "truncate", "429", "500", "503"]
FAULTS = 1000


class _Proxy:
    """Passes bytes on, but for what the faults say, one for each connection."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.faults: list[tuple[str, int]] = []
        self.port = 0
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        assert ready.wait(10)

    def run(self, ready: threading.Event) -> None:
        async def start() -> None:
            server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        self.loop.create_task(start())
        self.loop.run_forever()

    async def end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks) if tasks else None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self.pass_on(reader, writer)
        writer.transport.abort()

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault, size = self.faults.pop(0) if self.faults else ("none", 0)
        if fault == "refuse":
            return
        if fault == "during":
            await reader.readexactly(size % 100 + 1)
            return
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        body = await reader.readexactly(int(fields.get(b"content-length", 0)))
        if fault in ("429", "500", "503"):
            extra = b"retry-after-ms: 1\r\n" if fault == "503" else b""
            writer.write(b"HTTP/1.1 %s No\r\n%scontent-length: 0\r\n\r\n" % (fault.encode(), extra))
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            return
        there, back = await asyncio.open_connection(self.upstream.hostname, self.upstream.port)
        lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
        back.write(b"\r\n".join([*lines, b"connection: close", b"", b""]) + body)
        answer = await there.read()
        back.close()
        if fault == "stall":
            await asyncio.sleep(0.3)
        elif fault != "after":
            writer.write(answer[: size % max(len(answer) - 1, 1)] if fault == "truncate" else answer)
            await writer.drain()
            writer.close()
            await writer.wait_closed()


@pytest.fixture
def proxy() -> Iterator[_Proxy]:
    with serve(Settings(job_seconds=0)) as upstream:
        made = _Proxy(upstream)
        yield made
        asyncio.run_coroutine_threadsafe(made.end(), made.loop).result(10)
        made.loop.call_soon_threadsafe(made.loop.stop)
        made.thread.join(10)


def test_a_thousand_faults(proxy: _Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retries, "_FIRST_PAUSE", 0.001)
    chance = random.Random(20260924)
    settings: dict[str, Any] = {"base_url": f"http://127.0.0.1:{proxy.port}{proxy.upstream.path}", "api_key": "key"}
    injected = failed = case = 0
    with Client(**settings, timeout=0.2) as client, Client(**settings) as calm:
        source = calm.videos.create(prompt="x", size="720x1280").id
        whole = calm.videos.download_content(source).read()
        while injected < FAULTS:
            case += 1
            proxy.faults = [(chance.choice(KINDS[1:]), chance.randrange(100_000)) for _ in range(chance.randint(1, 4))]
            planned = len(proxy.faults)
            target = tmp_path / f"{case}.mp4"
            write = case % 2 == 0
            try:
                if write:
                    client.videos.create(prompt=f"Take {case}")
                else:
                    client.videos.download_content(source).write_to_file(target)
            except APIError:
                failed += 1
            injected += planned - len(proxy.faults)
            if target.exists():
                assert target.read_bytes() == whole
                target.unlink()
            assert list(tmp_path.iterdir()) == []
        prompts = [video.prompt for video in calm.videos.list(limit=100)]
    assert len(prompts) == len(set(prompts)) > 100
    assert 0 < failed < case
