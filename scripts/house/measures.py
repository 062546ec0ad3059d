"""Measures: where the figures of the documents come from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import Any

import yaml
from openai_videos import Client
from openai_videos_mock import faults, variants

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
PARTS = {10: "tenth", 11: "eleventh", 12: "twelfth", 13: "thirteenth", 14: "fourteenth", 15: "fifteenth"}
NOWHERE = "http://127.0.0.1:9/v1"


class MeasureError(Exception):
    """A source of figures says nothing; the message names what to run or to mend."""


def measure() -> dict[str, str]:
    """Take every figure, each from what it is a figure of; the runs take some fifteen seconds."""
    with ThreadPoolExecutor() as pool:
        runs = pool.map(_run, ([], ["--deep"]))
        figures = {**_contract(), **_catalogues(), **_power(), **_baseline(), **_client(), **_plans()}
        shallow, deep = runs
    return figures | _judged(shallow, deep)


def _contract() -> dict[str, str]:
    paths = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))["paths"]
    methods = [method for path in paths.values() for method in path if method in ("get", "post", "delete")]
    return {"operations": NUMBERS[len(methods)]}


def _catalogues() -> dict[str, str]:
    return {
        "faults": f"{len(faults.catalogue()):,}",
        "variants": f"{len(variants.catalogue()):,}",
    }


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def _said(text: str, pattern: str, source: str) -> tuple[str, ...]:
    found = re.search(pattern, text)
    if found is None:
        raise MeasureError(
            f"{source} says nothing that fits {pattern!r}: make it again, or mend scripts/house/measures.py"
        )
    return found.groups()


def _row(text: str, first: str) -> list[int]:
    line = next((line for line in text.splitlines() if line.startswith(f"| {first} |")), None)
    if line is None:
        raise MeasureError(f"docs/power.md has no row that begins with {first!r}: run `make power`")
    return [int(cell.replace(",", "")) for cell in line.split("|")[2:-1]]


def _power() -> dict[str, str]:
    text = _page("power.md")
    rows = [_row(text, level) for level in ("MUST", "SHOULD", "MAY")]
    scored, own, *_, equivalent = (sum(cells) for cells in zip(*rows, strict=True))
    mutants = [_row(text, altered) for altered in ("one answer", "all answers")]
    made, *_, lawful, survived = (sum(cells) for cells in zip(*mutants, strict=True))
    if survived:
        raise MeasureError(f"README.md says that no mutant survives; docs/power.md has {survived}: rewrite it")
    return {
        "scored": f"{scored:,}",
        "own": f"{own:,}",
        "equivalent": NUMBERS[equivalent],
        "other": NUMBERS[scored - own - equivalent],
        "mutants": f"{made:,}",
        "lawful": f"{lawful:,}",
    }


def _baseline() -> dict[str, str]:
    text = _page("power-baseline.md")
    theirs, drawn, ours, _ = _said(text, r"Faults found \| (\d+) of (\d+) \| (\d+) of (\d+)", "docs/power-baseline.md")
    many, few = _said(text, r"Requests of a run \| ([\d,]+) \| ([\d,]+)", "docs/power-baseline.md")
    times = round(int(many.replace(",", "")) / int(few.replace(",", "")))
    if ours != drawn:
        raise MeasureError(
            f"README.md says that this suite finds all {drawn} drawn faults; it finds {ours}: rewrite it"
        )
    return {"drawn": drawn, "theirs": theirs, "part": PARTS[times]}


def _client() -> dict[str, str]:
    defaults = {name: each.default for name, each in signature(Client).parameters.items()}
    return {"retries": str(defaults["max_retries"]), "retry_seconds": f"{defaults['retry_seconds']:.0f}"}


def _suite(*arguments: str) -> str:
    command = [sys.executable, "-m", "openai_videos_conformance", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def _plans() -> dict[str, str]:
    tiers = {}
    for tier in ("smoke", "core", "full"):
        plan = _suite(NOWHERE, "--plan", f"--tier={tier}")
        (tiers[tier],) = _said(plan, r"at most (\d+) jobs", f"--plan --tier={tier}")
    (refused,) = _said(plan, r"(\d+) requests that have to be refused", "--plan")
    options = _suite(NOWHERE, "--help")
    (job,) = _said(options, r"seconds that one job may take \((\d+)\)", "--help")
    (request,) = _said(options, r"seconds that one answer may take \((\d+)\)", "--help")
    return tiers | {"refusals": f"{round(int(refused) / 5) * 5}", "job_timeout": job, "request_timeout": request}


def _run(options: list[str]) -> dict[str, Any]:
    with_mock = [sys.executable, str(ROOT / "scripts" / "with_mock.py")]
    suite = [sys.executable, "-m", "openai_videos_conformance", "{base_url}"]
    prompt = "--failing-prompt=A door that will not open [fail]"
    with tempfile.TemporaryDirectory() as name:
        command = [*with_mock, *suite, "--report-json=report.json", prompt, *options]
        done = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MeasureError(f"the judge is not content with the mock server:\n{done.stdout}{done.stderr}")
        return dict(json.loads(Path(name, "report.json").read_text("utf-8")))


def _judged(shallow: dict[str, Any], deep: dict[str, Any]) -> dict[str, str]:
    added = (deep["requests"] - deep["polls"]) - (shallow["requests"] - shallow["polls"])
    planned = shallow["planned"]
    figures = {
        "passed": shallow["summary"]["pass"],
        "unclaimed": shallow["summary"]["not-claimed"],
        "requests": shallow["requests"],
        "jobs": shallow["jobs"],
        "video": shallow["seconds_of_video"],
        "polls": shallow["polls"],
        "seconds": round(shallow["seconds"], 1),
        "planned_jobs": planned["jobs"],
        "planned_video": planned["seconds_of_video"],
        "planned_polls": planned["polls"],
        "unasked": planned["unasked_jobs"],
        "unasked_video": planned["unasked_seconds"],
        "deep": round(added / 50) * 50,
    }
    return {name: str(figure) for name, figure in figures.items()}
