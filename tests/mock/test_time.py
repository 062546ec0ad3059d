"""What moves jobs: time, which is real, fast or in the hands of a test, or being looked at."""

import subprocess
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings, RunningClock, SettingsError

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


@pytest.mark.parametrize("clock", ["", "slow", "fast", "fast=", "fast=0", "fast=x", "real=2", "manual=1"])
def test_a_clock_that_is_none(clock: str) -> None:
    done = subprocess.run([*MODULE, "--clock", clock], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "fast=N" in done.stderr or "speed above 0" in done.stderr


@pytest.mark.parametrize("given", [{"job_looks": 0}, {"fixtures": "all"}])
def test_settings_that_are_none(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        MockSettings(**given)


def test_one_name_is_as_good_as_a_list() -> None:
    settings = MockSettings(fixtures="docs", faults="video-size-null", variants="ids-uuid")
    assert (settings.faults, settings.variants) == (("video-size-null",), ("ids-uuid",))
    assert settings.fixtures is not None
