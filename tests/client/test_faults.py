"""A proxy breaks more than a thousand connections: nothing is made twice, no file is cut, every error is typed.

Many calls run at once, so that the pauses before they are sent again pass together.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from openai_videos import APIError, AsyncClient, Client, NotFoundError, Upload
from openai_videos_mock import MockSettings, serve

from .misbehaving import KINDS, Proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Each time: with both clients, on both HTTP libraries.
FAULTS = 350
AT_ONCE = 24
TIMEOUT = 2.0


class _Pipe(io.RawIOBase):
    """A file that can be read once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)


class _Run:
    """What the calls work with, and what came of them."""

    def __init__(self, calm: Client, folder: Path) -> None:
        self.calm = calm
        self.folder = folder
        self.file = folder / "source.mp4"
        self.source = calm.videos.create(prompt="source").id
        self.whole = calm.videos.download_content(self.source).read()
        self.file.write_bytes(self.whole)
        self.character = calm.videos.create_character(name="Bob", video=self.file).id
        self.cases = itertools.count()
        self.succeeded: set[str] = set()
        self.failed: set[str] = set()
        self.cut_uploads = 0

    def seen(self, body: bytes) -> None:
        """Look at what reaches the server: a file is there from its first to its last byte."""
        self.cut_uploads += b"filename=" in body and self.whole not in body

    def pieces(self) -> list[bytes]:
        return [self.whole[at : at + 3000] for at in range(0, len(self.whole), 3000)]

    async def one(self, videos: Any) -> None:
        number = next(self.cases)
        case = f"case-{number}"
        call = CALLS[number % len(CALLS)]
        try:
            await call(videos, self, case)
        except APIError:
            self.failed.add(case)
        else:
            self.succeeded.add(case)

    def made_by(self, case: str) -> bool:
        return CALLS[int(case.partition("-")[2]) % len(CALLS)] in WRITES


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


async def _create(videos: Any, _: _Run, case: str) -> None:
    assert (await _settled(videos.create(prompt=case, seconds="4"))).prompt == case


async def _create_and_poll(videos: Any, _: _Run, case: str) -> None:
    job = await _settled(videos.create_and_poll(prompt=case, poll_interval_ms=1))
    assert (job.prompt, job.status) == (case, "completed")


async def _create_like_an_image(videos: Any, _: _Run, case: str) -> None:
    image = {"image_url": "https://example.com/still.png"}
    assert (await _settled(videos.create(prompt=case, input_reference=image))).prompt == case


async def _edit(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.edit(prompt=case, video={"id": run.source}))).prompt == case


async def _edit_a_file(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.edit(prompt=case, video=run.file))).prompt == case


async def _edit_a_pipe(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.edit(prompt=case, video=("pipe.mp4", _Pipe(run.whole))))).prompt == case


async def _edit_pieces(videos: Any, run: _Run, case: str) -> None:
    video = Upload(run.pieces(), len(run.whole), "pieces.mp4")
    assert (await _settled(videos.edit(prompt=case, video=video))).prompt == case


async def _edit_pieces_once(videos: Any, run: _Run, case: str) -> None:
    video = Upload(iter(run.pieces()), len(run.whole), "pieces.mp4")
    assert (await _settled(videos.edit(prompt=case, video=video))).prompt == case


async def _extend(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.extend(prompt=case, seconds="8", video={"id": run.source}))).prompt == case


async def _extend_bytes(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.extend(prompt=case, seconds="8", video=run.whole))).prompt == case


async def _remix(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.remix(run.source, prompt=case))).remixed_from_video_id == run.source


async def _character(videos: Any, run: _Run, case: str) -> None:
    assert (await _settled(videos.create_character(name=case, video=run.file))).name == case


async def _retrieve(videos: Any, run: _Run, _: str) -> None:
    assert (await _settled(videos.retrieve(run.source))).id == run.source


async def _get_character(videos: Any, run: _Run, _: str) -> None:
    assert (await _settled(videos.get_character(run.character))).name == "Bob"


async def _list(videos: Any, _: _Run, __: str) -> None:
    page = await _settled(videos.list(limit=3))
    ids = [video.id for video in page.data]
    while page.has_next_page() and len(ids) < 9:
        page = await _settled(page.get_next_page())
        ids += [video.id for video in page.data]
    assert len(set(ids)) == len(ids) > 0


