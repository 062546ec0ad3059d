"""What must survive: errors that are copied and sent to other processes, waits and lists that must have an end."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import httpx
import openai_videos
import pytest
from openai_videos import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    JobFailedError,
    OpenAIError,
    PollTimeoutError,
    StreamAlreadyConsumed,
)
from openai_videos.types import Video

from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Api

COPIES = [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy]


def _errors() -> Iterator[OpenAIError]:
    request = httpx.Request("GET", "http://videos.test/v1/videos/x")
    answer = httpx.Response(404, json={"error": {"message": "Gone.", "code": "c"}}, request=request)
    for name in openai_videos.__all__:
        cls = getattr(openai_videos, name)
        if not isinstance(cls, type) or not issubclass(cls, OpenAIError):
            continue
        if issubclass(cls, APIStatusError | openai_videos.APIResponseValidationError):
            yield cls("Gone.", response=answer, body={"code": "c"})
        elif issubclass(cls, APIConnectionError):
            yield cls(message="Lost.", request=request)
        elif cls is APIError:
            yield cls("Wrong.", request, body={"code": 7})
        elif cls is JobFailedError:
            yield cls(Video.from_dict(VIDEO))
        elif cls is PollTimeoutError:
            yield cls("Late.", Video.from_dict(VIDEO))
        else:
            yield cls() if cls is StreamAlreadyConsumed else cls("x")


@pytest.mark.parametrize("copied", COPIES, ids=["pickle", "copy", "deepcopy"])
@pytest.mark.parametrize("error", list(_errors()), ids=lambda error: type(error).__name__)
def test_errors_survive(error: OpenAIError, copied: Any) -> None:
    error.add_note("a note")
    again = copied(error)
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)
    assert again.__notes__ == error.__notes__
    assert vars(again).keys() == vars(error).keys()
    for name in ("code", "type", "param", "status_code", "request_id", "body", "message", "last", "video"):
        assert getattr(again, name, None) == getattr(error, name, None)


@pytest.mark.parametrize("copied", COPIES, ids=["pickle", "copy", "deepcopy"])
@pytest.mark.parametrize("method", ["create", "retrieve"])
def test_errors_of_real_answers_survive(api: Api, method: str, copied: Any) -> None:
    api.answers = [httpx.Response(404, json={"error": {"message": "Gone."}}, headers={"x-request-id": "r_1"})]
    arguments: Any = {"prompt": "x", "input_reference": b"x"} if method == "create" else {"video_id": "video_1"}
    with pytest.raises(APIStatusError) as raised:
        api.call(method, **arguments)
    again: Any = copied(raised.value)
    assert (again.response.status_code, again.request.method) == (404, raised.value.response.request.method)
    assert (again.request_id, str(again)) == ("r_1", str(raised.value))
    api.answers = [httpx.ReadTimeout("slow")]
    with pytest.raises(APITimeoutError) as late:
        api.call("retrieve", "video_1")
    assert str(copied(late.value)) == str(late.value)


@pytest.mark.parametrize("method", ["poll", "create_and_poll"])
@pytest.mark.parametrize("interval", [0, -1, -5000, float("nan"), float("inf"), 10**400, "1", True])
def test_an_interval_that_is_none_is_refused_before_anything_is_sent(api: Api, method: str, interval: Any) -> None:
    arguments: dict[str, Any] = {"video_id": "video_1"} if method == "poll" else {"prompt": "x"}
    expected = TypeError if isinstance(interval, str | bool) else ValueError
    with pytest.raises(expected, match="`poll_interval_ms` must be"):
        api.call(method, **arguments, poll_interval_ms=interval, poll_timeout=0.1)
    assert api.requests == []


@pytest.mark.parametrize(("timeout", "error"), [("1", TypeError), (-1, ValueError), (float("nan"), ValueError)])
def test_a_time_limit_that_is_none_is_refused_before_anything_is_sent(
    api: Api, timeout: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="`poll_timeout` must be"):
        api.call("create_and_poll", prompt="x", poll_timeout=timeout)
    assert api.requests == []


@pytest.mark.parametrize("fresh", [False, True], ids=["cursors return", "cursors are new"])
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_pages_in_a_circle_end(api: Api, fresh: bool, by_hand: bool, length: int) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        number = len(api.requests)
        assert number < 20, "it does not end"
        name = f"video_{number % length}"
        cursor = f"cursor_{number}" if fresh else name
        # Something moves, so that no page is equal to one before.
        answer = {"data": [VIDEO | {"id": name, "progress": number}], "has_more": True, "last_id": cursor}
        return httpx.Response(200, json=answer, request=request)

    api.answers = [page] * 30

    def items(client: Any) -> list[str]:
        first = client.videos.list()
        if not by_hand:
            return [item.id for item in first]
        items = list(first.data)
        while first.has_next_page():
            first = first.get_next_page()
            items += first.data
        return [item.id for item in items]

    async def async_items(client: Any) -> list[str]:
        first = await client.videos.list()
        if not by_hand:
            return [item.id async for item in first]
        items = list(first.data)
        while first.has_next_page():
            first = await first.get_next_page()
            items += first.data
        return [item.id for item in items]

    names = api.run(async_items if api.asynchronous else items)
    assert sorted(names) == [f"video_{number}" for number in range(length)]
    assert len(api.requests) <= length + 1


def test_a_page_can_be_asked_for_again(api: Api) -> None:
    """What counts as seen is what was on a page before, not what was asked for before."""
    pages = [{"data": [VIDEO | {"id": f"video_{n}"}], "has_more": True, "last_id": f"video_{n}"} for n in (1, 2, 2)]
    api.answers = [httpx.Response(200, json=page) for page in pages]

    def again(client: Any) -> list[str]:
        first = client.videos.list()
        return [first.get_next_page().data[0].id for _ in range(2)]

    async def async_again(client: Any) -> list[str]:
        first = await client.videos.list()
        return [(await first.get_next_page()).data[0].id for _ in range(2)]

    assert api.run(async_again if api.asynchronous else again) == ["video_2", "video_2"]
