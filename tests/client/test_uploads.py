"""Files that are made while they are sent."""

from __future__ import annotations

import asyncio
import tracemalloc
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openai_videos import APIConnectionError, APIError, AsyncClient, Client, Upload

from ..serving import ANY_PORT, Handler, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from .conftest import Api

PIECES = [b"one", b"", b"two", bytearray(b"three")]
WHOLE = b"onetwothree"


def _pieces(pieces: Iterable[Any] = PIECES) -> Iterator[Any]:
    yield from pieces


async def _later(pieces: Iterable[Any] = PIECES) -> AsyncIterator[Any]:
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


def _sources(api: Api, pieces: Iterable[Any] = PIECES) -> list[Any]:
    return [_pieces(pieces), *([_later(pieces)] if api.asynchronous else [])]


def test_an_iterator_is_one_part_of_the_form(api: Api) -> None:
    for source in _sources(api):
        api.call("edit", prompt="x", video=Upload(source, len(WHOLE), "clip.mp4"))
        assert [(part.name, part.content) for part in api.parts()] == [("prompt", b"x"), ("video", WHOLE)]
        assert (api.parts()[1].filename, api.parts()[1].content_type) == ("clip.mp4", "video/mp4")
        assert int(api.requests[-1].headers["content-length"]) == len(api.requests[-1].content)
        assert "transfer-encoding" not in api.requests[-1].headers
        assert api.requests[-1].headers["idempotency-key"]


def test_its_name_and_type(api: Api) -> None:
    sources: list[tuple[Any, tuple[str, str]]] = [
        (Upload([b"x"], 1), ("upload", "application/octet-stream")),
        (Upload([b"x"], 1, content_type="video/webm"), ("upload", "video/webm")),
        (("a.mov", Upload([b"x"], 1, "b.mp4")), ("a.mov", "video/quicktime")),
        (("a.mov", Upload([b"x"], 1), "video/mp4"), ("a.mov", "video/mp4")),
    ]
    for source, expected in sources:
        api.call("create_character", name="x", video=source)
        assert (api.parts()[1].filename, api.parts()[1].content_type) == expected


def test_an_empty_file(api: Api) -> None:
    for source in _sources(api, []):
        api.call("edit", prompt="x", video=Upload(source, 0))
        assert api.parts()[1].content == b""


@pytest.mark.parametrize(("length", "gave"), [(12, "11 bytes,"), (10, "11 bytes or more"), (0, "3 bytes or more")])
def test_a_wrong_length(api: Api, length: int, gave: str) -> None:
    for source in _sources(api):
        with pytest.raises(ValueError, match=f"gave {gave}.* `length` of {length} "):
            api.call("edit", prompt="x", video=Upload(source, length))
        assert api.requests == []


def test_pieces_that_are_no_bytes(api: Api) -> None:
    for source in _sources(api, ["text"]):
        with pytest.raises(TypeError, match="gave str, not bytes"):
            api.call("edit", prompt="x", video=Upload(source, 4))


@pytest.mark.parametrize("content", [b"data", "data", 7, None])
def test_a_content_that_gives_no_pieces(content: Any) -> None:
    with pytest.raises(TypeError, match=f"must give bytes piece by piece, which {type(content).__name__} does not"):
        Upload(content, 4)


@pytest.mark.parametrize("length", [-1, None, "4", 1.5])
def test_a_length_that_is_none(length: Any) -> None:
    with pytest.raises(ValueError, match="`length` of an Upload must be a number of bytes"):
        Upload([b"data"], length)


def test_an_iterator_needs_a_length(api: Api) -> None:
    with pytest.raises(TypeError, match=r"`video` must be .* an Upload"):
        api.call("edit", prompt="x", video=_pieces())


def test_asynchronous_content_needs_the_asynchronous_client(library: Any) -> None:
    from .conftest import Api

    api = Api(False, library)
    with pytest.raises(TypeError, match="AsyncClient only"):
        api.call("edit", prompt="x", video=Upload(_later(), len(WHOLE)))
    assert api.requests == []


def _busy() -> httpx.Response:
    return httpx.Response(429, headers={"retry-after-ms": "1"})


def test_an_iterator_is_not_sent_twice(api: Api) -> None:
    api.options = {"max_retries": 2}
    for source in _sources(api):
        api.requests.clear()
        api.answers = [_busy()]
        with pytest.raises(APIError):
            api.call("edit", prompt="x", video=Upload(source, len(WHOLE)))
        assert len(api.requests) == 1


def test_what_can_begin_again_is_sent_again(api: Api) -> None:
    class Pieces:
        def __aiter__(self) -> AsyncIterator[Any]:
            return _later()

    api.options = {"max_retries": 2}
    sources: list[Any] = [PIECES, *([Pieces()] if api.asynchronous else [])]
    for source in sources:
        api.requests.clear()
        api.answers = [_busy(), _busy()]
        api.call("edit", prompt="x", video=Upload(source, len(WHOLE)))
        assert [WHOLE in request.content for request in api.requests] == [True] * 3


def test_an_iterator_that_was_not_begun_is_sent_later(library: Any) -> None:
    """A refused connection takes nothing of it."""
    source = _pieces()
    settings: dict[str, Any] = {"base_url": "http://127.0.0.1:9/v1", "api_key": "key", "retry_pause": 0.001}
    with Client(**settings) as client, pytest.raises(APIConnectionError):
        client.videos.edit(prompt="x", video=Upload(source, len(WHOLE)))
    assert b"".join(source) == WHOLE


SIZE, PIECE = 32 * 1024 * 1024, b"v" * 65536


class _Handler(Handler):
    taken = 0

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        while left > 0 and (data := self.rfile.read(min(left, 1 << 18))):
            left -= len(data)
            type(self).taken += len(data)
        self.wfile.write(b'HTTP/1.0 200 OK\r\ncontent-length: 13\r\n\r\n{"id": "v_1"}')


@pytest.mark.parametrize("asynchronous", [False, True])
def test_it_is_never_in_memory(library: Any, asynchronous: bool) -> None:
    pieces = [PIECE] * (SIZE // len(PIECE))

    def send(parts: list[bytes]) -> None:
        with Client(**settings) as client:
            client.videos.edit(prompt="x", video=Upload(_pieces(parts), sum(map(len, parts))))

    async def send_async(parts: list[bytes]) -> None:
        async with AsyncClient(**settings) as client:
            await client.videos.edit(prompt="x", video=Upload(_later(parts), sum(map(len, parts))))

    with serving(ThreadingHTTPServer(ANY_PORT, _Handler)) as server:
        settings: dict[str, Any] = {"base_url": f"http://127.0.0.1:{server.server_port}", "api_key": "key"}
        asyncio.run(send_async([b"v"])) if asynchronous else send([b"v"])  # Loads what is loaded once.
        _Handler.taken = 0
        tracemalloc.start()
        asyncio.run(send_async(pieces)) if asynchronous else send(pieces)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert _Handler.taken > SIZE
    assert peak < SIZE / 8
