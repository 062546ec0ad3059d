"""A run that was cut short, what it leaves, and one requirement judged again."""

import json
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path
from socket import create_server

import httpx
import pytest
from hostile.catalogue import HOSTILE
from hostile.server import hostile_server
from openai_videos_mock import MockSettings, serve

from .conftest import Suite, command

JOURNALS = Path(".videos-conformance", "journal")


def journal(folder: Path) -> Path | None:
    """The journal of the one run that is under way, or was killed, in a folder."""
    found = sorted((folder / JOURNALS).glob("*/journal.jsonl"))
    return found[0] if found else None


def noted(folder: Path) -> list[str]:
    """The whole lines of that journal."""
    path = journal(folder)
    return [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")] if path else []


def listed(url: str) -> set[str]:
    return {video["id"] for video in httpx.get(f"{url}/videos", params={"limit": 100}).json()["data"]}


def cut_short(url: str, folder: Path, *arguments: str, lines: int = 1) -> None:
    """Start a run and kill it as soon as its journal has so many lines and, of several, no create is on its way."""
    run = subprocess.Popen([*command(folder / "killed.json"), f"--base-url={url}", *arguments], cwd=folder)
    end = time.monotonic() + 200
    while time.monotonic() < end:
        time.sleep(0.05)
        run.send_signal(signal.SIGSTOP)
        answered = sum('"entry"' in line for line in noted(folder))
        if len(noted(folder)) >= lines and (lines == 1 or len(noted(folder)) == 2 * answered):
            break
        run.send_signal(signal.SIGCONT)
    run.kill()
    run.wait()
    assert noted(folder)


def test_a_run_that_was_killed_is_gone_on_with(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=4)) as url:
        cut_short(url, tmp_path, lines=14)
        started = listed(url)
        outcome = suite(f"--base-url={url}", "--resume", "--keep")
        kept = listed(url)
    assert started
    assert outcome.code == 0, outcome.output
    assert "an earlier run left jobs" in outcome.output
    assert all(name in outcome.output for name in started)
    assert started <= kept
    assert len(outcome.having("pass")) >= 140
    creates = {entry["_step"] for entry in exchanges(tmp_path) if entry["_step"].endswith(".create")}
    assert outcome.report["jobs"] == len(creates - {"character.create"}) - len(started)
    assert journal(tmp_path) is None


def exchanges(folder: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((folder / ".videos-conformance" / "last" / "exchanges.har").read_text())[
        "log"
    ]["entries"]
    return entries


def test_a_job_whose_answer_was_never_read_is_found_again(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0.3)) as url:
        cut_short(url, tmp_path, "--only=create.json", lines=2)
        # Cut in the middle of the second line, as by a loss of power.
        first, second = noted(tmp_path)[:2]
        path = journal(tmp_path)
        assert path is not None
        path.write_text(f"{first}{second[:60]}")
        orphan = listed(url)
        outcome = suite(f"--base-url={url}", "--only=lifecycle.terminal", "--resume")
        assert listed(url) == set()
    assert len(orphan) == 1
    assert outcome.code == 0, outcome.output
    assert outcome.report["jobs"] == 0
    assert "a create whose answer was not read (defaults.create)" in outcome.output


@pytest.mark.parametrize("name", ["an id of 100 kB", "an id that is a list"])
def test_ids_that_no_request_can_name_are_gone_on_with(suite: Suite, tmp_path: Path, name: str) -> None:
    limits = ("--tier=core", "--job-timeout=2", "--request-timeout=2")
    with hostile_server(HOSTILE[name]) as url:
        cut_short(url, tmp_path, *limits, lines=4)
        outcome = suite(f"--base-url={url}", "--resume", *limits)
    assert outcome.code == 1, outcome.output
    assert "an earlier run left jobs" in outcome.output
    assert max(map(len, outcome.output.splitlines())) < 2000


def test_without_resume_the_jobs_that_were_left_are_deleted(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0.3)) as url:
        cut_short(url, tmp_path, lines=2)
        assert listed(url)
        outcome = suite(f"--base-url={url}", "--tier=free")
        assert "--resume goes on with them" in outcome.output
        assert listed(url) == set()


