"""Answers as they came: read whole with `with_raw_response`, on their way with `with_streaming_response`."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openai_videos import (
    APIConnectionError,
    APIResponse,
    APIResponseValidationError,
    AsyncAPIResponse,
    AsyncClient,
    Client,
    LegacyAPIResponse,
    NotFoundError,
    OpenAIError,
    StreamAlreadyConsumed,
)
from openai_videos.types import Video, VideoCharacter, VideoDeleteResponse

from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from .conftest import Api

CALLS: dict[str, tuple[tuple[str, ...], dict[str, Any], type[Any]]] = {
    "create": ((), {"prompt": "x"}, Video),
    "edit": ((), {"prompt": "x", "video": b"data"}, Video),
    "extend": ((), {"prompt": "x", "seconds": "4", "video": {"id": "video_1"}}, Video),
    "remix": (("video_1",), {"prompt": "x"}, Video),
    "retrieve": (("video_1",), {}, Video),
    "delete": (("video_1",), {}, VideoDeleteResponse),
    "create_character": ((), {"name": "x", "video": b"data"}, VideoCharacter),
    "get_character": (("char_1",), {}, VideoCharacter),
}


def _json(body: Any = VIDEO, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers={"x-request-id": "req_1"} | headers)


@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_every_operation_is_there_with_its_parameters(cls: Any, form: str) -> None:
    videos = cls(base_url="http://a.test/v1", api_key="key").videos
    answers = getattr(videos, form)
    names = {name for name in vars(answers) if not name.startswith("_")}
    assert names == {*CALLS, "list", "download_content"}
    for name in names:
        assert inspect.signature(getattr(answers, name)) == inspect.signature(getattr(videos, name))
        assert getattr(answers, name).__doc__ == getattr(videos, name).__doc__


@pytest.mark.parametrize("name", CALLS)
def test_a_raw_answer(api: Api, name: str) -> None:
    arguments, options, returned = CALLS[name]
    api.answers = [_json(retry_after="7")]
    answer = api.run(lambda client: getattr(client.videos.with_raw_response, name)(*arguments, **options))
    assert isinstance(answer, LegacyAPIResponse)
    assert (answer.status_code, answer.headers["retry_after"], answer.request_id) == (200, "7", "req_1")
    assert (answer.method, answer.url) == (answer.http_request.method, answer.http_request.url)
    assert answer.http_request is answer.http_response.request
    assert (answer.content, answer.text) == (answer.http_response.content, answer.http_response.text)
    assert answer.json()["id"] == "video_123"
    assert (answer.http_version, answer.is_closed, answer.retries_taken) == ("HTTP/1.1", True, 0)
    made = answer.parse()
    assert type(made) is returned
    assert (made.id, made._request_id) == ("video_123", "req_1")
    assert answer.parse() is made
    assert "200 OK" in repr(answer)


def test_a_raw_answer_made_into_other_things(api: Api) -> None:
    answer = api.run(lambda client: client.videos.with_raw_response.retrieve("video_1"))
    assert answer.parse(to=dict) == answer.parse(to=dict[str, Any]) == VIDEO
    assert answer.parse(to=str) == answer.text
    assert answer.parse(to=bytes) == answer.content
    assert answer.parse(to=VideoCharacter).id == "video_123"
    assert answer.parse(to=type(answer.http_response)) is answer.http_response
    for kind in (list, int):
        with pytest.raises(APIResponseValidationError, match=f"cannot be made into {kind.__name__}"):
            answer.parse(to=kind)


def test_a_raw_answer_that_is_no_video(api: Api) -> None:
    api.answers = [httpx.Response(200, text="<html>")]
    answer = api.run(lambda client: client.videos.with_raw_response.retrieve("video_1"))
    assert answer.text == "<html>"
    with pytest.raises(APIResponseValidationError):
        answer.parse()


def test_an_error_is_raised_all_the_same(api: Api) -> None:
    api.answers = [_json({"error": {"message": "No."}}, 404)]
    with pytest.raises(NotFoundError):
        api.run(lambda client: client.videos.with_raw_response.retrieve("video_1"))


def test_the_attempts_are_counted(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.options = {"max_retries": 2}
    api.answers = [httpx.Response(429, headers={"retry-after-ms": "1"})] * 2
    answer = api.run(lambda client: client.videos.with_raw_response.create(prompt="x"))
    assert answer.retries_taken == 2


def test_a_raw_page_leads_on(api: Api) -> None:
    first = {"data": [VIDEO], "has_more": True, "last_id": "video_123", "object": "list"}
    second = {"data": [VIDEO | {"id": "video_9"}], "has_more": False}

    def use(client: Any) -> Any:
        if not api.asynchronous:
            answer = client.videos.with_raw_response.list(limit=1)
            return answer.status_code, [video.id for video in answer.parse()]

        async def main() -> Any:
            answer = await client.videos.with_raw_response.list(limit=1)
            return answer.status_code, [video.id async for video in answer.parse()]

        return main()

    api.answers = [_json(first), _json(second)]
    assert api.run(use) == (200, ["video_123", "video_9"])
    assert dict(api.requests[1].url.params) == {"limit": "1", "after": "video_123"}


def test_a_raw_download(api: Api, tmp_path: Path) -> None:
    api.answers = [lambda _: httpx.Response(200, stream=_Lines(), headers={"content-type": "video/mp4"})]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            answer = client.videos.with_raw_response.download_content("video_1")
            assert (answer.is_closed, answer.content) == (True, b"data")
            return answer.parse().write_to_file(tmp_path / "a.mp4")

        async def main() -> Any:
            answer = await client.videos.with_raw_response.download_content("video_1")
            assert (answer.is_closed, answer.content) == (True, b"data")
            answer.parse().write_to_file(tmp_path / "a.mp4")

        return main()

    api.run(use)
    assert (tmp_path / "a.mp4").read_bytes() == b"data"


def _streamed(api: Api, method: str, use: Any, *arguments: Any, **options: Any) -> Any:
    """Open a streamed answer, and hand it over to a function; what that gives is awaited if need be."""

    def run(client: Any) -> Any:
        manager = getattr(client.videos.with_streaming_response, method)(*arguments, **options)
        assert api.requests == [], "nothing is sent before the statement begins"
        if not api.asynchronous:
            with manager as answer:
                assert isinstance(answer, APIResponse)
                result = use(answer)
            assert answer.is_closed
            return result

        async def main() -> Any:
            async with manager as answer:
                assert isinstance(answer, AsyncAPIResponse)
                result = use(answer)
                result = await result if inspect.isawaitable(result) else result
            assert answer.is_closed
            return result

        return main()

    return api.run(run)


def _all(pieces: Any) -> Any:
    if hasattr(pieces, "__aiter__"):

        async def collect() -> list[Any]:
            return [piece async for piece in pieces]

        return collect()
    return list(pieces)


@pytest.mark.parametrize("name", CALLS)
def test_a_streamed_answer(api: Api, name: str) -> None:
    arguments, options, returned = CALLS[name]
    api.answers = [_json()]
    made = _streamed(api, name, lambda answer: answer.parse(), *arguments, **options)
    assert type(made) is returned
    assert made._request_id == "req_1"


@pytest.mark.parametrize(
    ("read", "result"),
    [
        (lambda answer: answer.read(), b"one\ntwo"),
        (lambda answer: answer.text(), "one\ntwo"),
        (lambda answer: _all(answer.iter_bytes(4)), [b"one\n", b"two"]),
        (lambda answer: _all(answer.iter_raw(4)), [b"one\n", b"two"]),
        (lambda answer: _all(answer.iter_text(4)), ["one\n", "two"]),
        (lambda answer: _all(answer.iter_lines()), ["one", "two"]),
        (lambda answer: (answer.status_code, answer.headers["x-a"], answer.is_closed), (200, "b", False)),
    ],
)
def test_ways_to_read_a_streamed_answer(api: Api, read: Any, result: Any) -> None:
    class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"one\ntwo"

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"one\ntwo"

    for method in ("download_content", "retrieve"):
        api.requests.clear()
        api.answers = [lambda _: httpx.Response(200, stream=Stream(), headers={"x-a": "b"})]
        assert _streamed(api, method, read, "video_1") == result


def test_the_json_of_a_streamed_answer(api: Api) -> None:
    assert _streamed(api, "retrieve", lambda answer: answer.json(), "video_1") == VIDEO
    api.requests.clear()
    page = {"data": [VIDEO], "has_more": False}
    api.answers = [_json(page)]
    assert _streamed(api, "list", lambda answer: answer.parse()).data[0].id == "video_123"


def test_what_has_passed_is_gone(api: Api) -> None:
    def twice(answer: Any) -> Any:
        first = _all(answer.iter_bytes())

        async def later() -> Any:
            await first
            return await answer.read()

        return later() if api.asynchronous else answer.read()

    api.answers = [lambda _: httpx.Response(200, stream=_Lines())]
    with pytest.raises(StreamAlreadyConsumed, match="read") as caught:
        _streamed(api, "download_content", twice, "video_1")
    assert isinstance(caught.value, OpenAIError)
    assert isinstance(caught.value, RuntimeError)


class _Lines(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Breaks off after some bytes."""

    def __init__(self, breaks: bool = False) -> None:
        self.breaks = breaks

    def __iter__(self) -> Iterator[bytes]:
        yield b"data"
        if self.breaks:
            raise httpx.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self:
            yield block


