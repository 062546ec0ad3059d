"""The journal: what came is written down, and what did not come is explained by what came closest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings
from openai_videos_mock.testing import VideosServer, run_server


@pytest.fixture(scope="module")
def shared() -> Iterator[VideosServer]:
    with run_server(MockSettings(clock=ManualClock(), job_seconds=0, variants=("ids-number",))) as server:
        yield server


@pytest.fixture
def client(server: VideosServer) -> Iterator[httpx.Client]:
    with server.http_client() as client:
        yield client


def create(client: httpx.Client, **wish: Any) -> httpx.Response:
    return client.post("/videos", json={"prompt": "waves", **wish})


def test_a_request_is_written_down_as_it_came(server: VideosServer, client: httpx.Client) -> None:
    server.advance(5)
    video = create(client, seconds="8", x=[1]).json()
    client.get("/videos", params={"limit": "1"})
    client.get(f"/videos/{video['id']}/content", params={"variant": "thumbnail"})
    client.get("/videos/nothing")
    made, listed, content, unknown = server.requests
    assert (made.number, made.operation, made.method, made.path) == (1, "create_video", "POST", "/videos")
    assert made.time == server.now()
    assert dict(made.fields) == {"prompt": "waves", "seconds": "8", "x": [1]}
    assert (made.body, made.size) == (httpx.Request("POST", "http://a", json=made.fields).content, len(made.body))
    assert (made.header("Authorization"), made.status, made.answer) == ("Bearer sk-mock", 200, video)
    assert (listed.operation, dict(listed.query)) == ("list_videos", {"limit": "1"})
    assert content.sent == {"id": video["id"], "variant": "thumbnail"}
    assert (content.status, content.answer) == (200, {})
    assert (unknown.status, unknown.answer["error"]["code"]) == (404, "video_not_found")


def test_what_was_sent_holds_an_id_only_where_the_path_has_one(server: VideosServer, client: httpx.Client) -> None:
    video = create(client).json()["id"]
    client.post("/videos/edits", json={"prompt": "fog", "video": {"id": video}})
    client.post(f"/videos/{video}/remix", json={"prompt": "fog"})
    client.get("/videos/characters/char_1")
    _, edited, remixed, character = server.requests
    assert dict(edited.sent) == {"prompt": "fog", "video": {"id": video}}
    assert dict(remixed.sent) == {"id": video, "prompt": "fog"}
    assert dict(character.sent) == {"id": "char_1"}


def test_the_parts_of_a_form_are_written_down(server: VideosServer, client: httpx.Client) -> None:
    picture = bytes(range(256)) * 8192
    files = {"input_reference": ("cat.png", picture, "image/png")}
    assert client.post("/videos", data={"prompt": "wäves"}, files=files).status_code == 200
    (entry,) = server.requests
    assert [(part.name, part.filename, part.media_type) for part in entry.parts] == [
        ("prompt", None, "text/plain"),
        ("input_reference", "cat.png", "image/png"),
    ]
    # Of what is large, the first mebibyte.
    assert entry.parts[1].content == entry.fields["input_reference"] == picture[: 1024 * 1024]
    assert (entry.fields["prompt"], len(entry.body)) == ("wäves", 1024 * 1024)
    assert entry.size > len(picture)


def test_what_came_is_found(server: VideosServer, client: httpx.Client) -> None:
    create(client, seconds="8")
    create(client, prompt="hills")
    client.get("/videos")
    assert [entry.number for entry in server.expect("create")] == [1, 2]
    assert [entry.number for entry in server.expect("create", seconds=8, times=1)] == [1]
    assert [entry.number for entry in server.expect("create", prompt="h?ll*", seconds=None)] == [2]
    assert [entry.number for entry in server.expect(status=200, times=3)] == [1, 2, 3]
    assert server.expect("delete", times=0) == []


def explanation(server: VideosServer, *on: str, **expected: Any) -> str:
    with pytest.raises(AssertionError) as error:
        server.expect(*on, **expected)
    return str(error.value)


def test_a_near_miss_is_explained(server: VideosServer, client: httpx.Client) -> None:
    create(client, seconds="4", size="1280x720")
    create(client, seconds="12", model="sora-2-pro")
    client.get("/videos")
    assert explanation(server, "create", seconds=8, model="sora-2-pro") == (
        "no create with seconds=8, model=sora-2-pro; closest: number 2, POST /videos (200), 1 field differs: "
        "seconds=12 in place of 8"
    )
    assert explanation(server, "create", seconds=4, model="sora-2-pro", size="720x1280").endswith(
        "closest: number 2, POST /videos (200), 2 fields differ: seconds=12 in place of 4; size=720x1280 was not sent"
    )
    assert explanation(server, "remix") == (
        "no remix; the last that came: POST /videos (200), POST /videos (200), GET /videos (200)"
    )


def test_a_wrong_number_is_explained(server: VideosServer, client: httpx.Client) -> None:
    create(client, seconds="4")
    create(client, seconds="8")
    assert explanation(server, "create", times=1) == "2 in place of 1: create (numbers 1, 2)"
    assert explanation(server, "create", times=2, seconds=4) == (
        "1 in place of 2: create with seconds=4 (numbers 1)\n"
        "no other create with seconds=4; closest: number 2, POST /videos (200), "
        "1 field differs: seconds=8 in place of 4"
    )


def test_nothing_came(server: VideosServer) -> None:
    assert explanation(server, "create") == "no create; nothing came at all"


def test_the_journal_keeps_the_newest_thousand(server: VideosServer, client: httpx.Client) -> None:
    for _ in range(1003):
        client.get("/videos/none")
    assert [server.requests[0].number, server.requests[-1].number, len(server.requests)] == [4, 1003, 1000]
    server.reset()
    client.get("/videos")
    assert [entry.number for entry in server.requests] == [1]
