"""Spend: tiers, limits, the plan, and what is left on the server."""

import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from openai_videos_mock import Settings, serve

from .conftest import FAILING, Suite, command


@pytest.mark.parametrize(("tier", "jobs"), [("free", 0), ("smoke", 1), ("core", 3)])
def test_a_tier_asks_for_no_more_than_its_jobs_and_stays_green(suite: Suite, mock: str, tier: str, jobs: int) -> None:
    outcome = suite(f"--base-url={mock}", f"--tier={tier}")
    assert outcome.code == 0, outcome.output
    assert outcome.report["jobs"] == jobs
    assert outcome.having("blocked", "not-verified") == set()


def test_the_plan_sends_nothing_and_is_kept(suite: Suite, mock: str) -> None:
    planned = suite(f"--base-url={mock}", f"--failing-prompt={FAILING}", "--plan")
    assert planned.code == 0
    assert planned.report["results"] == []
    assert httpx.get(f"{mock}/videos").json()["data"] == []
    told = re.search(
        r"planned: (\d+) jobs, (\d+) s of video\nat most (\d+) jobs, (\d+) s of video, (\d+) polls", planned.output
    )
    assert told is not None
    assert re.search(r"MUST +create.json +defaults: 1 jobs, +4 s of video, at most \d+ polls", planned.output)
    spent = suite(f"--base-url={mock}", f"--failing-prompt={FAILING}").report
    assert (spent["jobs"], spent["seconds_of_video"]) == (int(told[1]), int(told[2]))
    assert tuple(spent["planned"].values())[:3] == tuple(int(number) for number in told.groups()[2:])
    assert 0 < spent["polls"] <= spent["planned"]["polls"]


def test_the_plan_needs_no_server(suite: Suite) -> None:
    planned = suite("--base-url=http://videos.example.org/v1", "--plan")
    assert planned.code == 0
    assert "planned: 3 jobs" in planned.output


@pytest.mark.parametrize(("limit", "told"), [("--max-jobs=2", "2 jobs"), ("--max-seconds-of-video=13", "13 seconds")])
def test_a_limit_is_kept_and_what_it_hides_is_not_green(suite: Suite, mock: str, limit: str, told: str) -> None:
    outcome = suite(f"--base-url={mock}", limit)
    assert outcome.code == 1
    assert outcome.report["jobs"] <= 3
    assert outcome.having("fail") == set()
    assert outcome.having("not-verified")
    assert f"the budget of {told}" in outcome.output


def test_everything_that_was_made_is_deleted_unless_it_is_kept(suite: Suite, mock: str) -> None:
    assert suite(f"--base-url={mock}", "--tier=core").code == 0
    assert httpx.get(f"{mock}/videos").json()["data"] == []
    assert suite(f"--base-url={mock}", "--tier=core", "--keep").code == 0
    # The video that was deleted to judge the deletion stays gone.
    assert len(httpx.get(f"{mock}/videos").json()["data"]) == 2


def test_a_video_that_exists_is_judged_without_spend(suite: Suite, mock: str) -> None:
    made = httpx.post(f"{mock}/videos", json={"prompt": "x", "size": "1280x720"}).json()["id"]
    outcome = suite(f"--base-url={mock}", f"--video-id={made}")
    assert outcome.code == 0, outcome.output
    assert outcome.report["jobs"] == 0
    assert {"video.status", "content.resolution", "previews.real", "lifecycle.completed-at"} <= outcome.having("pass")
    assert not any(name.startswith(("create.", "delete.")) and name != "delete.unknown" for name in outcome.verdicts)
    assert httpx.get(f"{mock}/videos/{made}").json()["status"] == "completed"

    missing = suite(f"--base-url={mock}", "--video-id=video_that_is_not_there")
    assert missing.code == 1
    assert "lifecycle.readable" in missing.having("fail")


def test_slow_jobs_run_side_by_side(suite: Suite) -> None:
    started = time.monotonic()
    with serve(Settings(job_seconds=6)) as url:
        # A time limit on checks is none on the jobs.
        outcome = suite(f"--base-url={url}", f"--failing-prompt={FAILING}", "--timeout=5")
    assert outcome.code == 0, outcome.output
    # Fourteen jobs of six seconds; the derived ones wait for their source once.
    assert time.monotonic() - started < 45


@pytest.mark.parametrize(
    ("option", "told"),
    [("--profile=core,magic", "magic"), ("--max-jobs=-1", "--max-jobs"), ("--job-timeout=0", "--job-timeout")],
)
def test_wrong_limits_are_told(suite: Suite, option: str, told: str) -> None:
    outcome = suite("--base-url=http://127.0.0.1:1/v1", option)
    assert outcome.code == 4
    assert told in outcome.output
    assert "Traceback" not in outcome.output


def test_a_feature_that_was_declared_and_is_absent_fails(suite: Suite, mock: str) -> None:
    """A server without keys is fine, unless it said that it asks for one."""
    choice = ("-k", "test_key_is")
    assert suite(f"--base-url={mock}", *choice).having("not-claimed") == {"auth.required", "auth.checked"}
    declared = suite(f"--base-url={mock}", "--profile=auth", *choice)
    assert declared.having("warn") == {"auth.required", "auth.checked"}


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_deletes_what_it_made(tmp_path: Path, ended_by: signal.Signals) -> None:
    with serve(Settings(job_seconds=3)) as url:
        line = [*command(tmp_path / "report.json"), f"--base-url={url}"]
        run = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        end = time.monotonic() + 30
        while len(httpx.get(f"{url}/videos").json()["data"]) < 2 and time.monotonic() < end:
            time.sleep(0.1)
        run.send_signal(ended_by)
        output, _ = run.communicate(timeout=60)
        left = httpx.get(f"{url}/videos").json()["data"]
    assert run.returncode == 2
    # A job that is under way cannot be deleted here: what is left is told, with the command that deletes it.
    assert left
    assert all(video["id"] in output for video in left)
    assert "curl -sS -i -X DELETE" in output