@pytest.mark.parametrize("read", [lambda answer: answer.read(), lambda answer: _all(answer.iter_bytes())])
def test_a_streamed_answer_that_breaks(api: Api, read: Any) -> None:
    api.answers = [lambda _: httpx.Response(200, stream=_Lines(breaks=True))]
    with pytest.raises(APIConnectionError):
        _streamed(api, "download_content", read, "video_1")


def test_a_streamed_error(api: Api) -> None:
    api.answers = [_json({"error": {"message": "No."}}, 404)]
    with pytest.raises(NotFoundError, match="No"):
        _streamed(api, "download_content", lambda answer: answer.read(), "video_1")


def test_a_streamed_file(api: Api, tmp_path: Path) -> None:
    api.answers = [lambda _: httpx.Response(200, stream=_Lines())]
    _streamed(api, "download_content", lambda answer: answer.stream_to_file(tmp_path / "a.mp4"), "video_1")
    assert (tmp_path / "a.mp4").read_bytes() == b"data"


def test_an_answer_that_nobody_enters_is_never_asked_for() -> None:
    async def main() -> None:
        async with AsyncClient(base_url="http://127.0.0.1:9", api_key="key") as client:
            client.videos.with_streaming_response.retrieve("video_1")

    # A coroutine that is not awaited would warn, which is an error here.
    asyncio.run(main())


def test_answers_of_every_resource(api: Api) -> None:
    def use(client: Any) -> Any:
        videos = client.with_raw_response.videos
        assert videos is client.videos.with_raw_response
        assert client.with_streaming_response.videos is client.videos.with_streaming_response
        return videos.retrieve("video_1")

    assert api.run(use).parse().id == "video_123"
