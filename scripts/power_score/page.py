"""The scores as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openai_videos_conformance import Level, requirements

from power_score.faults import EQUIVALENT, WITHOUT_FAULT, FaultScore, Kill, level
from power_score.mutant_score import Fate, MutantScore, grouped


def page(score: FaultScore, mutants: MutantScore) -> str:
    """Write everything down."""
    lines = [
        "<!-- made by scripts/power.py; do not edit -->",
        "# What the suite finds",
        "",
        *_faults(score),
        *_mutants(mutants),
        *_requirements(score),
        *_collateral(score),
    ]
    return "\n".join(lines) + "\n"


def headline(score: FaultScore) -> str:
    """Sum up in one sentence."""
    counts = ", ".join(f"{len(faults)} {kill}" for kill, faults in score.by_kill.items())
    return f"{len(score.outcomes)} faults: {counts}"


def _faults(score: FaultScore) -> Iterator[str]:
    yield "## Faults"
    yield ""
    faults = len(score.outcomes)
    yield f"The mock server has {faults} faults that one client can meet. Each was switched on alone, and the suite"
    yield "judged it. Those that show only where requests overlap are found under load: [load.md](load.md)."
    yield ""
    yield "| Level | Faults | By its own id | Only by another | Stopped | Survived | Equivalent |"
    yield "|---|---|---|---|---|---|---|"
    for of in Level:
        counts = [sum(level(fault) is of for fault in score.by_kill[kill]) for kill in Kill]
        yield f"| {of} | {sum(counts)} | {' | '.join(map(str, counts))} |"
    yield ""
    yield "Stopped: the server could not be reached at all, so that the run ended red and without verdicts."
    yield ""
    for kill in (Kill.OTHER, Kill.STOPPED, Kill.SURVIVED, Kill.EQUIVALENT):
        for fault in score.by_kill[kill]:
            outcome = score.outcomes[fault.name]
            told = EQUIVALENT.get(fault.name) if kill is Kill.EQUIVALENT else ", ".join(sorted(outcome.found))
            rest = f": {told}." if told else "."
            yield f"- `{fault.name}` ({level(fault)} {fault.breaks}) {kill}{rest} {fault.behaviour}"
    yield ""


def _mutants(score: MutantScore) -> Iterator[str]:
    counts = Counter(_kind(fate) for fate in score.fates)
    yield "## Mutants"
    yield ""
    broken = len({fate.line for fate in score.fates})
    yield f"One run was recorded, and its answers were altered in {counts.total():,} ways, each of which breaks one of"
    yield f"{broken} lines of `openapi.yaml`, in one answer alone or in all answers alike. The checks judged every run."
    yield ""
    yield "| Altered | Mutants | By the line's own requirement | By another | Lawful | Survived |"
    yield "|---|---|---|---|---|---|"
    for words, alike in (("one answer", False), ("all answers", True)):
        some = Counter(_kind(fate) for fate in score.fates if (not fate.step) is alike)
        cells = [f"{some[kind]:,}" for kind in ("own", "other", "lawful", "survived")]
        yield f"| {words} | {some.total():,} | {' | '.join(cells)} |"
    yield ""
    yield "Lawful, since what was altered is no longer what was sent for, but still what a server may answer:"
    yield ""
    for reason, fates in score.lawful.items():
        shown = "; ".join(f"{name} ({', '.join(steps)})" for name, steps in grouped(fates))
        yield f"- {reason}: {shown}"
    yield ""
    for name, steps in grouped(score.survivors):
        yield f"- survived: {name} ({', '.join(steps)})"
    yield from (f"- never broken, since no answer has it: {line}" for line in score.untried)
    if score.survivors or score.untried:
        yield ""


def _kind(fate: Fate) -> str:
    if fate.by:
        return "own" if fate.own else "other"
    return "lawful" if fate.lawful else "survived"


def _requirements(score: FaultScore) -> Iterator[str]:
    yield "## What each requirement finds"
    yield ""
    yield "| Requirement | Level | Faults | It found |"
    yield "|---|---|---|---|"
    faults = Counter(fault.breaks for kill in Kill for fault in score.by_kill[kill])
    for row in requirements().values():
        names = ", ".join(f"`{name}`" for name in score.killed_by[row.id]) or "none"
        yield f"| {row.id} | {row.level} | {faults[row.id]} | {names} |"
    yield ""
    for name, reason in WITHOUT_FAULT.items():
        yield f"`{name}` has no fault: {reason}."
    yield ""


def _collateral(score: FaultScore) -> Iterator[str]:
    found = [fault for kill in (Kill.OWN, Kill.OTHER) for fault in score.by_kill[kill]]
    sizes = Counter(len(score.collateral(fault)) for fault in found)
    yield "## What else turned red"
    yield ""
    yield "A fault should redden what it breaks and nothing else. These are the other ids that failed or warned too."
    yield ""
    yield "| Other ids | Faults |"
    yield "|---|---|"
    for low, high in ((0, 0), (1, 1), (2, 3), (4, 7), (8, 999)):
        name = str(low) if low == high else f"{low} to {high}" if high < 999 else f"{low} or more"
        yield f"| {name} | {sum(count for size, count in sizes.items() if low <= size <= high)} |"
    yield ""
    yield "| Fault | Breaks | Others | Which |"
    yield "|---|---|---|---|"
    for fault in found:
        if others := score.collateral(fault):
            yield f"| `{fault.name}` | {fault.breaks} | {len(others)} | {', '.join(others)} |"
