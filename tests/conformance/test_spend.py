"""Spend: tiers, limits, the plan, and what is left on the server."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from typing import Any

import httpx
import pytest
from hostile.server import socket_server
from openai_videos_conformance import Target, TargetError, observe
from openai_videos_conformance.contract.operations import LIST_VIDEOS
from openai_videos_conformance.exchange.replay import curl
from openai_videos_conformance.run.cleanup import left_over
from openai_videos_conformance.run.plan import spend
from openai_videos_conformance.run.sequence import gather
from openai_videos_conformance.run.wire.driver import Driver
from openai_videos_conformance.run.wire.journal import Journal
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, IMAGE_URL, JOBS, REMIX_FORM, TWIN, UPLOAD
from openai_videos_conformance.scenario.part import Part
from openai_videos_conformance.scenario.upkeep import CLEANUP_DELETE
from openai_videos_conformance.scenario.ways import PROMPT
from openai_videos_conformance.target.tiers import Tier
from openai_videos_mock import ManualClock, MockSettings, serve

from .conftest import FAILING, Suite, command


@pytest.mark.parametrize(("tier", "jobs"), [("free", 0), ("smoke", 1), ("core", 3)])
def test_a_tier_asks_for_no_more_than_its_jobs_and_stays_green(suite: Suite, mock: str, tier: str, jobs: int) -> None:
    outcome = suite(f"--base-url={mock}", f"--tier={tier}")
    assert outcome.code == 0, outcome.output
    # On a busy machine a job may be done before what only an unfinished one refuses, and costs one then.
    assert jobs <= outcome.report["jobs"] <= jobs + outcome.report["planned"]["unasked_jobs"]
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
    more = spent["planned"]
    assert int(told[1]) <= spent["jobs"] <= int(told[1]) + more["unasked_jobs"]
    assert int(told[2]) <= spent["seconds_of_video"] <= int(told[2]) + more["unasked_seconds"]
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
    kept = suite(f"--base-url={mock}", "--tier=core", "--keep")
    assert kept.code == 0
    # No deletion is judged either: whoever keeps the jobs looks at them afterwards.
    assert len(httpx.get(f"{mock}/videos").json()["data"]) == kept.report["jobs"] >= 3


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


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that surely comes; a test that waits for ever is ended from outside."""
    while not condition():
        time.sleep(0.05)


def test_slow_jobs_run_side_by_side() -> None:
    clock = ManualClock()
    with serve(MockSettings(job_seconds=60, clock=clock)) as url, ThreadPoolExecutor(1) as pool:
        run = pool.submit(observe, Target(base_url=url, failing_prompt=FAILING))

        def has_started(jobs: int) -> bool:
            # A run that ended before that has failed, and says why.
            assert not run.done(), run.result()
            return len(listed(url)) == jobs

        # No job ends before the clock is moved: each of these is started while all others are under way.
        originals = [job for job in JOBS if job.source is None]
        until(lambda: has_started(len(originals)))
        clock.advance(60)
        # Up to the remix of the remix, which has to wait.
        derived = [job for job in JOBS[: JOBS.index(REMIX_FORM)] if job.source in originals]
        until(lambda: has_started(len(originals) + len(derived)))
        clock.advance(60)
        until(lambda: has_started(len(JOBS)))
        clock.advance(60)
        evidence = run.result()
    jobs = [job for job in evidence.jobs() if not job.is_cut_short]
    assert len(jobs) == len(JOBS) - 1
    assert all(job.is_final for job in jobs)


def test_a_time_limit_on_checks_is_none_on_the_jobs(suite: Suite) -> None:
    with serve(MockSettings(job_seconds=4)) as url:
        outcome = suite(f"--base-url={url}", "--tier=smoke", "--timeout=3")
    assert outcome.code == 0, outcome.output


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
    with serve(MockSettings(job_seconds=3)) as url:
        line = [*command(tmp_path / "report.json"), f"--base-url={url}"]
        run = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        until(lambda: len(listed(url)) >= 2)
        run.send_signal(ended_by)
        output, _ = run.communicate(timeout=60)
        left = httpx.get(f"{url}/videos").json()["data"]
    assert run.returncode == 2
    # A job that is under way cannot be deleted here: what is left is told, with the command that deletes it.
    assert left
    assert all(video["id"] in output for video in left)
    assert "curl -sS -i -X DELETE" in output


