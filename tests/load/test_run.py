"""A load run that really runs: two workers of Locust and a mock server, ended by Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from openai_videos_conformance.__main__ import main
from openai_videos_mock import MockSettings
from openai_videos_mock.testing import VideosServer, run_server
from real_servers.server import free_port

KEY = "sk-load-0123456789abcdef"
MODULE = [sys.executable, "-m", "openai_videos_conformance", "load"]
JOBS = 9
PATIENCE = 60.0
FAST = 4.0


@frozen
class Ran:
    """What a run left."""

    code: int
    output: str
    folder: Path
    creates: int
    """As the server counted them."""
    there: int
    """Jobs that are on the server at the end."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Run two workers with six users until the budget is spent, then press Ctrl-C."""
    folder = tmp_path_factory.mktemp("load")
    begun = time.time()
    # A server that starts when it is asked, in two seconds of its eight.
    lawful: dict[str, Any] = {"variants": ("cold-start",), "clock": lambda: begun + FAST * (time.time() - begun)}
    settings = MockSettings(
        api_key=KEY, job_seconds=0.4 * FAST, sizes=("64x64",), seconds=("1",), journal=True, **lawful
    )
    with run_server(settings) as server:
        port = free_port()
        options = [f"--master-bind-port={port}", f"--master-port={port}", "--master-bind-host=127.0.0.1"]
        options += ["--users=6", f"--max-jobs={JOBS}", "--processes=2", "--sizes=64x64", "--seconds=1"]
        process = subprocess.Popen(
            [*MODULE, server.url, *options], cwd=folder, env={**os.environ, "OPENAI_API_KEY": KEY},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            end = time.monotonic() + PATIENCE
            while _creates(server) < JOBS and process.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
            # As a terminal does: to the master and to the workers.
            os.killpg(process.pid, signal.SIGINT)
            output, _ = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        with server.http_client() as client:
            there = len(client.get("/videos").json()["data"])
        yield Ran(process.returncode, output, folder, _creates(server), there)


def _creates(server: VideosServer) -> int:
    return sum(entry.operation == "create_video" for entry in server.journal.entries)


def test_a_fleet_that_is_interrupted_ends_in_order(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran.code == 2, ran.output
    assert re.findall("Traceback|fail:|warn:|left on the server|went missing|Unknown message", ran.output) == []
    # The budget holds over all workers, and what was made is deleted.
    assert (ran.creates, ran.there) == (JOBS, 0)
    # What all workers saw is kept, without the key.
    folder = ran.folder / ".videos-conformance" / "load"
    kept = (folder / "looks.jsonl").read_text("utf-8")
    assert KEY not in kept + ran.output
    lines = [json.loads(line) for line in kept.splitlines()]
    workers = {line["worker"] for line in lines if "user" in line}
    assert len(workers) == 2
    assert workers == {line["complete"] for line in lines if "complete" in line}
    creates = [line for line in lines if line.get("operation") == "create_video"]
    assert len({line["job"] for line in creates}) == JOBS
    # It is judged again without a server, by what it says now.
    assert main(["load", f"--evidence={folder}"]) == 0
    assert f"{JOBS} jobs made by" in capsys.readouterr().out
    (folder / "looks.jsonl").write_text(kept + json.dumps(creates[0]) + "\n", "utf-8")
    assert main(["load", f"--evidence={folder}"]) == 1
    assert "fail: MUST create.new-id" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["http://127.0.0.1:1/v1"], "--max-jobs: the budget is missing"),
        (["--max-jobs=1"], "--base-url is missing"),
        (["http://127.0.0.1:1/v1", "--max-jobs=1", "--sizes=large"], "'large' is no size"),
        (["--evidence=nowhere"], "nowhere holds no load run"),
    ],
)
def test_what_keeps_it_from_running_is_told(
    options: list[str],
    problem: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["load", *options]) in (2, 4)
    assert problem in capsys.readouterr().err


def test_where_there_is_no_server_nothing_is_judged(tmp_path: Path) -> None:
    words = [*MODULE, "http://127.0.0.1:1/v1", "--max-jobs=1"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert "http://127.0.0.1:1/v1 cannot be reached" in done.stderr


def test_without_the_extra_it_says_which_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # As where it is not installed: what is None there cannot be found.
    monkeypatch.setitem(sys.modules, "locust", None)
    assert main(["load", "http://127.0.0.1:1/v1", "--max-jobs=1"]) == 4
    assert "pip install 'openai-videos[load]'" in capsys.readouterr().err
