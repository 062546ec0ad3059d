"""The steps of action.yml do what docs/for-server-authors.md says of them; `make workflows` lints the file itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from house.action import Ran, run_action
from real_servers.server import free_port

MOCK = f"'{sys.executable}' -m openai_videos_mock --job-seconds 0.2 --port {{port}} {{more}}"
INSTALL = "Install the suite"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder of a runner where the suite is installed already: the gate installs it in `make installed`."""
    home = tmp_path / "runner"
    bin_folder = home / "videos-conformance" / "bin"
    bin_folder.mkdir(parents=True)
    command = bin_folder / "openai-videos-conformance"
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m openai_videos_conformance \"$@\"\n")
    command.chmod(0o755)
    return home


def judged(home: Path, more: str = "", **inputs: str) -> Ran:
    port = free_port()
    given = {"base-url": f"http://127.0.0.1:{port}/v1", "start": MOCK.format(port=port, more=more), **inputs}
    return run_action(given, home, python=sys.executable, leave_out=frozenset({INSTALL}))


def test_a_server_that_is_right_is_green_with_a_summary_a_badge_and_evidence(home: Path) -> None:
    ran = judged(home, options="--tier=smoke --failing-prompt='A door [fail]'", badge=str(home / "badge.json"))
    assert ran.codes == {"Start the server": 0, "Wait for the server": 0, "Judge it": 0, "End the server": 0}, (
        ran.output
    )
    assert ran.summary.startswith("# Videos API conformance of http://127.0.0.1:")
    assert json.loads((home / "badge.json").read_text())["label"] == "Videos API"
    report = json.loads(Path(ran.outputs["report"]).read_text())
    assert report["summary"]["fail"] == 0
    assert report["jobs"] >= 1
    assert (home / "videos-report" / "evidence").is_dir()


def test_a_server_that_is_wrong_is_red_and_the_summary_says_why(home: Path) -> None:
    ran = judged(home, "--fault=delete-404", options="--tier=smoke")
    assert ran.codes["Judge it"] == 1
    assert "fail: MUST `delete.answers`" in ran.summary
    # What comes after a failure, comes.
    assert ran.codes["End the server"] == 0


def test_a_server_that_does_not_come_up_is_told_with_its_log(home: Path) -> None:
    ran = judged(home, start="echo 'no weights'; exit 1", wait="1")
    assert ran.codes["Wait for the server"] == 1
    assert "::error::no answer from http://127.0.0.1:" in ran.output
    assert "no weights" in ran.output
    assert "Judge it" not in ran.codes