def test_a_job_of_the_journal_that_is_gone_is_started_anew(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0.3)) as url:
        cut_short(url, tmp_path, "--only=create.json", lines=2)
        for name in listed(url):
            end = time.monotonic() + 10
            while httpx.delete(f"{url}/videos/{name}").status_code != 200 and time.monotonic() < end:
                time.sleep(0.1)
        outcome = suite(f"--base-url={url}", "--only=create.json", "--resume")
    assert outcome.code == 0, outcome.output
    assert outcome.report["jobs"] == 1


def test_the_journal_is_written_before_the_answer_is_there(tmp_path: Path) -> None:
    """A server that takes the create and never answers: killed while waiting, the run has noted what it sent."""
    with create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        line = [*command(tmp_path / "report.json"), f"--base-url={url}", "--only=create.json"]
        run = subprocess.Popen(line, cwd=tmp_path)
        try:
            while True:
                connection, _ = listener.accept()
                if connection.recv(65536).startswith(b"POST"):
                    break
                body = b'{"object": "list", "data": [], "first_id": null, "last_id": null, "has_more": false}'
                head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
                connection.sendall(f"{head}connection: close\r\n\r\n".encode() + body)
                connection.close()
            line_of_it = json.loads(noted(tmp_path)[0])
        finally:
            run.kill()
            run.wait()
    assert line_of_it["step"] == "defaults.create"


def test_an_interrupt_between_a_create_and_its_answer_loses_no_job(tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=30, variants=("slow",))) as url:
        line = [*command(tmp_path / "report.json"), f"--base-url={url}"]
        run = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        end = time.monotonic() + 200
        while time.monotonic() < end:
            if (lines := noted(tmp_path)) and '"entry"' not in lines[-1]:
                break
            time.sleep(0.005)
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=60)
        left = listed(url)
    assert run.returncode == 2
    assert left
    assert all(name in output for name in left), output
    assert "defaults.create" in {entry["_step"] for entry in exchanges(tmp_path)}


def test_a_journal_that_cannot_be_read_stops_the_run(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / JOURNALS / "run-x").mkdir(parents=True)
    (tmp_path / JOURNALS / "run-x" / "journal.jsonl").write_text("no journal\n")
    outcome = suite("--base-url=http://127.0.0.1:1/v1")
    assert outcome.code == 4
    assert "cut short" in outcome.output
    assert "Traceback" not in outcome.output


def test_a_run_that_is_under_way_is_left_alone(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=4)) as url:
        line = [*command(tmp_path / "first.json"), f"--base-url={url}", "--tier=core"]
        first = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        end = time.monotonic() + 200
        while not noted(tmp_path) and time.monotonic() < end:
            time.sleep(0.05)
        second = suite(f"--base-url={url}", "--tier=free")
        output, _ = first.communicate(timeout=120)
    assert "an earlier run" not in second.output
    assert (first.returncode, second.code) == (0, 0), output


def test_what_a_run_left_on_one_server_is_not_lost_by_a_run_against_another(
    suite: Suite, mock: str, tmp_path: Path
) -> None:
    with serve(MockSettings(job_seconds=0.3)) as url:
        cut_short(url, tmp_path, "--only=create.json", lines=2)
        assert "an earlier run" not in suite(f"--base-url={mock}", "--only=create.json").output
        assert "an earlier run" in suite(f"--base-url={url}", "--tier=free").output
        assert listed(url) == set()


def test_a_failure_says_how_to_judge_it_alone(suite: Suite, tmp_path: Path) -> None:
    with serve(MockSettings(job_seconds=0.2, faults=("takes-create-no-prompt",))) as url:
        only = "--only=refuse.create-prompt"
        first = suite(f"--base-url={url}", "--tier=smoke", only, "--api-key=sk-secret-and-long")
        told = re.search(r"rerun +(\S+ -m pytest .*) refuse\.create-prompt$", first.output, re.M)
        assert told is not None, first.output
        assert "sk-secret" not in told[1]
        words = shlex.split(told[1])[3:]
        again = suite(*[word for word in words if not word.startswith("--report-json")], "refuse.create-prompt")
    assert again.code == 1
    assert set(again.verdicts) == {"refuse.create-prompt"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--only=list.ordr",), "did you mean list.order"),
        (("--only=list.order", "--tier=free"), "give a larger --tier"),
    ],
)
def test_a_wrong_choice_of_requirements_is_told(suite: Suite, words: tuple[str, ...], told: str) -> None:
    outcome = suite("--base-url=http://127.0.0.1:1/v1", *words)
    assert outcome.code == 4
    assert told in outcome.output
    assert "Traceback" not in outcome.output
