"""What the judge says of a real server: one run, kept in `.real/runs/`, and its report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from real_servers.packages import CACHE
from real_servers.server import RealServer, Running, ServerError

RUNS = CACHE / "runs"
"""Where the judge works: what it writes names the files of a run as they are seen from here."""
RUN_SECONDS = 600
JUDGED = (0, 1)
"""The exit codes of a run that judged: all is well, or something is not."""


@dataclass(frozen=True)
class Judgement:
    """A report, and the folder of the run that it is of."""

    report: dict[str, Any]
    run: Path
    clean: bool
    """Whether nothing fails but what is known to, and all that is known to fail does."""
    output: str

    @property
    def day(self) -> str:
        """When it was judged."""
        return str(self.report["date"])[:10]

    def results(self, *verdicts: str) -> list[dict[str, Any]]:
        """Give the results with one of these verdicts."""
        return [each for each in self.report["results"] if each["verdict"] in verdicts]


def judge(server: RealServer, running: Running) -> Judgement:
    """Judge a server, putting up with what it is known to fail.

    Raises:
        ServerError: The judge could not judge it.
    """
    options = [f"--target={server.target}"]
    if server.known_failures.exists():
        options.append(f"--known-failures={server.known_failures}")
    judgement = _judge(running.base_url, running.key, options, RUNS / server.slug, server.name)
    # By what fails, and not by the exit code, which also says that something could not be seen.
    known = yaml.safe_load(server.known_failures.read_text("utf-8")) if server.known_failures.exists() else []
    wanted = {(each["id"], each.get("case", "")) for each in known}
    failing = {(each["id"], each["case"]) for each in judgement.results("fail", "error")}
    return replace(judgement, clean=failing == wanted)


def judge_upstream(server: RealServer, running: Running, key: str) -> Judgement:
    """Judge what stands behind a gateway, in the same way, without the gateway."""
    options = [f"--target={server.target}"]
    return _judge(running.upstream, key, options, RUNS / f"{server.slug}-upstream", "the mock server")


def _judge(url: str, key: str, options: list[str], run: Path, name: str) -> Judgement:
    RUNS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "openai_videos_conformance", url, *options, f"--save-evidence={run.name}"]
    done = _run(command, key)
    if done.returncode not in JUDGED:
        raise ServerError(
            f"the judge ended with {done.returncode} at {name}:\n{done.stdout[-3000:]}{done.stderr[-500:]}"
        )
    report = json.loads((run / "report.json").read_text("utf-8"))
    return Judgement(report, run, done.returncode == 0, done.stdout)


def write_known_failures(server: RealServer, judgement: Judgement) -> None:
    """Write what fails as the list of what is known to, each with the requirement as its reason."""
    reason = json.dumps(f"{server.version} on {judgement.day}; see docs/servers/{server.slug}.md", ensure_ascii=False)
    rows = [
        "".join(
            [
                f"- id: {each['id']}\n",
                f"  case: {json.dumps(each['case'])}\n" if each["case"] else "",
                f"  reason: {reason}\n",
            ]
        )
        for each in judgement.results("fail")
    ]
    server.known_failures.write_text("".join(rows) or "[]\n", "utf-8")


def compare(first: Judgement, second: Judgement) -> list[str]:
    """Say in what two runs differ, requirement by requirement."""
    command = [sys.executable, "-m", "openai_videos_conformance", "diff", first.run.name, second.run.name]
    return _run(command, "").stdout.splitlines()


def shown(text: str) -> str:
    """Write the port of a run as a word, since the next one has another."""
    return re.sub(r"(127\.0\.0\.1:|localhost:)\d{4,5}", r"\1PORT", text)


def _run(command: list[str], key: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"}
    if key:
        environment["OPENAI_API_KEY"] = key
    return subprocess.run(
        command, cwd=RUNS, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
