"""Two runs side by side, and one run against its own report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..catalogue.check import full_name
from ..contract.operations import starts_job
from ..evidence.archive import load
from ..evidence.reader import Evidence
from ..evidence.record import Record
from ..exchange.exchange import Exchange
from ..judging import judge
from ..scenario.upkeep import RESUME_LIST, RESUME_RETRIEVE


def altered(folder: Path) -> list[str]:
    """List every statement of a run's report that its evidence does not bear out. Raises `ArchiveError`."""
    record, report = load(folder)
    evidence = Evidence(record)
    derived = {result.name: result.verdict.value for result in judge(evidence, strict=report["suite"]["strict"])}
    names = [full_name(result["id"], result["case"]) for result in report["results"]]
    reported = {name: result["verdict"] for name, result in zip(names, report["results"], strict=True)}
    differences = [
        f"{name}: the report says {verdict}, the evidence {derived.get(name, 'nothing')}"
        for name, verdict in reported.items()
        if derived.get(name) != verdict
    ]
    # What was left out on purpose is named, so that nothing is left out in silence.
    missing = [name for name in derived if name not in reported.keys() | set(report["left_out"])]
    differences += [
        f"{name}: the report says nothing, the evidence {derived[name]}" for name in derived if name in missing
    ]
    differences += [f"{name}: the report lists it {count} times" for name, count in Counter(names).items() if count > 1]
    counts = Counter(result["verdict"] for result in report["results"])
    if {verdict: count for verdict, count in report["summary"].items() if count} != counts:
        differences.append("summary: the counts are not those of the results")
    for key, count in (("requests", len(evidence.exchanges)), ("polls", evidence.polls)):
        if report[key] != count:
            differences.append(f"{key}: the report says {report[key]}, the evidence {count}")
    least, most = _jobs(evidence)
    if not least <= report["jobs"] <= most:
        differences.append(f"jobs: the report says {report['jobs']}, the evidence {_between(least, most)}")
    return differences


def _jobs(evidence: Evidence) -> tuple[int, int]:
    """Count the fewest and the most jobs that a run can have started."""
    creates = [exchange for exchange in evidence.exchanges if starts_job(exchange.method, exchange.url)]
    accepted = sum(exchange.accepted for exchange in creates)
    # Whether what was not answered is a job depends on whether it had to be refused. What an earlier run started, which
    # this one went on with, is among the creates, but not among its jobs.
    resumed = bool(evidence.taken(RESUME_RETRIEVE) or evidence.taken(RESUME_LIST))
    return 0 if resumed else accepted, accepted + sum(exchange.is_lost for exchange in creates)


def _between(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


def difference(first: Path, second: Path) -> Iterator[str]:
    """Tell in what two runs differ: verdicts first, each with its smallest such exchange. Raises `ArchiveError`."""
    (one, one_report), (two, two_report) = load(first), load(second)
    verdicts = [
        {full_name(result["id"], result["case"]): result for result in report["results"]}
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


def _verdict(result: dict[str, Any] | None) -> str:
    return result["verdict"] if result else "not judged"


def _smallest(one: Record, two: Record, steps: set[str]) -> tuple[Exchange, Exchange] | None:
    pairs = [
        (left, right)
        for step in steps
        for left, right in zip(one.of_step(step), two.of_step(step), strict=False)
        if _shape(left) != _shape(right)
    ]
    return min(pairs, key=lambda pair: len(pair[0].body) + len(pair[1].body), default=None)


def _shape(exchange: Exchange) -> tuple[object, ...]:
    """Give what of an answer does not depend on ids and times."""
    kinds = {key: type(value).__name__ for key, value in exchange.object.items()}
    return exchange.status, exchange.media_type, tuple(sorted(kinds.items())), exchange.object.get("status")