ORIGINALS: set[Part] = {DEFAULTS, TWIN, FORM, UPLOAD, IMAGE_URL}


def gathered(url: str, folder: Path, parts: set[Part], **options: Any) -> Driver:
    """A run whose journal is below a folder."""
    driver = Driver(Target(base_url=url, **options), journal=Journal(folder, url))
    try:
        gather(driver, parts)
    finally:
        driver.close()
    return driver


def listed(url: str) -> list[str]:
    return [video["id"] for video in httpx.get(f"{url}/videos", params={"limit": 100}).json()["data"]]


def test_a_create_whose_answer_is_cut_is_booked_found_and_deleted(tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0, faults=("wire-cut-create",))) as url:
        driver = gathered(url, tmp_path, ORIGINALS, max_jobs=3)
        assert listed(url) == []
    assert driver.budget.spent == len(driver.recovered) == 3
    assert left_over(driver) == ()
    assert list(tmp_path.iterdir()) == []


Reply = tuple[int, object, str]
"""Status, JSON and further header lines."""


def scripted(reply: Callable[[str, str], Reply | None]) -> Callable[[socket], None]:
    """Answer each request, by its method and its path, as told; None closes the connection."""

    def talk(connection: socket) -> None:
        method, path, _ = connection.recv(1 << 20).decode("latin-1").split(" ", 2)
        if (told := reply(method, path)) is None:
            return
        status, data, headers = told
        body = json.dumps(data).encode()
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n{headers}"
        connection.sendall(f"{head}connection: close\r\n\r\n".encode() + body)

    return talk


def video(identifier: object, **changes: object) -> dict[str, object]:
    job = {"id": identifier, "object": "video", "model": "m", "created_at": int(time.time()), "status": "completed"}
    return {**job, "progress": 100, "seconds": "4", "size": "720x1280", "prompt": PROMPT, **changes}


def test_a_create_that_is_lost_and_not_found_is_named_and_looked_for_by_the_next_run(tmp_path: Path) -> None:
    jobs: list[dict[str, object]] = []
    ready = False

    def reply(method: str, path: str) -> Reply | None:
        if method == "POST":
            jobs.append(video("video_1"))
            return None
        if method == "DELETE":
            jobs.clear()
        return (200, {"object": "list", "data": jobs, "has_more": False}, "") if ready else (500, {}, "")

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS})
        assert (driver.budget.spent, len(jobs)) == (1, 1)
        assert [e.step for e in left_over(driver)] == ["cleanup.list", "defaults.create"]
        assert "-X POST" in curl(left_over(driver)[1])
        ready = True
        driver = gathered(url, tmp_path, {refusals.UNKNOWN})
    assert jobs == []
    assert left_over(driver) == ()
    assert list(tmp_path.iterdir()) == []


def test_jobs_of_another_client_are_left_alone(tmp_path: Path) -> None:
    """Two jobs that could be the one create's: nobody knows which."""
    jobs = [video("video_1"), video("video_2"), video("video_3", prompt="x"), video("video_4", created_at=1)]
    deletions: list[str] = []

    def reply(method: str, path: str) -> Reply | None:
        if method == "DELETE":
            deletions.append(path)
        return None if method == "POST" else (200, {"object": "list", "data": jobs, "has_more": False}, "")

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS})
    assert deletions == []
    assert [e.step for e in left_over(driver)] == ["defaults.create"]


def test_a_create_that_no_server_took_is_no_job(tmp_path: Path) -> None:
    driver = gathered("http://127.0.0.1:1/v1", tmp_path, {DEFAULTS})
    assert driver.budget.spent == 0
    assert left_over(driver) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_given_up_deletes_what_it_made(tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0, faults=("wire-drop-content",))) as url:
        driver = gathered(url, tmp_path, {looks.CONTENT, looks.PREVIEWS}, most_unanswered=1)
        assert listed(url) == []
    assert any("given up" in gap.reason for gap in driver.evidence.gaps)


