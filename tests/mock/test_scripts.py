"""Scripts: what is to happen to which request, in each of the forms in which it can be said."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings, SettingsError, serve
from openai_videos_mock.scripts import RuleError, ScriptError, read_file, read_rules
from openai_videos_mock.testing import VideosServer, run_server

from .conftest import MODULE, check_response, started

Make = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def shared() -> Iterator[VideosServer]:
    with run_server(MockSettings(clock=ManualClock(), job_seconds=10)) as server:
        yield server


@pytest.fixture
def client(server: VideosServer) -> Iterator[httpx.Client]:
    with server.http_client() as client:
        client.event_hooks = {"response": [check_response]}
        yield client


def create(client: httpx.Client, prompt: str = "waves", **wish: Any) -> httpx.Response:
    return client.post("/videos", json={"prompt": prompt, **wish})


def statuses(client: httpx.Client, *prompts: str) -> list[int]:
    return [create(client, prompt).status_code for prompt in prompts]


def test_first_429_then_fine_in_python(server: VideosServer, client: httpx.Client) -> None:
    cue = server.on("create", times=1, status=429, retry_after=0)
    first, second = create(client), create(client)
    assert (first.status_code, first.headers["retry-after"], second.status_code) == (429, "0", 200)
    assert first.json()["error"]["code"] == "rate_limit_exceeded"
    assert (cue.met, cue.struck) == (2, 1)


def test_first_429_then_fine_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text("- {on: create, times: 1, status: 429}\n")
    with started("--script", str(path)) as (url, _), httpx.Client(base_url=url) as client:
        assert statuses(client, "a", "b") == [429, 200]


def test_first_429_then_fine_in_words(client: httpx.Client) -> None:
    prompt = "waves [mock: status=429 times=1]"
    assert statuses(client, prompt, prompt, "waves", prompt) == [429, 200, 200, 200]
    answer = client.post("/videos", files={"prompt": (None, "other [mock: status=503]")})
    assert answer.status_code == 503


def test_first_429_then_fine_in_settings() -> None:
    settings = MockSettings(script=[{"on": "create", "times": 1, "status": 429}])
    with serve(settings) as url, httpx.Client(base_url=url) as client:
        assert statuses(client, "a", "b") == [429, 200]


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        ({"on": "create"}, {"create"}),
        ({"on": "start"}, {"create", "edit", "remix"}),
        ({"on": ["list", "edit_video"]}, {"list", "edit"}),
        ({}, {"create", "edit", "remix", "list", "retrieve"}),
        ({"prompt": "w*s"}, {"create", "remix"}),
        ({"prompt": "wave"}, set()),
        ({"model": "sora-2-pro"}, {"create"}),
        ({"seconds": 8}, {"create"}),
        ({"on": "create", "size": "1280x720"}, set()),
        ({"key": "sk-mock"}, {"create", "edit", "remix", "list", "retrieve"}),
        ({"key": "sk-other"}, set()),
    ],
)
def test_a_rule_is_for_what_fits(
    server: VideosServer, client: httpx.Client, rule: dict[str, Any], hits: set[str]
) -> None:
    video = create(client).json()["id"]
    server.advance(10)
    server.on(*([rule.pop("on")] if isinstance(rule.get("on"), str) else rule.pop("on", [])), **rule, status=418)
    asked: dict[str, Callable[[], httpx.Response]] = {
        "create": lambda: create(client, model="sora-2-pro", seconds="8"),
        "edit": lambda: client.post("/videos/edits", json={"prompt": "x", "video": {"id": video}}),
        "remix": lambda: client.post(f"/videos/{video}/remix", json={"prompt": "waves"}),
        "list": lambda: client.get("/videos"),
        "retrieve": lambda: client.get(f"/videos/{video}"),
    }
    assert {name for name, ask in asked.items() if ask().status_code == 418} == hits


def test_the_nth_call_and_the_order_of_rules(server: VideosServer, client: httpx.Client) -> None:
    server.on("create", call=2, status=500)
    server.on("create", times=2, status=429)
    assert [create(client).status_code for _ in range(4)] == [429, 500, 429, 200]


def test_an_error_is_written_as_asked(server: VideosServer, client: httpx.Client) -> None:
    server.on("create", status=400, code="moderation_blocked", message="No.", headers={"X-Why": 7})
    answer = create(client)
    assert (answer.status_code, answer.headers["x-why"]) == (400, "7")
    envelope = {"message": "No.", "type": "invalid_request_error", "param": None, "code": "moderation_blocked"}
    assert answer.json()["error"] == envelope
    assert client.get("/videos").json()["data"] == []


def test_an_answer_gets_headers(server: VideosServer, client: httpx.Client) -> None:
    server.on("list", headers={"openai-version": "x"})
    assert client.get("/videos").headers["openai-version"] == "x"


def story(server: VideosServer, client: httpx.Client, *moments: float) -> list[tuple[str, int]]:
    """Start a job, and tell what it is at some seconds after that."""
    video, past = create(client).json(), 0.0
    seen = []
    for moment in moments:
        server.advance(moment - past)
        past = moment
        shown = client.get(f"/videos/{video['id']}").json()
        seen.append((shown["status"], shown["progress"]))
    return seen


@pytest.mark.parametrize(
    ("rule", "moments", "expected"),
    [
        ({"queued": 3}, (0, 2, 3), [("queued", 0), ("queued", 0), ("completed", 100)]),
        ({"in_progress": 4}, (0, 2, 4), [("in_progress", 0), ("in_progress", 50), ("completed", 100)]),
        (
            {"queued": 1, "in_progress": 3, "fail": "broken"},
            (0, 2, 3.9, 4),
            [("queued", 0), ("in_progress", 50), ("in_progress", 97), ("failed", 99)],
        ),
        ({"fail": "broken"}, (0, 5, 10), [("queued", 0), ("in_progress", 50), ("failed", 99)]),
        ({"stall": 40}, (0, 5, 1e6), [("queued", 0), ("in_progress", 40), ("in_progress", 40)]),
        ({"stall": 0}, (0, 5, 1e6), [("queued", 0)] * 3),
        ({"looks": 2}, (0, 0, 0), [("in_progress", 50), ("completed", 100), ("completed", 100)]),
        ({"in_progress": 0}, (0,), [("completed", 100)]),
    ],
)
def test_a_job_has_a_story(
    server: VideosServer,
    client: httpx.Client,
    rule: dict[str, Any],
    moments: tuple[float, ...],
    expected: list[tuple[str, int]],
) -> None:
    server.on("create", **rule)
    assert story(server, client, *moments) == expected


def test_a_story_is_told_from_the_first_answer_on(client: httpx.Client) -> None:
    video = create(client, "waves [mock: in_progress=0 fail=moderation_blocked message='Not this.']").json()
    assert video["status"] == "failed"
    assert video["error"] == {"code": "moderation_blocked", "message": "Not this."}
    assert video["prompt"].startswith("waves [mock:")


def test_a_video_expires_when_the_story_says_so(server: VideosServer, client: httpx.Client) -> None:
    server.on("create", in_progress=1, expires=5)
    video = create(client).json()["id"]
    server.advance(1)
    shown = client.get(f"/videos/{video}").json()
    assert shown["expires_at"] - shown["completed_at"] == 5
    assert client.get(f"/videos/{video}/content").status_code == 200
    server.advance(5)
    assert client.get(f"/videos/{video}/content").json()["error"]["code"] == "video_expired"


def test_an_answer_is_late_by_the_clock_of_the_server(server: VideosServer, client: httpx.Client) -> None:
    server.on("list", delay=30)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/videos", timeout=0.2)
    server.on("retrieve", delay=0.01)
    server.script.cues.clear()
    assert client.get("/videos").status_code == 200


@pytest.mark.parametrize("wire", ["drop", "cut", "garble"])
def test_an_answer_is_lost_and_the_job_is_there(server: VideosServer, client: httpx.Client, wire: str) -> None:
    server.on("create", wire=wire)
    with pytest.raises(httpx.RemoteProtocolError):
        create(client)
    assert len(server.jobs) == 1


def test_a_stop_does_not_wait_for_a_late_answer(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text("- {on: list, delay: 1000}\n")
    with started("--script", str(path), "--clock", "manual") as (url, _), pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{url}/videos", timeout=0.2)


@pytest.mark.parametrize("words", ["stauts=429", "status", "status=abc", "on=list", "'", "status=429 fail=x", ""])
def test_words_that_cannot_be_followed(client: httpx.Client, words: str) -> None:
    answer = create(client, f"waves [mock: {words}]")
    assert answer.status_code == 400
    assert "words for the mock server" in answer.json()["error"]["message"]


BAD = [
    ({"on": "create"}, "nothing to do"),
    ({"on": "created", "status": 429}, "on: there is no operation 'created'"),
    ({"stauts": 429}, "the nearest are: status"),
    ({"status": 200}, "status: 200 should be a whole number from 400 to 599"),
    ({"status": "429"}, "status: '429'"),
    ({"status": True}, "status: True"),
    ({"delay": -1}, "delay: -1"),
    ({"delay": float("inf")}, "delay: inf"),
    ({"times": 0, "status": 429}, "times: 0"),
    ({"times": 1, "call": 1, "status": 429}, "choose one"),
    ({"wire": "slow"}, "hang, drop, cut, garble"),
    ({"headers": ["x"]}, "headers: "),
    ({"headers": {"a b": "x"}}, "no header"),
    ({"headers": {"a": "x\r\ny: z"}}, "no header"),
    ({"fail": ["x"]}, "fail: "),
    ({"fail": "x", "stall": 3}, "cannot fail"),
    ({"status": 429, "fail": "x"}, "makes no job"),
    ({"on": "list", "queued": 1}, "only create"),
    ({"code": "x", "delay": 1}, "say its status"),
    ({"message": "x", "delay": 1}, "say its status or fail"),
]


@pytest.mark.parametrize(("rule", "message"), BAD)
def test_a_rule_that_cannot_be_followed(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as settings:
        MockSettings(script=[rule])
    assert message in str(settings.value)
    with pytest.raises(ScriptError) as script:
        read_rules([{"status": 429}, rule])
    assert "rule 2: " in str(script.value)
    assert message in str(script.value)


def test_a_rule_that_is_no_rule(server: VideosServer) -> None:
    with pytest.raises(RuleError, match="nearest are: status"):
        server.on("create", statuss=1)
    wrong: list[object] = [{}, "x", None, [1], [[]], [None]]
    for values in wrong:
        with pytest.raises(ScriptError):
            read_rules(values)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- {status: 429}\n- on: create\n  stauts: 429\n", 2, "stauts"),
        ("- on: create\n  times: 1\n  status: 99\n", 3, "status: 99"),
        ("# a comment\n\n- 7\n", 3, "keys and values"),
        ("on: create\n", 1, "a list of rules"),
        ("- {on: create\n", 2, ""),
        ("- !!python/object:os.system {}\n", 1, ""),
        ("- {status: 429, ? [a] : 1}\n", 1, ""),
    ],
)
def test_a_file_is_refused_with_the_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text)
    with pytest.raises(ScriptError) as error:
        read_file(path)
    assert f"script.yaml:{line}: " in str(error.value)
    assert message in str(error.value)
    done = subprocess.run([*MODULE, "--script", str(path)], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xff")
    for name in ("nowhere", "latin", "."):
        with pytest.raises(ScriptError, match="cannot be read"):
            read_file(tmp_path / name)
    (tmp_path / "empty").write_text("# nothing\n")
    assert read_file(tmp_path / "empty") == []


def test_a_script_goes_with_faults_and_variants() -> None:
    settings = MockSettings(
        script=[{"on": "create", "call": 2, "status": 429}],
        variants="ids-uuid",
        faults="video-size-null",
        job_seconds=0,
    )
    with serve(settings) as url, httpx.Client(base_url=url) as client:
        first = create(client).json()
        assert (len(first["id"]), first["size"]) == (36, None)
        assert create(client).status_code == 429
