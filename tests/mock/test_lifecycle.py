"""What becomes of a job, and what it tells about itself."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openai_videos_mock import Fixtures, ManualClock

Make = Callable[..., dict[str, Any]]
Connect = Callable[..., httpx.Client]


def test_a_create_without_wishes_has_the_documented_defaults(client: httpx.Client, clock: ManualClock) -> None:
    video = client.post("/videos", json={"prompt": "waves"}).json()
    assert re.fullmatch(r"video_[0-9a-f]{32}", video.pop("id"))
    assert video == {
        "object": "video",
        "created_at": int(clock()),
        "completed_at": None,
        "expires_at": None,
        "status": "queued",
        "progress": 0,
        "error": None,
        "model": "sora-2",
        "prompt": "waves",
        "remixed_from_video_id": None,
        "seconds": "4",
        "size": "720x1280",
    }


@pytest.mark.parametrize("encoding", ["json", "form"])
def test_a_create_echoes_its_wishes(client: httpx.Client, encoding: str) -> None:
    wish = {"prompt": "Wellen ☂ \N{PILE OF POO}", "model": "house-model", "seconds": "12", "size": "1792x1024"}
    if encoding == "json":
        answer = client.post("/videos", json=wish)
    else:
        answer = client.post("/videos", files=[(name, (None, value)) for name, value in wish.items()])
    video = answer.json()
    assert {name: video[name] for name in wish} == wish
    assert client.get(f"/videos/{video['id']}").json() == video


def test_a_job_goes_forward_by_the_clock_and_stays_completed(client: httpx.Client, clock: ManualClock) -> None:
    created = client.post("/videos", json={"prompt": "waves"}).json()
    seen = []
    for _ in range(24):
        seen.append(client.get(f"/videos/{created['id']}").json())
        clock.advance(0.5)
    states = [video["status"] for video in seen]
    assert sorted(states, key=["queued", "in_progress", "completed"].index) == states
    assert set(states) == {"queued", "in_progress", "completed"}
    progress = [video["progress"] for video in seen]
    assert progress == sorted(progress)
    assert len(set(progress)) > 10
    for video in seen:
        assert (video["progress"] == 0) == (video["status"] == "queued")
        assert (video["progress"] == 100) == (video["status"] == "completed")
        assert (video["completed_at"] is None) == (video["status"] != "completed")
        assert (video["expires_at"] is None) == (video["status"] != "completed")
        assert video["error"] is None
    last = seen[-1]
    assert last["completed_at"] == created["created_at"] + 10
    assert last["expires_at"] == last["completed_at"] + 3600
    kept = ("id", "object", "created_at", "model", "prompt", "seconds", "size", "remixed_from_video_id")
    assert all(video[name] == created[name] for video in seen for name in kept)


def test_the_answer_tells_when_to_ask_again_until_it_is_final(client: httpx.Client, clock: ManualClock) -> None:
    answer = client.post("/videos", json={"prompt": "waves"})
    assert int(answer.headers["openai-poll-after-ms"]) > 0
    clock.advance(10)
    assert "openai-poll-after-ms" not in client.get(f"/videos/{answer.json()['id']}").headers


def test_jobs_of_no_seconds_are_completed_at_once(connect: Connect) -> None:
    video = connect(job_seconds=0).post("/videos", json={"prompt": "waves"}).json()
    assert (video["status"], video["progress"]) == ("completed", 100)


@pytest.mark.parametrize(
    ("prompt", "code"),
    [("a [fail] b", "generation_failed"), ("[fail:moderation_blocked]", "moderation_blocked")],
)
def test_a_prompt_can_ask_for_a_failure(client: httpx.Client, clock: ManualClock, prompt: str, code: str) -> None:
    video_id = client.post("/videos", json={"prompt": prompt}).json()["id"]
    clock.advance(3)
    running = client.get(f"/videos/{video_id}").json()
    assert running["status"] == "in_progress"
    clock.advance(100)
    answer = client.get(f"/videos/{video_id}")
    failed = answer.json()
    assert answer.status_code == 200
    assert failed["status"] == "failed"
    assert failed["error"]["code"] == code
    assert failed["error"]["message"]
    assert failed["completed_at"] is None
    assert running["progress"] <= failed["progress"] < 100
    content = client.get(f"/videos/{video_id}/content")
    assert (content.status_code, content.json()["error"]["code"]) == (404, "video_failed")
    assert client.delete(f"/videos/{video_id}").status_code == 200


def test_equal_creates_are_different_jobs(client: httpx.Client) -> None:
    ids = {client.post("/videos", json={"prompt": "waves"}).json()["id"] for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("prompt", ["waves", "[fail]"])
def test_a_finished_video_is_deleted_for_good(client: httpx.Client, clock: ManualClock, prompt: str) -> None:
    video_id = client.post("/videos", json={"prompt": prompt}).json()["id"]
    clock.advance(10)
    # The official SDK declares JSON here and sends nothing.
    answer = client.delete(f"/videos/{video_id}", headers={"Content-Type": "application/json"})
    assert answer.json() == {"id": video_id, "object": "video.deleted", "deleted": True}
    for method, path in [("GET", ""), ("DELETE", ""), ("GET", "/content"), ("POST", "/remix")]:
        body = {"json": {"prompt": "x"}} if method == "POST" else {}
        gone = client.request(method, f"/videos/{video_id}{path}", **body)  # type: ignore[arg-type]
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "video_not_found")
    assert client.get("/videos").json()["data"] == []


@pytest.mark.parametrize("age", [0, 5])
def test_a_running_job_is_not_deleted(client: httpx.Client, clock: ManualClock, age: float) -> None:
    video_id = client.post("/videos", json={"prompt": "waves"}).json()["id"]
    clock.advance(age)
    answer = client.delete(f"/videos/{video_id}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "video_not_finished")
    assert client.get(f"/videos/{video_id}").status_code == 200


def _derive(client: httpx.Client, operation: str, video_id: str, encoding: str) -> httpx.Response:
    fields = {"prompt": "at night"} | ({"seconds": "20"} if operation == "extensions" else {})
    path = f"/videos/{video_id}/remix" if operation == "remix" else f"/videos/{operation}"
    if encoding == "json":
        reference = {} if operation == "remix" else {"video": {"id": video_id}}
        return client.post(path, json={**fields, **reference})
    brackets = {} if operation == "remix" else {"video[id]": video_id}
    return client.post(path, files=[(name, (None, value)) for name, value in {**fields, **brackets}.items()])


@pytest.mark.parametrize("encoding", ["json", "form"])
@pytest.mark.parametrize(("operation", "seconds"), [("remix", "8"), ("edits", "8"), ("extensions", "28")])
def test_a_derived_video_takes_after_its_source(
    client: httpx.Client, make_video: Make, operation: str, seconds: str, encoding: str
) -> None:
    source = make_video(model="house-model", seconds="8", size="1024x1792")
    derived = _derive(client, operation, source["id"], encoding).json()
    assert derived["id"] != source["id"]
    assert derived["status"] == "queued"
    assert derived["prompt"] == "at night"
    assert (derived["model"], derived["seconds"], derived["size"]) == ("house-model", seconds, "1024x1792")
    assert derived["remixed_from_video_id"] == (source["id"] if operation == "remix" else None)
    assert client.get(f"/videos/{source['id']}").json() == source


@pytest.mark.parametrize("operation", ["remix", "edits", "extensions"])
def test_only_a_completed_video_is_a_source(client: httpx.Client, clock: ManualClock, operation: str) -> None:
    running = client.post("/videos", json={"prompt": "waves"}).json()["id"]
    failing = client.post("/videos", json={"prompt": "[fail]"}).json()["id"]
    clock.advance(6)
    for video_id in (running, failing):
        answer = _derive(client, operation, video_id, "json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "video_not_completed")
    unknown = _derive(client, operation, "video_0", "json")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "video_not_found")
    assert len(client.get("/videos").json()["data"]) == 2


def test_a_character_can_be_fetched(client: httpx.Client, clock: ManualClock) -> None:
    answer = client.post("/videos/characters", data={"name": "Ada"}, files={"video": ("upload", b"Example data")})
    character = answer.json()
    assert re.fullmatch(r"char_[0-9a-f]{32}", character["id"])
    assert (character["name"], character["created_at"]) == ("Ada", int(clock()))
    assert client.get(f"/videos/characters/{character['id']}").json() == character
    unknown = client.get("/videos/characters/char_0")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "character_not_found")


def test_the_fixtures_of_the_documentation_exist_and_do_not_expire(connect: Connect, clock: ManualClock) -> None:
    client = connect(fixtures=Fixtures.DOCS)
    clock.advance(10_000_000)
    assert client.get("/videos/video_123").json()["status"] == "completed"
    assert client.get("/videos/video_123/content").headers["content-type"] == "video/mp4"
    assert client.get("/videos/characters/char_123").json()["id"] == "char_123"
    assert client.post("/videos/video_123/remix", json={"prompt": "x"}).status_code == 200
    assert client.delete("/videos/video_123").status_code == 200
    assert client.get("/videos/video_123").status_code == 404


def test_without_fixtures_the_server_starts_empty(client: httpx.Client) -> None:
    assert client.get("/videos").json()["data"] == []
    assert client.get("/videos/video_123").status_code == 404


def test_two_servers_share_nothing(connect: Connect) -> None:
    video_id = connect().post("/videos", json={"prompt": "waves"}).json()["id"]
    assert connect().get(f"/videos/{video_id}").status_code == 404
