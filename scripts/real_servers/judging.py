"""What the judge says of a real server: one run, kept below `.real/runs/`, and its report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from real_servers.packages import CACHE
from real_servers.server import RealServer, Running, ServerError

RUN_SECONDS = 600
JUDGED = (0, 1)
"""The exit codes of a run that judged: all is well, or something is not."""


@dataclass(frozen=True)
class Judgement:
    """A report, and where the evidence for it is."""

    report: dict[str, Any]
    evidence: Path
    clean: bool
    """Whether nothing fails but what is known to, and all that is known to fail does."""

    def results(self, *verdicts: str) -> list[dict[str, Any]]:
        """Give the results with one of these verdicts."""
        return [each for each in self.report["results"] if each["verdict"] in verdicts]


def judge(server: RealServer, running: Running, *, known: bool = False) -> Judgement:
    """Judge a server, with what is known to fail or without.

    Raises:
        ServerError: The judge could not judge it.
    """
    folder = CACHE / "runs" / server.slug
    report, evidence = folder / "report.json", folder / "evidence"
    command = [sys.executable, "-m", "openai_videos_conformance", running.base_url, *server.judge]
    command += [f"--report-json={report}", f"--save-evidence={evidence}"]
    if known:
        command.append(f"--known-failures={server.known_failures}")
    done = _run(command, folder, running.key)
    if done.returncode not in JUDGED:
        raise ServerError(f"the judge ended with {done.returncode} at {server.name}:\n{done.stdout[-3000:]}")
    return Judgement(json.loads(report.read_text("utf-8")), evidence, done.returncode == 0)


def write_known_failures(server: RealServer, evidence: Path, reason: str) -> None:
    """Write what a saved run found as the failures that the server is known to have."""
    command = [sys.executable, "-m", "openai_videos_conformance", "http://127.0.0.1:9/v1", f"--evidence={evidence}"]
    _run([*command, f"--write-known-failures={server.known_failures}"], evidence, "")
    text = server.known_failures.read_text("utf-8")
    print(text[:500], reason)


def compare(first: Path, second: Path) -> list[str]:
    """Say in what two saved runs differ, requirement by requirement."""
    command = [sys.executable, "-m", "openai_videos_conformance", "diff", str(first), str(second)]
    return _run(command, first.parent, "").stdout.splitlines()


def _run(command: list[str], folder: Path, key: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"}
    if key:
        environment["OPENAI_API_KEY"] = key
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
