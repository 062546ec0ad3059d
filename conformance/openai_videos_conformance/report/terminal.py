"""The report on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..catalogue.verdicts import Verdict
from ..exchange.replay import curl
from ..judging import Result
from .run import Run


def failure(result: Result, rerun: str) -> str:
    """Write one finding in full."""
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
    lines += [f"  {'replay' if number == 0 else '      '}    {curl(e)}" for number, e in enumerate(result.exchanges)]
    lines.append(f"  rerun     {rerun} {row.id}")
    return "\n".join(lines)


def print_to(terminal: pytest.TerminalReporter, run: Run) -> None:
    """Print warnings in full, then the counts and the cost. pytest has printed the failures before."""
    for title, lines in _sections(run):
        if lines:
            terminal.section(title)
            for line in lines:
                terminal.write_line(line)


def _sections(run: Run) -> Iterator[tuple[str, list[str]]]:
    yield "warnings: the server breaks what it SHOULD or MAY keep", _warnings(run)
    known = [result for result in run.results if result.known is not None and not result.is_red()]
    yield "known failures", [f"{result.verdict} {result.requirement.id}: {result.known}" for result in known]
    yield "not judged", _not_judged(run)
    yield (
        "left on the server: what could not be deleted or found, and the command that asks again",
        [f"{exchange.outcome}\n  {curl(exchange)}" for exchange in run.left],
    )
    yield "verdicts", _verdicts(run)


def _warnings(run: Run) -> list[str]:
    if run.strict:
        return []
    warnings = [result for result in run.results if result.verdict is Verdict.WARN]
    return [line for result in warnings for line in (failure(result, run.rerun), "")]


def _not_judged(run: Run) -> list[str]:
    aside: dict[str, list[str]] = {}
    for result in run.results:
        if result.verdict in (Verdict.NOT_CLAIMED, Verdict.BLOCKED, Verdict.NOT_VERIFIED):
            aside.setdefault(f"{result.verdict}: {result.message}", []).append(result.requirement.id)
    return [line for reason, ids in aside.items() for line in (reason, f"  {', '.join(ids)}")]


def _verdicts(run: Run) -> list[str]:
    lines: list[str] = []
    if run.jobs and any(result.exchanges for result in run.results) and not run.kept:
        lines.append("the jobs of this run are deleted: to replay what asks for one of them, run with --keep")
    counts = ", ".join(f"{count} {verdict}" for verdict, count in run.summary.items() if count) or "nothing was judged"
    video = f"{run.seconds_of_video:g} s of video, {run.polls} polls"
    lines += [
        f"{run.base_url}: {counts}",
        f"spent: {run.requests} requests, {run.jobs} jobs, {video}, {run.seconds:.1f} s",
    ]
    if run.planned is not None:
        lines.append(f"planned: at most {run.planned}")
    if run.folder is not None:
        here = run.folder.is_relative_to(Path.cwd())
        lines.append(f"evidence: {run.folder.relative_to(Path.cwd()) if here else run.folder}")
    elif run.has_gathered:
        lines.append("evidence: not kept, since this folder cannot be written to")
    return lines