def test_what_cannot_be_deleted_for_want_of_answers_is_named(tmp_path: Path) -> None:
    made = 0

    def reply(method: str, path: str) -> Reply | None:
        nonlocal made
        made += method == "POST"
        return (200, video(f"video_{made}"), "") if method == "POST" else None

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, ORIGINALS)
    assert made == 5
    assert len(driver.evidence.taken(CLEANUP_DELETE)) == 4
    assert {e.url.rpartition("/")[2] for e in left_over(driver)} == {f"video_{number}" for number in range(1, 6)}
    assert all("-X DELETE" in curl(e) for e in left_over(driver))


@pytest.mark.parametrize("known", [True, False])
def test_a_job_whose_id_is_a_number_is_deleted_or_named(tmp_path: Path, known: bool) -> None:
    deletions: list[str] = []

    def reply(method: str, path: str) -> Reply:
        if method == "DELETE":
            deletions.append(path)
        return (200 if known or method == "POST" else 404), video(17), ""

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS})
    assert deletions == ["/v1/videos/17"]
    assert [e.step for e in left_over(driver)] == ([] if known else ["cleanup.delete"])


@pytest.mark.parametrize("identifier", [None, "", ["video_1"]])
def test_a_job_without_an_id_is_named(tmp_path: Path, identifier: object) -> None:
    def reply(method: str, _: str) -> Reply:
        return 200, video(identifier) if method == "POST" else {"data": [video(identifier)]}, ""

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS})
    assert [e.step for e in left_over(driver)] == ["defaults.create"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for_when_jobs_are_deleted(tmp_path: Path, status: int) -> None:
    deletions = 0

    def reply(method: str, path: str) -> Reply:
        nonlocal deletions
        deletions += method == "DELETE"
        busy = method == "DELETE" and deletions == 1
        return (status, {}, "retry-after: 1\r\n") if busy else (200, video("video_1"), "")

    with socket_server(scripted(reply)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS})
    assert deletions == 2
    assert left_over(driver) == ()


@pytest.mark.parametrize("limit", ["job_timeout", "request_timeout"])
@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_time_without_end_is_refused(limit: str, value: float) -> None:
    with pytest.raises(TargetError, match=f"--{limit.replace('_', '-')}: {value:g} is no time"):
        Target(base_url="http://127.0.0.1:1/v1", **{limit: value})  # type: ignore[arg-type]


class Greedy:
    """A server that takes everything, starts a job for it, and deletes nothing."""

    def __init__(self, deletion: int = 405) -> None:
        self.deletion = deletion
        self.jobs: dict[str, dict[str, object]] = {}
        self.requests: list[str] = []

    def __call__(self, method: str, path: str) -> Reply:
        self.requests.append(f"{method} {path}")
        name = path.partition("?")[0].removesuffix("/content").rpartition("/")[2]
        if method == "POST":
            identifier = f"video_{len(self.jobs)}"
            self.jobs[identifier] = video(identifier)
            return 200, self.jobs[identifier], ""
        if method == "DELETE" and self.deletion == 200:
            return (200, {"id": name, "deleted": True}, "") if self.jobs.pop(name, None) else (404, {}, "")
        if method == "DELETE":
            return self.deletion, {}, ""
        if name == "videos":
            return 200, {"object": "list", "data": list(self.jobs.values()), "has_more": False}, ""
        return (200, self.jobs[name], "") if name in self.jobs else (404, {}, "")

    @property
    def made(self) -> int:
        return sum(request.startswith("POST ") for request in self.requests)


WANTED: set[Part] = {DEFAULTS, FORM, looks.EARLY, refusals.CREATES, refusals.EDITS, refusals.EXTENSIONS}


