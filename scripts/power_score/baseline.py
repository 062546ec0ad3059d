"""Plain schemathesis over a server with one fault or none: what it says, and what it asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen
from openai_videos_mock import MockSettings, serve

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-baseline-0123456789abcdef"
SEED = 1
PATIENCE = 600
"""Seconds that one run may take."""
STARTS = ("/videos", "/videos/edits", "/videos/extensions", "/remix")


@frozen
class Said:
    """What one run said."""

    failures: tuple[str, ...]
    """Each failed check, with its operation."""
    requests: int
    jobs: int
    ended: bool = True
    """False where it was still running when its time was over."""


def ask(fault: str | None, seed: int = SEED) -> Said:
    """Run schemathesis with its defaults; it is given the key and the seed, and nothing else."""
    faults = (fault,) if fault else ()
    with (
        serve(MockSettings(job_seconds=0, api_key=KEY, faults=faults)) as base_url,
        TemporaryDirectory(prefix="schemathesis-") as folder,
    ):
        command = [sys.executable, "-m", "schemathesis.cli", "run", str(ROOT / "openapi.yaml"), "--url", base_url]
        options = ["--header", f"Authorization: Bearer {KEY}", "--seed", str(seed)]
        report = ["--report", "ndjson", "--report-dir", folder]
        try:
            subprocess.run(
                [*command, *options, *report], cwd=folder, capture_output=True, check=False, timeout=PATIENCE
            )
            ended = True
        except subprocess.TimeoutExpired:
            ended = False
        events = [event for path in Path(folder).glob("*.ndjson") for event in _events(path)]
    recorders = [event["ScenarioFinished"]["recorder"] for event in events if "ScenarioFinished" in event]
    answers = [each for recorder in recorders for each in recorder.get("interactions", {}).values()]
    told = {failure for recorder in recorders for failure in _failures(recorder)}
    told |= {f"{event['NonFatalError']['label']}: an error" for event in events if "NonFatalError" in event}
    return Said(
        failures=tuple(sorted(told)),
        requests=len(answers),
        jobs=sum(_starts_job(answer) for answer in answers),
        ended=ended,
    )


def _events(report: Path) -> Iterator[dict[str, Any]]:
    for line in report.read_text("utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return  # the line that a run was stopped in


def _failures(recorder: dict[str, Any]) -> Iterator[str]:
    for checks in recorder.get("checks", {}).values():
        for check in checks:
            if check["status"] == "failure":
                failure = check["failure_info"]["failure"]
                yield f"{failure['operation']}: {failure['title']}"


def _starts_job(answer: dict[str, Any]) -> bool:
    request, response = answer["request"], answer.get("response") or {}
    accepted = bool(200 <= response.get("status_code", 0) < 300)
    return accepted and request["method"] == "POST" and urlsplit(request["uri"]).path.endswith(STARTS)
