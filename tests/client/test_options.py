"""What every call takes besides its own parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api


def test_extra_headers_win(api: Api) -> None:
    headers = {"AUTHORIZATION": "Bearer other", "Idempotency-key": "mine", "X-A": "b", "user-agent": "me"}
    api.call("create", prompt="x", extra_headers=headers)
    sent = api.requests[0].headers
    assert {name: sent.get_list(name) for name in headers} == {name: [value] for name, value in headers.items()}


def test_extra_query(api: Api) -> None:
    api.call("download_content", "video_1", variant="thumbnail", extra_query={"a": "b", "c": 1})
    assert dict(api.requests[0].url.params) == {"variant": "thumbnail", "a": "b", "c": "1"}
    api.call("retrieve", "video_1", extra_query={"a": "b c"})
    assert dict(api.requests[1].url.params) == {"a": "b c"}


def test_extra_body_of_json(api: Api) -> None:
    api.call("remix", "video_1", prompt="x", extra_body={"seed": 7, "prompt": "y"})
    assert api.json() == {"prompt": "y", "seed": 7}


def test_extra_body_of_a_form(api: Api) -> None:
    api.call("edit", prompt="x", video=b"data", extra_body={"seed": 7, "prompt": "y", "more": {"a": [1]}, "no": None})
    assert {part.name: part.content for part in api.parts()} == {
        "seed": b"7",
        "prompt": b"y",
        "more[a][]": b"1",
        "video": b"data",
    }
    assert api.parts()[-1].name == "video"


@pytest.mark.parametrize("method", ["create_and_poll", "poll"])
def test_polling_takes_them_along(api: Api, method: str) -> None:
    api.answers = [httpx.Response(200, json=VIDEO | {"status": "completed"})] * 2
    arguments: tuple[tuple[str, ...], dict[str, Any]] = (
        (("video_1",), {}) if method == "poll" else ((), {"prompt": "x"})
    )
    extra = {"extra_headers": {"x-a": "b"}, "extra_query": {"c": "d"}, "timeout": 7}
    api.call(method, *arguments[0], **arguments[1], **extra)
    assert api.requests
    for request in api.requests:
        assert (request.headers["x-a"], request.url.query) == ("b", b"c=d")
        assert request.extensions["timeout"]["read"] == 7


def test_listing_takes_them_along(api: Api) -> None:
    page = {"data": [VIDEO], "has_more": True, "last_id": "video_123"}
    api.answers = [httpx.Response(200, json=page), httpx.Response(200, json={"data": []})]

    def use(client: Any) -> Any:
        videos = client.videos.list(extra_query={"a": "b"}, extra_headers={"x-a": "b"})
        if not api.asynchronous:
            return list(videos)

        async def collect() -> list[Any]:
            return [video async for video in videos]

        return collect()

    api.run(use)
    assert [dict(request.url.params) for request in api.requests] == [{"a": "b"}, {"a": "b", "after": "video_123"}]
    assert all(request.headers["x-a"] == "b" for request in api.requests)


@pytest.mark.parametrize(
    ("timeout", "read"), [(7, 7), (None, None), (httpx.Timeout(3, read=4), 4)], ids=["number", "none", "Timeout"]
)
def test_a_timeout_of_one_call(api: Api, timeout: Any, read: Any) -> None:
    api.options = {"timeout": 1}
    api.call("retrieve", "video_1", timeout=timeout)
    assert api.requests[0].extensions["timeout"]["read"] == read
    api.call("retrieve", "video_1")
    assert api.requests[1].extensions["timeout"]["read"] == 1
