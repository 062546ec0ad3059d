"""Downloads stream, and leave a whole file or none; uploads stream as well."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import tracemalloc
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openai_videos import APIConnectionError, APITimeoutError, AsyncClient, Client

from ..serving import ANY_PORT, Handler, serving
from .conftest import Api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

SIZE = 32 * 1024 * 1024
BLOCK = b"v" * 65536


class _Handler(Handler):
    """Sends `SIZE` bytes, breaks off halfway, or takes an upload and counts it."""

    protocol_version = "HTTP/1.1"
    taken = 0

    def do_GET(self) -> None:
        cut, chunked = "cut" in self.path, "chunked" in self.path
        size = len(BLOCK) if "short" in self.path else SIZE
        self.send_response(200)
        self.send_header("content-type", "video/mp4")
        self.send_header(*(("transfer-encoding", "chunked") if chunked else ("content-length", str(size))))
        self.end_headers()
        self.close_connection = cut
        with contextlib.suppress(ConnectionError):  # Some tests do not read to the end.
            for _ in range(size // len(BLOCK) // (2 if cut else 1)):
                self.wfile.write(b"10000\r\n" + BLOCK + b"\r\n" if chunked else BLOCK)
            if chunked and not cut:
                self.wfile.write(b"0\r\n\r\n")

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        type(self).taken = left
        while left:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        body = b'{"id": "video_1"}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving(ThreadingHTTPServer(ANY_PORT, _Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(params=["sync", "async"])
def save(request: pytest.FixtureRequest, origin: str, library: Any) -> Callable[[str, Path], None]:
    def write(identity: str, path: Path) -> None:
        with Client(base_url=origin, api_key="key") as client:
            client.videos.download_content(identity).write_to_file(path)

    def write_async(identity: str, path: Path) -> None:
        async def main() -> None:
            async with AsyncClient(base_url=origin, api_key="key") as client:
                await (await client.videos.download_content(identity)).write_to_file(path)

        asyncio.run(main())

    return write if request.param == "sync" else write_async


@pytest.mark.parametrize("identity", ["whole", "chunked"])
def test_a_download_is_never_in_memory(save: Callable[[str, Path], None], tmp_path: Path, identity: str) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"old")
    save("whole", tmp_path / "first")  # Loads what is loaded once.
    tracemalloc.start()
    save(identity, target)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert target.stat().st_size == SIZE
    assert peak < SIZE / 8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "first"]


@pytest.mark.parametrize("identity", ["cut", "cut-chunked"])
def test_half_a_file_is_no_file(save: Callable[[str, Path], None], tmp_path: Path, identity: str) -> None:
    target = tmp_path / "clip.mp4"
    with pytest.raises(APIConnectionError):
        save(identity, target)
    assert list(tmp_path.iterdir()) == []
    target.write_bytes(b"old")
    with pytest.raises(APIConnectionError):
        save(identity, target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_is_no_target(save: Callable[[str, Path], None], tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        save("whole", tmp_path)
    with pytest.raises(FileNotFoundError):
        save("whole", tmp_path / "missing" / "clip.mp4")


CJK = "\u732b" * 80 + ".mp4"
LONG = {
    "CJK with a suffix": CJK,
    "CJK": "\u732b" * 85,
    "letters": "a" * 255,
    "beyond the BMP": "\U0001f600" * 62 + ".mp4",
    "mixed": "a" + "\u732b" * 84,
}


@pytest.mark.parametrize("name", LONG.values(), ids=list(LONG))
def test_long_names(save: Callable[[str, Path], None], tmp_path: Path, name: str) -> None:
    save("short", tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_is_too_long(save: Callable[[str, Path], None], tmp_path: Path) -> None:
    with pytest.raises(OSError, match="name too long"):
        save("short", tmp_path / (CJK + "\u732b" * 10))
    assert list(tmp_path.iterdir()) == []


def test_links_in_a_loop(save: Callable[[str, Path], None], tmp_path: Path) -> None:
    one, other = tmp_path / "one.mp4", tmp_path / "other.mp4"
    one.symlink_to(other)
    other.symlink_to(one)
    for target in (one, one / "clip.mp4"):
        with pytest.raises(OSError, match="symbolic links") as caught:
            save("short", target)
        assert caught.value.errno == errno.ELOOP
    assert one.is_symlink()
    assert other.is_symlink()


def test_a_file_that_is_replaced_keeps_its_mode(save: Callable[[str, Path], None], tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"
    target.write_bytes(b"private")
    target.chmod(0o600)
    save("whole", target)
    assert (target.stat().st_size, target.stat().st_mode & 0o777) == (SIZE, 0o600)


def test_a_link_and_a_device_stay_what_they_are(origin: str, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(real)
    with Client(base_url=origin, api_key="key") as client:
        client.videos.download_content("whole").stream_to_file(link)
        client.videos.download_content("whole").write_to_file("/dev/null")
    assert (link.is_symlink(), real.stat().st_size) == (True, SIZE)
    assert not Path("/dev/null").is_file()


def _lazy(read: list[int], asynchronous: bool) -> Callable[[httpx.Request], httpx.Response]:
    class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            for number in range(4):
                read.append(number)
                yield b"data"

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for block in self:
                yield block

    return lambda _: httpx.Response(200, stream=Stream(), headers={"content-type": "video/mp4"})


def test_nothing_is_read_before_it_is_asked_for(api: Api) -> None:
    read: list[int] = []
    api.answers = [_lazy(read, api.asynchronous)]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            with client.videos.download_content("video_1") as download:
                assert read == []
                return next(iter(download.iter_bytes())), list(read), download.response.headers["content-type"]

        async def main() -> Any:
            async with client.videos.with_streaming_response.download_content("video_1") as download:
                assert read == []
                blocks = download.iter_bytes()
                return await anext(blocks), list(read), download.headers["content-type"]

        return main()

    assert api.run(use) == (b"data", [0], "video/mp4")


def test_read_and_content_give_all_bytes_again_and_again(api: Api) -> None:
    api.answers = [_lazy([], api.asynchronous)]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            download = client.videos.download_content("video_1")
            return download.content, download.read(), b"".join(download.iter_bytes())

        async def main() -> Any:
            download = await client.videos.download_content("video_1")
            return download.content, await download.read(), b"".join([block async for block in download.iter_bytes()])

        return main()

    assert api.run(use) == (b"data" * 4,) * 3


def test_code_for_the_official_asynchronous_client(library: Any, tmp_path: Path) -> None:
    """There, all bytes are in memory after the first `await`, and most methods are not awaited."""
    paths = [tmp_path / name for name in "abcd"]

    async def use(client: Any) -> None:
        content = await client.videos.download_content("video_1")
        content.write_to_file(paths[0])
        assert paths[0].read_bytes() == b"data" * 4
        content.stream_to_file(paths[1])
        await content.astream_to_file(paths[2])
        await content.write_to_file(paths[3])
        assert [path.read_bytes() for path in paths] == [b"data" * 4] * 4
        whole = [content.read(), await content.read(), await content.aread(), content.content, content.text.encode()]
        assert [bytes(data) for data in whole] == [b"data" * 4] * 5
        for size in (None, 3):
            assert b"".join(content.iter_bytes(size)) == b"data" * 4
            assert b"".join([piece async for piece in content.iter_bytes(size)]) == b"data" * 4
            assert b"".join([piece async for piece in await content.aiter_bytes(size)]) == b"data" * 4
        assert "".join(content.iter_text(3)) == "".join(content.iter_lines()) == "data" * 4
        assert [len(piece) for piece in content.iter_bytes(6)] == [6, 6, 4]
        assert content.response.headers["content-type"] == "video/mp4"
        await content.aclose()

    api = Api(True, library, answers=[_lazy([], True)])
    api.run(use)


def test_json_of_a_download(api: Api) -> None:
    api.options = {"check_content": False}
    api.answers = [httpx.Response(200, json={"a": 1}) for _ in range(2)]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            return client.videos.download_content("video_1").json()

        async def main() -> Any:
            return (await client.videos.download_content("video_1")).json()

        return main()

    assert api.run(use) == {"a": 1}


def test_a_failure_on_the_way_is_typed(api: Api) -> None:
    class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"data"
            raise httpx.ReadTimeout("slow")

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for block in self:
                yield block

    api.answers = [lambda _: httpx.Response(200, stream=Stream())]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            return client.videos.download_content("video_1").read()

        async def main() -> Any:
            return await (await client.videos.download_content("video_1")).read()

        return main()

    with pytest.raises(APITimeoutError):
        api.run(use)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_upload_is_never_in_memory(origin: str, tmp_path: Path, asynchronous: bool) -> None:
    first, path = tmp_path / "first.mp4", tmp_path / "clip.mp4"
    for video, size in ((first, 1), (path, SIZE)):
        with video.open("wb") as file:
            file.truncate(size)

    def send(video: Path) -> None:
        with Client(base_url=origin, api_key="key") as client:
            client.videos.edit(prompt="x", video=video)

    async def send_async(video: Path) -> None:
        async with AsyncClient(base_url=origin, api_key="key") as client:
            await client.videos.edit(prompt="x", video=video)

    asyncio.run(send_async(first)) if asynchronous else send(first)  # Loads what is loaded once.
    tracemalloc.start()
    asyncio.run(send_async(path)) if asynchronous else send(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert _Handler.taken > SIZE
    assert peak < SIZE / 8
