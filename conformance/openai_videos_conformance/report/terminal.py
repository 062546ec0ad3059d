"""The report on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from ..catalogue.verdicts import Verdict
from ..exchange.text import LONGEST, sentence
from ..result import Result
from ..target.paths import from_here
from .grouping import grouped, kind_of, named
from .replay import script_of
from .run import Run

LOOKS_MOST = 4
"""The most exchanges of a finding that are shown with their answers."""

LONG = re.compile(rf"""[^\s/?&="'@]{{{LONGEST + 1},}}""")
"""A text of a server's, such as an id, that makes a line too long to be read."""


def failure(result: Result, run: Run) -> str:
    """Write one finding in full."""
    return finding([run.result(result)], run)


def finding(rows: Sequence[dict[str, Any]], run: Run) -> str:
    """Write findings of one kind: the first in full, the others by name."""
    row = rows[0]
    case = f" [{row['case']}]" if row["case"] else ""
    lines = [f"{row['level']} {row['id']}{case}: {row['statement']}"]
    if row["verdict"] == Verdict.PASS:
        lines.append("  it holds now: take it out of the list of known failures")
    elif row["expected"]:
        observed = row["observed"].splitlines() or [""]
        lines += [f"  expected  {row['expected']}", f"  observed  {observed[0]}"]
        lines += [f"            {line}" for line in observed[1:]]
    else:
        lines.append(f"  {row['verdict']}: {row['message']}")
    if len(row["evidence"]) > 1 and row["expected"]:
        lines += _under("looks", [f"{look['step']}: {look['outcome']}" for look in row["evidence"][:LOOKS_MOST]])
    lines += _under("changed", row["changes"])
    lines.append(f"  impact    {row['impact']}")
    following = [other.requirement for other in run.judged if other.follows_from == row["id"]]
    lines += _under("and so", [f"{other.level} {other.id}: {other.statement}" for other in following])
    if row["replay"]:
        lines += _under("replay", _replay(row, run))
    lines.append(f"  rerun     {row['rerun']}")
    if len(rows) > 1:
        lines.append(f"  and {len(rows) - 1} more of the same kind: {named(rows[1:])}")
    return "\n".join(lines)


def _under(title: str, lines: Sequence[str]) -> list[str]:
    return [f"  {title if number == 0 else '':<10}{line}" for number, line in enumerate(lines)]


def _replay(row: dict[str, Any], run: Run) -> list[str]:
    """Give the commands, or the script that holds them where a text of the server's would make a line too long."""
    if run.folder is None or not LONG.search(row["replay"]):
        return list(row["replay"].splitlines())
    return [f"bash {from_here(run.folder) / script_of(row['id'], row['case'])}"]


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
    yield "known failures", [f"{result.verdict} {result.name}: {sentence(result.known or '')}" for result in known]
    yield "not judged", _not_judged(run)
    yield (
        "left on the server: what could not be deleted or found, and the command that asks again",
        [f"{exchange.outcome}\n  {run.replays.command(exchange)}" for exchange in run.left],
    )
    yield "verdicts", _verdicts(run)


def _warnings(run: Run) -> list[str]:
    if run.strict:
        return []
    warnings = [run.result(result) for result in run.results if result.verdict is Verdict.WARN and not result.known]
    return [line for rows in grouped(warnings, kind_of) for line in (finding(rows, run), "")]


def _not_judged(run: Run) -> list[str]:
    aside = (Verdict.NOT_CLAIMED, Verdict.BLOCKED, Verdict.NOT_VERIFIED)
    rows = [run.result(result) for result in run.results if result.verdict in aside]
    return [
        line
        for group in grouped(rows, kind_of)
        for line in (f"{group[0]['verdict']}: {group[0]['message']} ({len(group)})", f"  {named(group)}")
    ]


def _verdicts(run: Run) -> list[str]:
    lines: list[str] = []
    counts = ", ".join(f"{count} {verdict}" for verdict, count in run.summary.items() if count) or "nothing was judged"
    video = f"{run.seconds_of_video:g} s of video, {run.polls} polls"
    lines += [*run.notes]
    lines += [
        f"{run.base_url}: {counts}",
        f"spent: {run.requests} requests, {run.jobs} jobs, {video}, {run.seconds:.1f} s",
    ]
    if red := [result for result in run.results if result.is_red(strict=run.strict)]:
        findings = sum(result.is_finding(strict=run.strict) for result in red)
        unseen = f", {len(red) - findings} that are required could not be seen" if len(red) > findings else ""
        lines.append(f"the run fails: {findings} finding{'' if findings == 1 else 's'}{unseen}")
    if run.planned is not None:
        lines.append(f"planned: at most {run.planned}")
    if run.folder is not None:
        lines.append(f"evidence: {from_here(run.folder)}")
    elif run.has_gathered:
        lines.append("evidence: not kept, since this folder cannot be written to")
    return lines
