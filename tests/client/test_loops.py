"""Event loops: trio beside asyncio, and one client in several loops."""

from __future__ import annotations

import asyncio
import json
import threading
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import trio
from openai_videos import AsyncClient

from ..serving import ANY_PORT, Handler, serving
from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RUNS = {"asyncio": asyncio.run, "trio": lambda main: trio.run(lambda: main)}
"""Ways to run a coroutine to its end."""


class _Handler(Handler):
    """Answers each second request with 429, so that there are pauses; keeps connections open."""

    protocol_version = "HTTP/1.1"
    turn = 0

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        type(self).turn += 1
        content = self.path.endswith("/content")
        body = b"\0\0\0\x20ftypisom" if content else json.dumps(VIDEO | {"status": "completed"}).encode()
        self.send_response(429 if self.turn % 2 else 200)
        self.send_header("retry-after-ms", "1")
        self.send_header("content-type", "video/mp4" if content else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(ThreadingHTTPServer(ANY_PORT, _Handler)) as listening:
        yield f"http://127.0.0.1:{listening.server_port}/v1"


@pytest.mark.parametrize("run", RUNS.values(), ids=list(RUNS))
def test_everything_that_waits(server: str, library: Any, run: Callable[[Any], Any], tmp_path: Path) -> None:
    async def main() -> str:
        async with AsyncClient(base_url=server, api_key="key") as client:
            video = await client.videos.create_and_poll(prompt="x", poll_interval_ms=1)
            content = await client.videos.download_content(video.id)
            await content.write_to_file(tmp_path / "a.mp4")
            async with client.videos.with_streaming_response.download_content(video.id) as answer:
                await answer.stream_to_file(tmp_path / "b.mp4")
            return video.status

    assert run(main()) == "completed"
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes() == b"\0\0\0\x20ftypisom"


@pytest.mark.parametrize("run", RUNS.values(), ids=list(RUNS))
def test_one_client_in_several_loops(server: str, library: Any, run: Callable[[Any], Any]) -> None:
    client = AsyncClient(base_url=server, api_key="key")
    for _ in range(3):
        assert run(client.videos.retrieve("video_1")).id == "video_123"
        assert run(client.with_options(timeout=5).videos.create(prompt="x")).id == "video_123"
    run(client.close())
    assert client.is_closed()


def test_two_loops_at_once(server: str, library: Any) -> None:
    client = AsyncClient(base_url=server, api_key="key", max_retries=50)
    names: list[str] = []

    async def several() -> None:
        names.extend([(await client.videos.retrieve("video_1")).id for _ in range(5)])

    threads = [threading.Thread(target=asyncio.run, args=(several(),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == ["video_123"] * 15


def test_clients_of_loops_that_have_ended_are_let_go(server: str, library: Any) -> None:
    client = AsyncClient(base_url=server, api_key="key")
    for _ in range(5):
        asyncio.run(client.videos.retrieve("video_1"))
    assert len(client._connections._of_loops) == 1
