"""The report of a run: as JSON, the source, and on the terminal."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import pytest

from ..catalogue.verdicts import Verdict
from ..checks.judging import Result
from ..exchange.exchange import Exchange
from ..run.plan import Spend, told

SCHEMA_VERSION = 1


@attrs.frozen(kw_only=True)
class Run:
    """A run and all its results. `seconds` is wall time."""

    base_url: str
    model: str | None
    strict: bool
    results: tuple[Result, ...]
    requests: int
    jobs: int
    seconds_of_video: float
    """What the jobs were asked to generate."""
    polls: int
    seconds: float
    planned: Spend | None
    """The most that the run was allowed to cost, unless it judges what was saved."""
    rerun: str
    """A command that, followed by the id of a requirement, judges it alone."""
    folder: Path | None = None
    """Where the run was written to."""
    kept: bool = False
    """Whether the jobs that were made are still on the server."""
    left_out: tuple[str, ...] = ()
    """What the evidence could be judged by, and was not: it was not chosen, or the run was interrupted."""
    left: tuple[Exchange, ...] = ()
    """What the run made, or may have made, and could not remove: deletions that failed, and creates that told no id."""

    def as_json(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite": {"name": "openai-videos-conformance", "version": version("openai-videos"), "strict": self.strict},
            "target": {"base_url": self.base_url, "model": self.model},
            "summary": self.summary,
            "requests": self.requests,
            "jobs": self.jobs,
            "seconds_of_video": self.seconds_of_video,
            "polls": self.polls,
            "seconds": round(self.seconds, 3),
            "planned": attrs.asdict(self.planned) if self.planned is not None else None,
            "left": [exchange.curl for exchange in self.left],
            "left_out": list(self.left_out),
            "results": [_as_json(result, self.rerun) for result in self.results],
        }

    @property
    def summary(self) -> dict[str, int]:
        """How many requirements got each verdict."""
        counts = Counter(result.verdict for result in self.results)
        return {verdict.value: counts[verdict] for verdict in Verdict}


def _as_json(result: Result, rerun: str) -> dict[str, Any]:
    row = result.requirement
    return {
        "id": row.id,
        "case": result.case,
        "level": row.level.value,
        "basis": row.basis.value,
        "feature": row.feature,
        "statement": row.statement,
        "impact": row.impact,
        "verdict": result.verdict.value,
        "message": result.message,
        "expected": result.expected,
        "observed": result.observed,
        "blocked_by": result.blocked_by,
        "known": result.known,
        "rerun": f"{rerun} {row.id}",
        "evidence": [
            {"step": e.step, "method": e.method, "url": e.url, "status": e.status, "error": e.error, "curl": e.curl}
            for e in result.exchanges
        ],
    }


def failure(result: Result, rerun: str) -> str:
    """One finding in full."""
    row = result.requirement
    case = f" [{result.case}]" if result.case else ""
    lines = [f"{row.level} {row.id}{case}: {row.statement}"]
    if result.verdict is Verdict.PASS:
        lines.append("  it holds now: take it out of the list of known failures")
    elif result.expected:
        lines += [f"  expected  {result.expected}", f"  observed  {result.observed}"]
    else:
        lines.append(f"  {result.verdict}: {result.message}")
    lines.append(f"  impact    {row.impact}")
    lines += [f"  {'replay' if number == 0 else '      '}    {e.curl}" for number, e in enumerate(result.exchanges)]
    lines.append(f"  rerun     {rerun} {row.id}")
    return "\n".join(lines)


def print_to(terminal: pytest.TerminalReporter, run: Run) -> None:
    """Print warnings in full, then the counts and the cost. pytest has printed the failures before."""
    warnings = [result for result in run.results if result.verdict is Verdict.WARN]
    if warnings and not run.strict:
        terminal.section("warnings: the server breaks what it SHOULD or MAY keep")
        for result in warnings:
            terminal.write_line(failure(result, run.rerun))
            terminal.write_line("")
    known = [result for result in run.results if result.known is not None and not result.is_red()]
    if known:
        terminal.section("known failures")
        for result in known:
            terminal.write_line(f"{result.verdict} {result.requirement.id}: {result.known}")
    aside: dict[str, list[str]] = {}
    for result in run.results:
        if result.verdict in (Verdict.NOT_CLAIMED, Verdict.BLOCKED, Verdict.NOT_VERIFIED):
            aside.setdefault(f"{result.verdict}: {result.message}", []).append(result.requirement.id)
    if aside:
        terminal.section("not judged")
        for reason, ids in aside.items():
            terminal.write_line(f"{reason}")
            terminal.write_line(f"  {', '.join(ids)}")
    if run.left:
        terminal.section("left on the server: what could not be deleted or found, and the command that asks again")
        for exchange in run.left:
            terminal.write_line(f"{exchange.outcome}\n  {exchange.curl}")
    terminal.section("verdicts")
    if run.jobs and any(result.exchanges for result in run.results) and not run.kept:
        terminal.write_line("the jobs of this run are deleted: to replay what asks for one of them, run with --keep")
    counts = ", ".join(f"{count} {verdict}" for verdict, count in run.summary.items() if count) or "nothing was judged"
    terminal.write_line(f"{run.base_url}: {counts}")
    video = f"{run.seconds_of_video:g} s of video, {run.polls} polls"
    terminal.write_line(f"spent: {run.requests} requests, {run.jobs} jobs, {video}, {run.seconds:.1f} s")
    if run.planned is not None:
        terminal.write_line(f"planned: at most {told(run.planned)}")
    if run.folder is not None:
        terminal.write_line(f"evidence: {run.folder}")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far a run is; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(standing: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{standing}"[: width + 4])
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
