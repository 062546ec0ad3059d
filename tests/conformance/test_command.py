"""The suite as a command: verdicts, exit codes, the report, and what it says to wrong input."""

import contextlib
import os
import pty
import re
import subprocess
from pathlib import Path
from socket import socket
from threading import Event

import pytest
from hostile.server import socket_server
from openai_videos_mock import MockSettings, serve

from .conftest import FAILING, ROOT, USAGE, Suite, command, is_told

GREEN, RED, NOTHING = 0, 1, 5
NOWHERE = "--base-url=http://127.0.0.1:1/v1"


def test_a_server_that_keeps_the_contract_is_green(suite: Suite) -> None:
    # Long enough for a busy machine to see each job under way, and over before a list has to show it.
    with serve(MockSettings(job_seconds=1.5)) as url:
        outcome = suite(f"--base-url={url}", f"--failing-prompt={FAILING}", "--model=sora-2")
    assert outcome.code == GREEN, outcome.output
    assert outcome.having("fail", "warn", "blocked", "not-verified", "error") == set()
    # What can be shown of a list depends on how busy the machine is.
    assert outcome.having("not-claimed") - {"list.unfinished"} == {
        "create.default-model",
        "auth.required",
        "auth.checked",
        "delete.early-stays-gone",
    }
    assert len(outcome.having("pass")) >= 180
    assert 0 < outcome.report["jobs"] <= 14
    # How often a job is polled depends on how long it takes.
    assert 0 < outcome.report["requests"] - outcome.report["polls"] <= 140


def test_the_report_says_what_was_judged_and_what_it_cost(suite: Suite, mock: str) -> None:
    outcome = suite(f"--base-url={mock}")
    report = outcome.report
    assert report["schema_version"] == 1
    assert report["suite"]["name"] == "openai-videos-conformance"
    assert report["target"] == {"base_url": mock, "model": None}
    assert sum(report["summary"].values()) == len(report["results"])
    assert {"id", "level", "feature", "verdict", "message", "evidence"} <= set(report["results"][0])
    assert f"spent: {report['requests']} requests, {report['jobs']} jobs" in outcome.output
    # Without a prompt that fails, failed jobs are not claimed.
    assert {name for name in outcome.having("not-claimed") if name.startswith("failed.")} == {
        "failed.accepted",
        "failed.readable",
        "failed.error",
        "failed.no-content",
        "failed.delete",
        "failed.not-derived",
        "failed.stable",
    }


def test_the_key_is_sent_and_told_to_nobody(suite: Suite) -> None:
    key = "sk-very-secret-key"
    with serve(MockSettings(job_seconds=0.3, api_key=key)) as base_url:
        outcome = suite(f"--base-url={base_url}", env={**os.environ, "OPENAI_API_KEY": key})
    assert outcome.code == GREEN, outcome.output
    assert {"auth.required", "auth.checked"} <= outcome.having("pass")
    assert key not in outcome.output
    assert key not in str(outcome.report)


@pytest.mark.parametrize("arguments", [(), ("--api-key=sk-wrong-key",)])
def test_a_wrong_or_missing_key_is_a_usage_error(suite: Suite, arguments: tuple[str, ...]) -> None:
    with serve(MockSettings(api_key="sk-right-key")) as base_url:
        outcome = suite(f"--base-url={base_url}", *arguments, env={"PATH": os.environ["PATH"]})
    assert outcome.code == USAGE
    assert "--api-key" in outcome.output
    assert outcome.report["results"] == []