@pytest.mark.parametrize(
    ("options", "most"),
    [
        ({"tier": Tier.FREE}, 0),
        ({"max_jobs": 0}, 0),
        ({"tier": Tier.SMOKE}, 2),
        ({"tier": Tier.CORE}, 5),
        ({"max_jobs": 5}, 5),
        ({"max_seconds_of_video": 12.0}, 2),
    ],
)
def test_no_run_costs_more_than_its_plan_says(tmp_path: Path, options: dict[str, Any], most: int) -> None:
    """Every request that could start a job starts one here, whether it has to be refused or not."""
    greedy = Greedy()
    with socket_server(scripted(greedy)) as url:
        target = Target(base_url=url, **options)
        planned = spend(target, WANTED)
        driver = gathered(url, tmp_path, WANTED, **options)
    assert greedy.made == driver.budget.spent == most <= planned.jobs + planned.unasked_jobs
    assert driver.budget.spent_seconds <= planned.seconds_of_video + planned.unasked_seconds
    # What could not be asked for is no verdict on the server.
    asked = {exchange.step for exchange in driver.evidence.exchanges}
    gaps = {gap.step for gap in driver.evidence.gaps}
    assert {step.name for step in refusals.CREATES.steps} <= asked | gaps


def test_an_accepted_request_hides_no_other(tmp_path: Path) -> None:
    """A server with wider limits than the documented ones: two findings, and all else is asked."""
    faults = ("takes-create-number-seconds", "takes-create-small-size")
    with serve(MockSettings(job_seconds=0, faults=faults)) as url:
        driver = gathered(url, tmp_path, {refusals.CREATES})
        assert listed(url) == []
    answers = {step.name: driver.evidence.taken(step)[-1].accepted for step in refusals.CREATES.steps}
    assert {name for name, accepted in answers.items() if accepted} == {"refuse.create.seconds", "refuse.create.size"}
    assert driver.budget.spent == driver.budget.spent_unasked == 2


@pytest.mark.parametrize("deletion", [405, 404, 501, 400, 500])
def test_what_could_not_be_deleted_is_named_and_deleted_by_a_later_run(tmp_path: Path, deletion: int) -> None:
    greedy = Greedy(deletion)
    with socket_server(scripted(greedy)) as url:
        driver = gathered(url, tmp_path, {DEFAULTS, refusals.CREATES}, max_jobs=8)
        assert {e.url.rpartition("/")[2] for e in left_over(driver)} == set(greedy.jobs)
        assert len(greedy.jobs) == 8
        assert all("-X DELETE" in curl(e) for e in left_over(driver))
        # One has gone by itself until then, as its time is over.
        del greedy.jobs["video_3"]
        greedy.deletion = 200
        driver = gathered(url, tmp_path, {refusals.UNKNOWN})
        assert greedy.jobs == {}
    assert left_over(driver) == ()
    assert list(tmp_path.iterdir()) == []


def test_keep_keeps_all(tmp_path: Path) -> None:
    greedy = Greedy(200)
    parts = {looks.DELETE, refusals.CREATES}
    with socket_server(scripted(greedy)) as url:
        driver = gathered(url, tmp_path, parts, max_jobs=6, keep=True)
    assert len(greedy.jobs) == 6
    assert not any(request.startswith("DELETE") for request in greedy.requests)
    assert left_over(driver) == ()
    assert list(tmp_path.iterdir()) == []
    assert any(gap.step == looks.DELETE.name and not gap.claimed for gap in driver.evidence.gaps)


@pytest.mark.parametrize("answer", [503, 502, None])
def test_a_server_that_is_starting_is_waited_for(answer: int | None) -> None:
    looked = 0

    def reply(method: str, path: str) -> Reply | None:
        nonlocal looked
        looked += 1
        if looked == 1:
            return None if answer is None else (answer, {}, "")
        return 200, {"object": "list", "data": [], "has_more": False}, ""

    with socket_server(scripted(reply)) as url:
        evidence = observe(Target(base_url=url, wait=60), parts=[looks.METHODS])
    # What it answered while it started is nothing to judge.
    assert [e.status for e in evidence.exchanges if e.operation == LIST_VIDEOS] == [200]
