"""Servers to judge, and the suite as its users run it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import jsonschema_rs
import pytest
from openai_videos_conformance import Evidence, Target, observe
from openai_videos_mock import MockSettings, serve

ROOT = Path(__file__).resolve().parents[2]
# Hostile servers are a script's, not a package's; their folder comes first on the path.
sys.path.insert(0, str(ROOT / "scripts"))

SCHEMA_FILE = ROOT / "conformance" / "openai_videos_conformance" / "evidence" / "report.schema.json"
REPORT_SCHEMA = jsonschema_rs.validator_for(json.loads(SCHEMA_FILE.read_text("utf-8")))
USAGE = 4
FAILING = "A door that will not open [fail]"
SEED = "tests"
"""Servers with one seed have equal pictures, which are made and decoded once in a process."""


@attrs.frozen
class Outcome:
    """What a run of the suite left behind."""

    code: int
    output: str
    report: dict[str, Any]

    @property
    def verdicts(self) -> dict[str, str]:
        return {result["id"]: result["verdict"] for result in self.report["results"]}

    def having(self, *verdicts: str) -> set[str]:
        return {name for name, verdict in self.verdicts.items() if verdict in verdicts}


def is_told(outcome: Outcome, told: str) -> None:
    """Expect a wrong option to be told in a line."""
    assert outcome.code == USAGE, outcome.output
    assert told in outcome.output
    assert "Traceback" not in outcome.output
    assert "INTERNALERROR" not in outcome.output


Suite = Callable[..., Outcome]


def run_suite(
    report: Path, *arguments: str, timeout: float = 240, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Outcome:
    """Run `pytest conformance` in a process of its own."""
    done = subprocess.run(
        [*command(report), *arguments],
        cwd=cwd or report.parent,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=env,
    )
    data = json.loads(report.read_text()) if report.exists() else {"results": []}
    if report.exists():
        REPORT_SCHEMA.validate(data)
    return Outcome(done.returncode, done.stdout + done.stderr, data)


def command(report: Path) -> list[str]:
    """The command that runs the suite."""
    program = [sys.executable, "-m", "pytest", str(ROOT / "conformance")]
    return [*program, f"--report-json={report}", "-p", "no:cacheprovider"]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """The suite, its report kept in the test's own folder."""
    return partial(run_suite, tmp_path / "report.json")


@pytest.fixture
def mock() -> Iterator[str]:
    """A mock server that keeps the contract."""
    with serve(MockSettings(job_seconds=0.3, seed=SEED)) as base_url:
        yield base_url


@pytest.fixture(scope="session")
def recorded() -> Evidence:
    """A run against a server that keeps the contract, to be altered."""
    with serve(MockSettings(job_seconds=0.3, seed=SEED)) as url:
        return observe(Target(base_url=url, failing_prompt=FAILING, job_timeout=30))
