"""Two runs side by side, and one run against its own report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ._archive import load
from ._evidence import Evidence
from ._exchange import Exchange
from ._judge import judge


def altered(folder: Path) -> list[str]:
    """Every verdict of a run's report that its evidence does not bear out, as a sentence. Raises `ArchiveError`."""
    evidence, report = load(folder)
    derived = {_name(result.requirement.id, result.case): result.verdict.value for result in judge(evidence)}
    told = {_name(result["id"], result["case"]): result["verdict"] for result in report["results"]}
    found = [
        f"{name}: the report says {verdict}, the evidence {derived.get(name, 'nothing')}"
        for name, verdict in told.items()
        if derived.get(name) != verdict
    ]
    counts: dict[str, int] = {}
    for verdict in told.values():
        counts[verdict] = counts.get(verdict, 0) + 1
    if {verdict: count for verdict, count in report["summary"].items() if count} != counts:
        found.append("summary: the counts are not those of the results")
    if report["requests"] != len(evidence.exchanges):
        found.append(f"requests: the report says {report['requests']}, the evidence {len(evidence.exchanges)}")
    return found


def difference(first: Path, second: Path) -> Iterator[str]:
    """What two runs differ in: verdicts first, each with the smallest exchange that differs. Raises `ArchiveError`."""
    (one, one_report), (two, two_report) = load(first), load(second)
    verdicts = [
        {_name(result["id"], result["case"]): result for result in report["results"]}
        for report in (one_report, two_report)
    ]
    for name in dict.fromkeys([*verdicts[0], *verdicts[1]]):
        left, right = (side.get(name) for side in verdicts)
        if _verdict(left) == _verdict(right):
            continue
        yield f"{name}: {_verdict(left)} | {_verdict(right)}"
        steps = {e["step"] for side in (left, right) if side for e in side["evidence"]}
        if (smallest := _smallest(one, two, steps)) is not None:
            for exchange in smallest:
                yield f"    {exchange.step}: {exchange.method} {exchange.url}"
                yield f"        {exchange.outcome}"


def _name(requirement: str, case: str) -> str:
    return f"{requirement} [{case}]" if case else requirement


def _verdict(result: dict[str, Any] | None) -> str:
    return result["verdict"] if result else "not judged"


def _smallest(one: Evidence, two: Evidence, steps: set[str]) -> tuple[Exchange, Exchange] | None:
    pairs = [
        (left, right)
        for step in steps
        for left, right in zip(one.taken(step), two.taken(step), strict=False)
        if _shape(left) != _shape(right)
    ]
    return min(pairs, key=lambda pair: len(pair[0].body) + len(pair[1].body), default=None)


def _shape(exchange: Exchange) -> tuple[object, ...]:
    """What of an answer does not depend on ids and times."""
    kinds = {key: type(value).__name__ for key, value in exchange.object.items()}
    return exchange.status, exchange.media_type, tuple(sorted(kinds.items())), exchange.object.get("status")
