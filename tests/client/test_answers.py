"""What servers answer with, the wrong things among them."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import re
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from openai_videos import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    Client,
    JobFailedError,
    PollTimeoutError,
)
from openai_videos.types import CreateVideoJsonBody, Video, VideoList

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api


def test_documented_attributes(api: Api) -> None:
    error = {"code": "moderation_blocked", "message": "no"}
    api.answers = [httpx.Response(200, json=VIDEO | {"status": "failed", "error": error})]
    video = api.call("retrieve", "video_123")
    assert type(video) is Video
    assert {name: getattr(video, name) for name in VIDEO if name != "error"} == {
        name: value for name, value in (VIDEO | {"status": "failed"}).items() if name != "error"
    }
    assert video.error is not None
    assert (video.error.code, video.error.message) == ("moderation_blocked", "no")
    assert "video_123" in repr(video)


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in VIDEO.items() if name not in names}


SIZES: list[Any] = [None, "", "1920x1080", {}]
ERRORS: list[Any] = ["no", {}, {"message": "no"}, {"code": 500, "message": None}, ["no"], 3, {"code": {"a": []}}]
ERRORS.append([{"code": "a"}, "b", None, [{"code": "c"}]])

ODD: list[dict[str, Any]] = [
    {},
    VIDEO,
    *(_without(name) for name in VIDEO),
    *(VIDEO | {"status": status} for status in ("processing", "succeeded", "deleted", "", None, 3)),
    *(VIDEO | {"seconds": seconds} for seconds in (4, "", "0", None, 4.5)),
    *(VIDEO | {"size": size} for size in SIZES),
    *(VIDEO | {"progress": progress} for progress in (33.3, None, "50")),
    *(VIDEO | {"object": value} for value in ("video.generation", None, 3)),
    *(VIDEO | {"error": error} for error in ERRORS),
    VIDEO | {"created_at": "2026-01-01", "model": None, "id": 7},
    VIDEO | {"quality": "standard", "usage": {"a": [1]}, "to": None, "_wire": 1, "self": 2, "wire": 3},
]


@pytest.mark.parametrize("wire", ODD, ids=range(len(ODD)))
def test_nothing_that_servers_send_raises_or_is_lost(api: Api, wire: dict[str, Any]) -> None:
    api.answers = [httpx.Response(200, json=wire)]
    video = api.call("retrieve", "video_123")
    assert video.to_dict() == wire
    assert list(video.to_dict()) == list(wire)
    for name in VIDEO:
        if name != "error":
            assert getattr(video, name) == wire.get(name)
    assert repr(video)


def test_absent_reads_as_none_and_is_not_made_up() -> None:
    video = Video.from_dict({"id": "a", "error": None})
    assert all(getattr(video, name) is None for name in ("prompt", "status", "error"))
    assert video.to_dict() == {"id": "a", "error": None}


def test_unknown_fields_are_kept() -> None:
    video = Video.from_dict(VIDEO | {"quality": "hd"})
    assert video.additional_properties == {"quality": "hd"}
    assert getattr(video, "quality") == "hd"  # noqa: B009 - type checkers do not know it
    with pytest.raises(AttributeError, match="no attribute 'quantity'"):
        getattr(video, "quantity")  # noqa: B009


def test_models_are_ordinary_objects() -> None:
    video = Video.from_dict(VIDEO | {"error": {"code": "a", "message": "b"}, "quality": "hd"})
    for other in (copy.copy(video), copy.deepcopy(video), pickle.loads(pickle.dumps(video))):
        assert other == video
        assert other.to_dict() == video.to_dict()
    video.status = "completed"
    video.completed_at = 5
    video.error = None
    assert video.to_dict() == VIDEO | {"status": "completed", "completed_at": 5, "error": None, "quality": "hd"}


def test_defaults_of_the_contract_are_not_filled_in() -> None:
    assert CreateVideoJsonBody(prompt="x").to_dict() == {"prompt": "x"}


@pytest.mark.parametrize("data", [None, 3, "x", [None, 3, [VIDEO], {"id": 1}], {}])
def test_lists_of_anything_else(data: Any) -> None:
    page = VideoList.from_dict({"data": data})
    assert page.to_dict() == {"data": data}


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<html>welcome</html>", headers={"content-type": "text/html"}),
        httpx.Response(200, json=[VIDEO]),
        httpx.Response(200, json="video_123"),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(204),
        httpx.Response(200, text='{"id": "video'),
    ],
    ids=["html", "array", "string", "bytes", "deep", "empty", "cut off"],
)
@pytest.mark.parametrize("method", ["retrieve", "delete", "list"])
def test_a_success_that_is_no_object_is_a_typed_error(api: Api, method: str, response: httpx.Response) -> None:
    api.answers = [response]
    with pytest.raises(APIResponseValidationError, match="not with the JSON object of a") as caught:
        api.call(method, *(() if method == "list" else ("video_123",)))
    assert caught.value.status_code == response.status_code


def _poll_answers(*states: str) -> list[Any]:
    headers = {"openai-poll-after-ms": "1"}
    return [httpx.Response(200, json=VIDEO | {"status": state}, headers=headers) for state in states]


@pytest.mark.parametrize("end", ["completed", "failed"])
def test_polling_goes_on_until_the_job_is_done(api: Api, end: str) -> None:
    api.answers = _poll_answers("queued", "in_progress", "generating", end)
    assert api.call("poll", "video_123").status == end
    assert len(api.requests) == 4


def test_create_and_poll(api: Api) -> None:
    api.answers = [httpx.Response(200, json=VIDEO), *_poll_answers("in_progress", "completed")]
    assert api.call("create_and_poll", prompt="x", size="1280x720", poll_interval_ms=1).status == "completed"
    assert [request.method for request in api.requests] == ["POST", "GET", "GET"]
    assert b"1280x720" in api.requests[0].content


ENDS_ILL = ("failed", "error", "cancelled", "canceled", "expired", "deleted", "CANCELLED", "Error")


@pytest.mark.parametrize("end", ["succeeded", "success", "done", "SUCCESS", "Completed", *ENDS_ILL])
def test_final_states_of_other_servers_end_the_wait(api: Api, end: str) -> None:
    api.answers = _poll_answers("NOT_START", end)
    assert api.call("poll", "video_123", poll_interval_ms=1).status == end
    api.answers = _poll_answers("processing", end)
    if end not in ENDS_ILL:
        assert api.call("poll", "video_123", poll_interval_ms=1, raise_on_failure=True).status == end
        return
    with pytest.raises(JobFailedError, match="no reason given") as caught:
        api.call("poll", "video_123", poll_interval_ms=1, raise_on_failure=True)
    assert (caught.value.video.status, end in str(caught.value)) == (end, True)


@pytest.mark.parametrize("status", [None, 7, ["done"], {"done": True}, "", "finishing", "not_done"])
def test_other_states_count_as_running(api: Api, status: Any) -> None:
    answers = [httpx.Response(200, json=VIDEO | {"status": status})]
    api.answers = [*answers, *_poll_answers("completed")]
    assert api.call("poll", "video_123", poll_interval_ms=1).status == "completed"


def test_final_states_that_the_caller_names(api: Api) -> None:
    api.options = {"final_statuses": ["ready", "Rejected"]}
    for end in ("READY", "rejected", "completed"):
        api.answers = _poll_answers("queued", end)
        assert api.call("poll", "video_123", poll_interval_ms=1).status == end
    api.answers = [httpx.Response(200, json=VIDEO), *_poll_answers("ready")]
    job = api.run(lambda client: client.with_options(timeout=3).videos.create_and_poll(prompt="x", poll_interval_ms=1))
    assert job.status == "ready"
    with pytest.raises(TypeError, match="`final_statuses` must be several"):
        Client(base_url="http://a.test", api_key="key", final_statuses="ready")


def test_polling_ends_in_time(api: Api) -> None:
    api.answers = _poll_answers(*["unknown"] * 1000)
    with pytest.raises(PollTimeoutError, match=r"video_123 was not done within 0\.05 s: 'unknown'") as caught:
        api.call("poll", "video_123", poll_interval_ms=5, poll_timeout=0.05)
    assert caught.value.last.status == "unknown"


@pytest.mark.parametrize(
    "trouble",
    [
        *(httpx.Response(status, json={"error": {"message": "no"}}) for status in (408, 429, 500, 502, 503, 504)),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
    ids=str,
)
def test_polling_survives_what_passes(api: Api, trouble: Any) -> None:
    api.answers = [*_poll_answers("queued"), trouble, trouble, *_poll_answers("completed")]
    assert api.call("poll", "video_123", poll_interval_ms=1).status == "completed"
    assert len(api.requests) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_polling_does_not_survive_what_stays(api: Api, status: int) -> None:
    api.answers = [*_poll_answers("queued"), httpx.Response(status, json={"error": {"message": "no"}})]
    with pytest.raises(APIStatusError) as caught:
        api.call("poll", "video_123", poll_interval_ms=1)
    assert (caught.value.status_code, len(api.requests)) == (status, 2)
    assert caught.value.__notes__ == ["While waiting for job video_123."]


def test_polling_ends_on_a_server_that_fails_again_and_again(api: Api) -> None:
    api.answers = [httpx.Response(500, text="job failed")] * 20
    with pytest.raises(APIStatusError):
        api.call("poll", "video_123", poll_interval_ms=1)
    assert len(api.requests) == 5


def test_polling_trouble_does_not_add_up(api: Api) -> None:
    for _ in range(4):
        api.answers += [*_poll_answers("queued"), *[httpx.Response(500)] * 4]
    api.answers += _poll_answers("completed")
    assert api.call("poll", "video_123", poll_interval_ms=1).status == "completed"


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_failed_job_in_an_error_answer_is_a_failed_job(api: Api, status: int) -> None:
    api.answers = [httpx.Response(status, json=VIDEO | {"status": "failed", "error": {"code": "a", "message": "b"}})]
    video = api.call("poll", "video_123", poll_interval_ms=1)
    assert (type(video), video.status, video.error.message) == (Video, "failed", "b")


def test_polling_in_trouble_ends_in_time(api: Api) -> None:
    api.answers = [*_poll_answers("queued"), *[httpx.ConnectError("refused")] * 1000]
    with pytest.raises(PollTimeoutError) as caught:
        api.call("poll", "video_123", poll_interval_ms=5, poll_timeout=0.05)
    assert caught.value.last.status == "queued"
    assert "refused" in str(caught.value.__cause__)
    assert re.search(r"within 0\.05 s: 'queued', and the last look failed: .*refused", str(caught.value))


def test_a_job_that_was_never_seen(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.answers = [httpx.ConnectError("refused")] * 1000
    with pytest.raises(PollTimeoutError, match=r"it was never seen, and the last look failed: .*refused") as caught:
        api.call("poll", "video_123", poll_interval_ms=1, poll_timeout=0.5)
    assert caught.value.last is None
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert warnings[0].startswith("Job video_123: 5 looks failed in turn, going on: No complete answer")


def _pauses(api: Api, monkeypatch: pytest.MonkeyPatch, answers: list[Any], **options: Any) -> list[float]:
    noted: list[float] = []

    async def pause(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(anyio, "sleep", pause)
    api.answers = [*answers, *_poll_answers("completed")]
    api.call("poll", "video_123", **options)
    return noted


@pytest.mark.parametrize(
    ("headers", "options", "pause"),
    [
        ({}, {}, 1),
        ({"openai-poll-after-ms": "250"}, {}, 0.25),
        ({"openai-poll-after-ms": "soon"}, {}, 1),
        ({"openai-poll-after-ms": "0"}, {}, 1),
        ({"openai-poll-after-ms": "9" * 5000}, {}, 1),
        ({"openai-poll-after-ms": "250"}, {"poll_interval_ms": 40}, 0.04),
        ({"retry-after": "7"}, {}, 7),
        ({"retry-after": "7"}, {"poll_interval_ms": 40}, 7),
        ({"openai-poll-after-ms": "250", "retry-after-ms": "300"}, {}, 0.3),
        ({"retry-after": "9" * 400}, {}, 1),
        ({"retry-after": "1e300"}, {"poll_timeout": None}, 86400),
    ],
)
@pytest.mark.parametrize("status", [200, 429])
def test_pauses_of_polling(
    api: Api, monkeypatch: pytest.MonkeyPatch, status: int, headers: dict[str, str], options: Any, pause: float
) -> None:
    answers = [httpx.Response(status, headers=headers, json=VIDEO)]
    assert _pauses(api, monkeypatch, answers, **options) == [pause]


def test_polling_slows_down_while_nothing_moves(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    still = [httpx.Response(200, json=VIDEO)] * 40
    pauses = _pauses(api, monkeypatch, [*still, httpx.Response(200, json=VIDEO | {"progress": 5})])
    assert pauses[:4] == [1] * 4
    assert pauses[:40] == sorted(pauses[:40])
    assert (pauses[39], pauses[40]) == (10, 1)


def test_progress_is_told_and_its_errors_come_out(api: Api) -> None:
    seen: list[str] = []
    api.answers = _poll_answers("queued", "in_progress", "completed")
    api.call("poll", "video_123", on_progress=lambda video: seen.append(video.status))
    assert seen == ["queued", "in_progress", "completed"]

    def fail(_: Any) -> None:
        raise APIConnectionError

    with pytest.raises(APIConnectionError):
        api.call("poll", "video_123", on_progress=fail)


def test_a_failure_is_raised_when_asked_for(api: Api) -> None:
    error = {"code": "moderation_blocked", "message": "Blocked."}
    for answer, message in ((error, "Blocked."), (None, "no reason"), ("why", "why")):
        api.answers = [httpx.Response(200, json=VIDEO | {"status": "failed", "error": answer})]
        with pytest.raises(JobFailedError, match=f"video_123 failed: {message}") as caught:
            api.call("poll", "video_123", raise_on_failure=True)
        assert caught.value.video.status == "failed"
    api.answers = _poll_answers("queued", "failed")
    with pytest.raises(JobFailedError):
        api.call("create_and_poll", prompt="x", raise_on_failure=True)


def test_answers_name_their_exchange(api: Api) -> None:
    api.answers = [httpx.Response(200, json=VIDEO, headers={"x-request-id": "req_7"})]
    video = api.call("retrieve", "video_123")
    assert video._request_id == "req_7"
    assert video.to_dict() == VIDEO
    assert Video.from_dict(VIDEO)._request_id is None
    assert json.loads(video.to_json(indent=2)) == VIDEO


def test_points_in_time() -> None:
    video = Video.from_dict(VIDEO)
    assert video.created_at_datetime == datetime.datetime(2024, 4, 9, 21, 20, tzinfo=datetime.UTC)
    assert video.completed_at_datetime is None
    odd_values: list[Any] = ["2026-01-01", 1e300, [], float("nan")]
    for odd in odd_values:
        assert Video.from_dict(VIDEO | {"created_at": odd}).created_at_datetime is None


def _pages(request: httpx.Request) -> httpx.Response:
    """Serve five videos the documented way."""
    ids = [f"video_{number}" for number in range(5)]
    start = ids.index(request.url.params["after"]) + 1 if "after" in request.url.params else 0
    found = ids[start : start + int(request.url.params.get("limit", 2))]
    page = {"object": "list", "data": [VIDEO | {"id": name} for name in found], "has_more": found[-1:] != ids[-1:]}
    return httpx.Response(200, json=page | {"first_id": found[0], "last_id": found[-1]})


def _items(api: Api, **options: Any) -> list[str]:
    """Iterate as both clients are iterated."""

    def use(client: Any) -> Any:
        if not api.asynchronous:
            return [video.id for video in client.videos.list(**options)]

        async def collect() -> list[str]:
            return [video.id async for video in client.videos.list(**options)]

        return collect()

    found: list[str] = api.run(use)
    return found


def test_iteration_goes_over_all_pages(api: Api) -> None:
    api.answers = [_pages] * 3
    assert _items(api, limit=2, order="asc") == [f"video_{number}" for number in range(5)]
    assert [dict(request.url.params) for request in api.requests] == [
        {"limit": "2", "order": "asc"},
        {"limit": "2", "order": "asc", "after": "video_1"},
        {"limit": "2", "order": "asc", "after": "video_3"},
    ]


def test_pages_by_hand(api: Api) -> None:
    api.answers = [_pages] * 3

    def use(client: Any) -> Any:
        if not api.asynchronous:
            page = client.videos.list()
            return page, page.get_next_page()

        async def both() -> Any:
            page = await client.videos.list()
            return page, await page.get_next_page()

        return both()

    first, second = api.run(use)
    assert [video.id for video in first.data] == ["video_0", "video_1"]
    assert (first.object, first.has_more, first.first_id, first.last_id) == ("list", True, "video_0", "video_1")
    assert (first.has_next_page(), second.data[0].id) == (True, "video_2")


@pytest.mark.parametrize(
    ("envelope", "requests"),
    [
        ({"has_more": True, "last_id": "video_1"}, 2),
        ({"has_more": True}, 2),
        ({"last_id": "video_1"}, 2),
        ({}, 2),
        ({"has_more": False, "last_id": "video_1"}, 1),
        ({"has_more": True, "last_id": 7}, 2),
    ],
)
def test_iteration_ends_on_a_server_without_cursors(api: Api, envelope: Any, requests: int) -> None:
    page = {"object": "list", "data": [VIDEO | {"id": "video_0"}, VIDEO | {"id": "video_1"}]} | envelope
    api.answers = [httpx.Response(200, json=page)] * 10
    assert _items(api) == ["video_0", "video_1"]
    assert len(api.requests) == requests


@pytest.mark.parametrize("envelope", [{}, {"has_more": True}, {"has_more": True, "last_id": None}, {"last_id": ""}])
def test_a_list_without_a_last_id_goes_on_from_its_last_item(api: Api, envelope: Any) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("after", "video_-1").removeprefix("video_")) + 1
        data = [VIDEO | {"id": f"video_{number}"} for number in range(start, min(start + 2, 15))]
        return httpx.Response(200, json={"object": "list", "data": data} | envelope)

    api.answers = [page] * 20
    assert _items(api) == [f"video_{number}" for number in range(15)]
    assert len(api.requests) == 9


def test_a_growing_list_without_cursors_ends_too(api: Api) -> None:
    def page(number: int) -> httpx.Response:
        data = [VIDEO | {"id": f"video_{count}"} for count in range(number, -1, -1)]
        return httpx.Response(200, json={"data": data, "has_more": True, "last_id": "video_0"})

    api.answers = [page(number) for number in range(5)]
    _items(api)
    assert len(api.requests) == 2


def test_an_empty_page_is_the_end(api: Api) -> None:
    api.answers = [httpx.Response(200, json={"data": [], "has_more": True, "last_id": "video_1"})]
    assert _items(api) == []


def test_there_is_nothing_behind_the_last_page(api: Api) -> None:
    api.answers = [httpx.Response(200, json={"data": [], "has_more": False})]

    async def ask(client: Any) -> Any:
        return await (await client.videos.list()).get_next_page()

    with pytest.raises(RuntimeError, match="has_next_page"):
        api.run(ask if api.asynchronous else lambda client: client.videos.list().get_next_page())