def test_a_choice_of_checks_sends_only_what_they_need(suite: Suite, mock: str) -> None:
    refusals = ROOT / "conformance/openai_videos_conformance/checks/test_refusals.py"
    outcome = suite(f"--base-url={mock}", str(refusals), "-k", "refuse.create")
    assert outcome.code == GREEN, outcome.output
    assert outcome.report["jobs"] == 0
    assert outcome.report["requests"] < 20


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--base-url is missing"),
        (("--base-url=127.0.0.1:8000",), "give scheme, host and prefix"),
        ((NOWHERE, "--report-json=/no/such/folder/report.json"), "does not exist"),
        ((NOWHERE, "-n", "2"), "-n"),
        ((NOWHERE, "--report-json=/"), "is a folder, and a file is expected"),
        ((NOWHERE, "--report-markdown="), "is a folder, and a file is expected"),
        ((NOWHERE, f"--report-html={'x' * 252}"), "File name too long"),
        ((NOWHERE, "--write-known-failures=/tmp"), "is a folder, and a file is expected"),
        ((NOWHERE, "--save-evidence=/dev/full"), "is a file, and a folder is expected"),
        (("--base-url=http://[::1",), "is no URL that can be called"),
        (("--base-url=http://h:x/v1",), "is no URL that can be called"),
        (("--base-url=http://h:0/v1",), "is no URL that can be called"),
        (("--base-url=http://a..b/v1",), "is no URL that can be called"),
        (("--base-url=http://a\nb/v1",), "is no URL that can be called"),
        (("--base-url=http://127.0.0.1:1/v1#a",), "a fragment is sent with no request"),
        ((NOWHERE, "--only="), "no requirement is named"),
        ((NOWHERE, "--only=,"), "no requirement is named"),
    ],
)
def test_wrong_options_are_told_in_one_line(suite: Suite, arguments: tuple[str, ...], told: str) -> None:
    is_told(suite(*arguments), told)


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        ((NOWHERE,), {"OPENAI_API_KEY": "sk-SECRET\x1bKEY"}, "OPENAI_API_KEY: the key holds"),
        ((NOWHERE, "--api-key=sk-SECRET key"), {}, "--api-key or OPENAI_API_KEY: the key holds"),
        ((NOWHERE, "--api-key=sk-SECRETé"), {}, "--api-key or OPENAI_API_KEY: the key holds"),
        (("--base-url=http://me:SECRET@127.0.0.1:1/v1",), {}, "give the key with --api-key"),
        (("--base-url=http://me:SEC/RET@127.0.0.1:1/v1",), {}, "give the key with --api-key"),
        (("--base-url=http://127.0.0.1:1/v1?key=SECRET",), {}, "the parameter key is a secret"),
        ((NOWHERE,), {"SSL_CERT_FILE": "/no/such/file"}, "SSL_CERT_FILE: /no/such/file holds no certificates"),
        ((NOWHERE,), {"SSL_CERT_FILE": "/etc/passwd"}, "SSL_CERT_FILE: /etc/passwd holds no certificates"),
    ],
)
def test_a_wrong_secret_is_told_and_not_shown(
    suite: Suite, arguments: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    outcome = suite(*arguments, env={**os.environ, **environment})
    is_told(outcome, told)
    assert "SEC" not in outcome.output.replace("SECRETé", "")


def test_white_space_around_the_key_is_no_part_of_it(suite: Suite) -> None:
    key = "sk-very-secret-key"
    with serve(MockSettings(api_key=key)) as base_url:
        environment = {**os.environ, "OPENAI_API_KEY": f" {key}\r\n"}
        outcome = suite(f"--base-url={base_url}", "--only=retrieve.unknown", env=environment)
    assert outcome.code == GREEN, outcome.output


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_where_the_last_run_goes_is_told_before_anything_is_sent(
    suite: Suite, tmp_path: Path, kind: str
) -> None:
    last = tmp_path / ".videos-conformance" / "last"
    last.parent.mkdir()
    if kind == "file":
        last.touch()
    else:
        last.symlink_to(tmp_path)
    is_told(suite(NOWHERE), f"{last} is no folder")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_an_output_that_cannot_be_written_loses_no_other(suite: Suite, tmp_path: Path, mock: str) -> None:
    page, run = tmp_path / "report.md", tmp_path / "run"
    run.mkdir()
    (run / "exchanges.har").mkdir()
    options = ("--badge-json=/dev/full", f"--report-markdown={page}", f"--save-evidence={run}")
    outcome = suite(f"--base-url={mock}", "--only=retrieve.unknown", *options)
    is_told(outcome, "/dev/full could not be written: No space left on device")
    assert f"{run} could not be written: " in outcome.output
    assert outcome.output.index("1 pass") < outcome.output.index("/dev/full could not")
    assert outcome.verdicts == {"retrieve.unknown": "pass"}
    assert "retrieve.unknown" not in page.read_text()  # It names what did not pass.
    assert not [*tmp_path.rglob("*.part"), *Path("/dev").glob("*.part")]


def hangs(_: socket) -> None:
    Event().wait(30)


def closes(connection: socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("talk", [hangs, closes])
def test_a_server_that_does_not_answer_is_an_error(suite: Suite, talk: object) -> None:
    with socket_server(talk) as base_url:  # type: ignore[arg-type]
        outcome = suite(f"--base-url={base_url}")
    assert outcome.code == USAGE
    assert base_url in outcome.output
    assert "Traceback" not in outcome.output


def test_no_server_is_an_error(suite: Suite) -> None:
    outcome = suite("--base-url=http://127.0.0.1:1/v1")
    assert outcome.code == USAGE
    assert "cannot be reached" in outcome.output


def test_a_wrong_prefix_is_an_error_that_says_so(suite: Suite, mock: str) -> None:
    outcome = suite(f"--base-url={mock.removesuffix('/v1')}/v2", "--tier=free")
    assert outcome.code == USAGE
    assert "Mend --base-url" in outcome.output
    assert outcome.report["results"] == []


def html(connection: socket) -> None:
    while connection.recv(65536):
        body = b"<html><body>Welcome</body></html>"
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)


def test_a_server_that_answers_everything_with_html_is_told_so(suite: Suite) -> None:
    with socket_server(html) as base_url:
        outcome = suite(f"--base-url={base_url}", "--job-timeout=5")
    assert outcome.code == USAGE, outcome.output
    assert "answers whatever is asked with a page" in outcome.output


def test_no_check_chosen_is_not_a_pass(suite: Suite, mock: str) -> None:
    assert suite(f"--base-url={mock}", "-k", "no_such_check").code == NOTHING


def test_strict_fails_on_warnings_too(suite: Suite) -> None:
    with serve(MockSettings(faults=("retrieve-unknown-400",))) as base_url:
        choice = (f"--base-url={base_url}", "--only=retrieve.unknown")
        lenient, strict = suite(*choice), suite(*choice, "--strict")
    assert (lenient.code, lenient.having("warn")) == (GREEN, {"retrieve.unknown"})
    assert (strict.code, strict.having("fail"), strict.having("warn")) == (RED, {"retrieve.unknown"}, set())


def test_a_terminal_shows_jobs_and_polls_while_waiting(tmp_path: Path) -> None:
    """What is shown goes to standard error, so it stays out of logs and pipes."""
    ours, theirs = pty.openpty()
    with serve(MockSettings(job_seconds=1.5)) as url:
        line = [*command(tmp_path / "report.json"), f"--base-url={url}", "--tier=core"]
        run = subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        shown = b""
        # The end of a terminal whose other side was closed is an error.
        with contextlib.suppress(OSError):
            while some := os.read(ours, 65536):
                shown += some
        output, _ = run.communicate(timeout=60)
    os.close(ours)
    text = shown.decode()
    assert run.returncode == 0, output
    assert re.search(r"request \d+, 1 jobs \(1 (queued|in_progress)\): defaults\.poll", text), text
    assert re.search(r"request \d+, 3 jobs \(\d \w+, .*\): remix\.poll", text), text
    assert text.rstrip().endswith("\x1b[K")
    assert b"request 1," not in output