async def _delete(videos: Any, run: _Run, _: str) -> None:
    doomed = run.calm.videos.create(prompt="doomed").id
    # It may be gone since the first attempt, whose answer was lost.
    with contextlib.suppress(NotFoundError):
        assert (await _settled(videos.delete(doomed))).id == doomed
    with pytest.raises(NotFoundError):
        run.calm.videos.retrieve(doomed)


async def _download(videos: Any, run: _Run, case: str) -> None:
    target = run.folder / f"{case}.mp4"
    try:
        content = await _settled(videos.download_content(run.source))
        # In small pieces, so that there is something to go on from.
        await _settled(content.write_to_file(target, chunk_size=1000))
        assert target.exists()
    finally:
        if target.exists():
            assert target.read_bytes() == run.whole
            target.unlink()


async def _download_to_memory(videos: Any, run: _Run, _: str) -> None:
    content = await _settled(videos.download_content(run.source))
    assert await _settled(content.read()) == run.whole


async def _download_as_a_stream(videos: Any, run: _Run, _: str) -> None:
    stream = videos.with_streaming_response.download_content(run.source)
    if hasattr(stream, "__aenter__"):
        async with stream as answer:
            assert b"".join([chunk async for chunk in answer.iter_bytes()]) == run.whole
    else:
        with stream as answer:
            assert b"".join(answer.iter_bytes()) == run.whole


async def _retrieve_raw(videos: Any, run: _Run, _: str) -> None:
    answer = await _settled(videos.with_raw_response.retrieve(run.source))
    assert (answer.status_code, (await _settled(answer.parse())).id) == (200, run.source)


WRITES: list[Callable[..., Any]] = [
    _create,
    _create_and_poll,
    _create_like_an_image,
    _edit,
    _edit_a_file,
    _edit_a_pipe,
    _edit_pieces,
    _edit_pieces_once,
    _extend,
    _extend_bytes,
    _remix,
    _character,
]
READS: list[Callable[..., Any]] = [
    _retrieve,
    _retrieve_raw,
    _get_character,
    _list,
    _delete,
    _download_to_memory,
    _download_as_a_stream,
]
CALLS = [*WRITES, *READS, *[_download] * 5]


def _in_threads(run: _Run, proxy: Proxy) -> None:
    with (
        Client(base_url=proxy.url, api_key="key", timeout=TIMEOUT) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def work(_: int) -> None:
            while proxy.broken < FAULTS:
                asyncio.run(run.one(client.videos))

        list(pool.map(work, range(AT_ONCE)))


def _in_tasks(run: _Run, proxy: Proxy) -> None:
    async def work(client: AsyncClient) -> None:
        while proxy.broken < FAULTS:
            await run.one(client.videos)

    async def main() -> None:
        async with (
            AsyncClient(base_url=proxy.url, api_key="key", timeout=TIMEOUT) as client,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(AT_ONCE):
                group.create_task(work(client))

    asyncio.run(main())


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("calls", [_in_threads, _in_tasks])
def test_a_thousand_faults(calls: Callable[[_Run, Proxy], None], tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0)) as upstream, Client(base_url=upstream, api_key="key") as calm:
        run = _Run(calm, tmp_path)
        with Proxy(upstream, 20260924, run.seen) as proxy:
            calls(run, proxy)
        prompts = [video.prompt for video in calm.videos.list(limit=100)]
    made = {case: count for case, count in proxy.made.items() if case in run.succeeded | run.failed}
    assert made == proxy.made
    assert set(made.values()) == {1}, "made twice"
    jobs = [prompt for prompt in prompts if prompt in made]
    assert len(jobs) == len(set(jobs)), "made twice"
    assert {case for case in run.succeeded if run.made_by(case)} <= made.keys(), "not made, but said to be"
    assert run.cut_uploads == 0
    assert [path.name for path in tmp_path.iterdir()] == ["source.mp4"]
    # There was something to see: every kind of fault happened, and calls ended in both ways.
    assert set(proxy.faults) >= set(KINDS)
    assert min(len(run.succeeded), len(run.failed)) > 10
