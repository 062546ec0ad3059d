"""The list: cursors that neither skip nor repeat, whatever the page size and however jobs share a second."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai_videos_mock import ManualClock

# A server is a fixture of the test: jobs are deleted between examples instead.
_QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _walk(client: httpx.Client, limit: int, order: str | None) -> list[dict[str, Any]]:
    """Follow the cursors to the end, as the official clients do."""
    query: dict[str, Any] = {"limit": limit} | ({"order": order} if order else {})
    items: list[dict[str, Any]] = []
    for _ in range(50):
        page = client.get("/videos", params=query).json()
        videos = page["data"]
        assert len(videos) <= limit
        assert page["first_id"] == (videos[0]["id"] if videos else None)
        assert page["last_id"] == (videos[-1]["id"] if videos else None)
        assert videos or not page["has_more"]
        items += videos
        if not page["has_more"]:
            return items
        query["after"] = page["last_id"]
    pytest.fail("the list does not end")


@_QUICK
@given(
    pauses=st.lists(st.sampled_from([0, 0.3, 1, 7]), max_size=9),
    limit=st.integers(1, 10),
    order=st.sampled_from(["asc", "desc", None]),
)
def test_a_walk_visits_every_job_once_in_order(
    client: httpx.Client, clock: ManualClock, pauses: list[float], limit: int, order: str | None
) -> None:
    created = []
    for pause in pauses:
        clock.advance(pause)
        created.append(client.post("/videos", json={"prompt": "waves"}).json()["id"])
    try:
        expected = created if order == "asc" else created[::-1]
        assert [video["id"] for video in _walk(client, limit, order)] == expected
    finally:
        clock.advance(10)
        for video_id in created:
            assert client.delete(f"/videos/{video_id}").status_code == 200


@_QUICK
@given(total=st.integers(0, 6), position=st.integers(0, 5), limit=st.integers(0, 7), order=st.sampled_from(["asc", ""]))
def test_a_page_is_the_stretch_behind_its_cursor(
    client: httpx.Client, clock: ManualClock, total: int, position: int, limit: int, order: str
) -> None:
    created = [client.post("/videos", json={"prompt": "waves"}).json()["id"] for _ in range(total)]
    try:
        ordered = created if order else created[::-1]
        query: dict[str, Any] = {"limit": limit} | ({"order": order} if order else {})
        start = 0
        if position < total:
            query["after"] = ordered[position]
            start = position + 1
        page = client.get("/videos", params=query).json()
        assert [video["id"] for video in page["data"]] == ordered[start : start + limit]
        assert page["has_more"] == (0 < limit < total - start)
    finally:
        clock.advance(10)
        for video_id in created:
            client.delete(f"/videos/{video_id}")


def test_a_page_has_twenty_jobs_by_default_the_newest_first(client: httpx.Client) -> None:
    created = [client.post("/videos", json={"prompt": "waves"}).json()["id"] for _ in range(23)]
    page = client.get("/videos").json()
    assert [video["id"] for video in page["data"]] == created[:2:-1]
    assert page["has_more"]


def test_items_equal_what_a_retrieve_answers(client: httpx.Client, clock: ManualClock) -> None:
    for prompt in ("waves", "[fail]", "wind"):
        client.post("/videos", json={"prompt": prompt})
        clock.advance(5)
    for item in client.get("/videos").json()["data"]:
        assert client.get(f"/videos/{item['id']}").json() == item


@pytest.mark.parametrize("cursor", ["", "video_0", "\N{SNOWMAN}", "x" * 500])
def test_an_unknown_cursor_is_refused(client: httpx.Client, cursor: str) -> None:
    answer = client.get("/videos", params={"after": cursor})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "after"


def test_the_cursor_of_a_deleted_video_is_refused(client: httpx.Client, clock: ManualClock) -> None:
    video_id = client.post("/videos", json={"prompt": "waves"}).json()["id"]
    clock.advance(10)
    client.delete(f"/videos/{video_id}")
    assert client.get("/videos", params={"after": video_id}).status_code == 400
