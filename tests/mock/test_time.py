"""What moves jobs: time, which is real, fast or in the hands of a test, or being looked at."""

import hashlib
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings, RunningClock, SettingsError, run_server

from .conftest import MODULE, started

Connect = Callable[..., httpx.Client]


def states(client: httpx.Client, video_id: str, looks: int) -> list[tuple[str, int]]:
    videos = [client.get(f"/videos/{video_id}").json() for _ in range(looks)]
    return [(video["status"], video["progress"]) for video in videos]


def test_a_job_moves_by_looks(connect: Connect) -> None:
    client = connect(job_looks=4)
    created = client.post("/videos", json={"prompt": "waves"})
    assert (created.json()["status"], created.headers["openai-poll-after-ms"]) == ("queued", "1")
    client.get("/videos")  # a list is no look
    assert states(client, created.json()["id"], 5) == [
        ("in_progress", 25),
        ("in_progress", 50),
        ("in_progress", 75),
        ("completed", 100),
        ("completed", 100),
    ]
    done = client.get(f"/videos/{created.json()['id']}").json()
    assert done["completed_at"] == done["created_at"]
    assert client.get(f"/videos/{done['id']}/content").status_code == 200


def test_a_job_fails_by_looks(connect: Connect) -> None:
    client = connect(job_looks=2)
    video = client.post("/videos", json={"prompt": "waves [fail]"}).json()
    assert states(client, video["id"], 2) == [("failed", 50), ("failed", 50)]


def test_looks_and_time_go_together(connect: Connect, clock: ManualClock) -> None:
    client = connect(job_looks=4, job_seconds=100)
    video = client.post("/videos", json={"prompt": "waves"}).json()
    assert states(client, video["id"], 1) == [("in_progress", 25)]
    clock.advance(60)
    assert states(client, video["id"], 1) == [("in_progress", 60)]
    clock.advance(40)
    assert states(client, video["id"], 1) == [("completed", 100)]


def test_a_running_clock_can_be_moved_and_be_fast() -> None:
    clock = RunningClock(1_000_000)
    before = clock()
    while clock() == before:  # a system's clock may be coarse
        pass
    clock.advance(1e9)
    assert clock() > before + 1e9


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_clock_runs_forward(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        RunningClock(speed)


@pytest.mark.parametrize("seconds", [-1, float("inf"), float("nan")])
@pytest.mark.parametrize("kind", [ManualClock, RunningClock])
def test_a_clock_is_moved_forward(kind: type[ManualClock | RunningClock], seconds: float) -> None:
    with pytest.raises(ValueError, match="clock"):
        kind().advance(seconds)


def test_a_fast_clock_ends_long_jobs_at_once() -> None:
    with started("--clock", "fast=1000000", "--job-seconds", "3600") as (url, _):
        video = httpx.post(f"{url}/videos", json={"prompt": "x"}).json()
        while video["status"] != "completed":
            video = httpx.get(f"{url}/videos/{video['id']}").json()
        assert video["completed_at"] - video["created_at"] == pytest.approx(3600, abs=1)


def test_the_command_takes_looks_and_a_manual_clock() -> None:
    with started("--clock", "manual", "--job-looks", "1") as (url, _):
        video = httpx.post(f"{url}/videos", json={"prompt": "x"}).json()
        assert (video["status"], video["created_at"]) == ("queued", 1_800_000_000)
        assert httpx.get(f"{url}/videos/{video['id']}").json()["status"] == "completed"


def transcript(options: tuple[str, ...], threads: int) -> dict[str, tuple[str, ...]]:
    """Start jobs in parallel, and tell what is to be equal on every run: ids, request ids, times and bytes."""
    with started("--clock", "manual", "--job-seconds", "0", *options) as (url, _), httpx.Client(base_url=url) as client:

        def work(prompt: str) -> tuple[str, ...]:
            answer = client.post("/videos", json={"prompt": prompt})
            video = answer.json()
            content = client.get(f"/videos/{video['id']}/content")
            digest = hashlib.sha256(content.content).hexdigest()
            names = (answer.headers["x-request-id"][:4], content.headers["x-request-id"])
            return video["id"], str(video["created_at"]), digest, *names

        with ThreadPoolExecutor(threads) as pool:
            facts = dict(zip("abcd", pool.map(work, "abcd"), strict=True))
        form: dict[str, Any] = {"data": {"name": "Ada"}, "files": {"video": ("v.mp4", b"x")}}
        facts["ada"] = tuple(client.post("/videos/characters", **form).json()["id"] for _ in range(2))
        return facts


def test_with_a_seed_everything_is_equal_on_every_run() -> None:
    one = transcript(("--seed", "7"), 1)
    assert transcript(("--seed", "7"), 4) == one
    assert len({name for names in one.values() for name in names if len(name) > 30}) >= 4 * 2 + 2
    assert re.fullmatch("video_[0-9a-f]{32}", one["a"][0])
    other = transcript(("--seed", "8"), 1)
    assert not {names[0] for names in one.values()} & {names[0] for names in other.values()}


def test_equal_requests_are_told_apart_and_a_reset_begins_anew() -> None:
    with run_server(MockSettings(clock=ManualClock(), seed="7")) as server, server.http_client() as client:
        runs = []
        for _ in range(2):
            server.on("list", status=500)
            answers = [client.post("/videos", json={"prompt": "x"}) for _ in range(3)] + [client.get("/videos")]
            ids = [answer.json().get("id", "") for answer in answers]
            runs.append([*ids, *(answer.headers["x-request-id"] for answer in answers)])
            server.reset()
        assert runs[0] == runs[1]
        assert len(set(runs[0])) == 3 + 1 + 4


@pytest.mark.parametrize("clock", ["", "slow", "fast", "fast=", "fast=0", "fast=x", "real=2", "manual=1"])
def test_a_clock_that_is_none(clock: str) -> None:
    done = subprocess.run([*MODULE, "--clock", clock], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "fast=N" in done.stderr or "speed above 0" in done.stderr


def test_a_clock_of_somebody_elses_is_read_and_not_moved() -> None:
    with run_server(MockSettings(clock=lambda: 5.0)) as server:
        assert server.now() == 5
        with pytest.raises(ValueError, match="cannot be moved"):
            server.clock.advance(1)


@pytest.mark.parametrize("given", [{"job_looks": 0}, {"fixtures": "all"}])
def test_settings_that_are_none(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        MockSettings(**given)


def test_one_name_is_as_good_as_a_list() -> None:
    settings = MockSettings(fixtures="docs", faults="video-size-null", variants="ids-uuid")
    assert (settings.faults, settings.variants) == (("video-size-null",), ("ids-uuid",))
    assert settings.fixtures is not None
