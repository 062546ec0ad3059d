"""What became of every fault: how it was found, by which ids, and what that says of every requirement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from attrs import frozen
from openai_videos_conformance import Level, requirements
from openai_videos_mock.faults import Fault, catalogue
from openai_videos_mock.variants import Variant

from power_score.runs import Outcome

WITHOUT_FAULT: Mapping[str, str] = {
    "contract.other": "each line of the contract's schemas on a success is another requirement's already; this one "
    "speaks when a line is added",
}
"""Binding requirements that no server can break alone, with the reason."""

EQUIVALENT: Mapping[str, str] = {
    "http-remix-bare-id": "every remix is answered with 404, so that nobody can tell this server from one that offers "
    "no remix, which is lawful",
}
"""Faults that cannot be told from a lawful server, with the reason."""


class Kill(StrEnum):
    """How a fault was found."""

    OWN = "by its own id"
    OTHER = "only by another"
    STOPPED = "stopped"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@frozen(slots=False)
class FaultScore:
    """The outcome of every fault, by name."""

    outcomes: Mapping[str, Outcome]

    def kill(self, fault: Fault) -> Kill:
        """How a fault was found."""
        outcome = self.outcomes[fault.name]
        if fault.breaks in outcome.found:
            return Kill.OWN
        if fault.name in EQUIVALENT and not outcome.found:
            return Kill.EQUIVALENT
        if outcome.stopped:
            return Kill.STOPPED
        return Kill.OTHER if outcome.found else Kill.SURVIVED

    @cached_property
    def by_kill(self) -> Mapping[Kill, list[Fault]]:
        """All faults, by how they were found."""
        found: dict[Kill, list[Fault]] = {kill: [] for kill in Kill}
        for name in self.outcomes:
            fault = catalogue()[name]
            found[self.kill(fault)].append(fault)
        return found

    def collateral(self, fault: Fault) -> list[str]:
        """Name the other ids that a fault reddened."""
        return sorted(self.outcomes[fault.name].found - {fault.breaks})

    @cached_property
    def killed_by(self) -> Mapping[str, list[str]]:
        """The faults that each requirement found as its own, by its id."""
        found: dict[str, list[str]] = defaultdict(list)
        for fault in self.by_kill[Kill.OWN]:
            found[fault.breaks].append(fault.name)
        return found

    @property
    def problems(self) -> list[str]:
        """Why the score is not good enough, a sentence each."""
        told = [
            f"{fault.name} breaks the MUST {fault.breaks} and {_words(kill)}"
            for kill in (Kill.OTHER, Kill.SURVIVED)
            for fault in self.by_kill[kill]
            if level(fault) is Level.MUST
        ]
        for row in requirements().values():
            if row.level is not Level.MAY and row.id not in self.killed_by and row.id not in WITHOUT_FAULT:
                told.append(f"the {row.level} {row.id} finds no fault of its own")
        told += [f"{name} is listed as without fault, and finds one" for name in WITHOUT_FAULT if self.killed_by[name]]
        found = {fault.name for fault in (*self.by_kill[Kill.OWN], *self.by_kill[Kill.OTHER])}
        told += [f"{name} is listed as equivalent, and is found" for name in EQUIVALENT if name in found]
        return told


def unknown_requirements(entries: Iterable[Fault | Variant]) -> Iterator[str]:
    """Tell which faults break and which variants bend what is no requirement of the judge, whom the mock cannot ask."""
    for entry in entries:
        for name in [entry.breaks] if isinstance(entry, Fault) else entry.bends:
            if name not in requirements():
                near = ", ".join(get_close_matches(name, requirements())) or "none"
                yield f"{entry.place}: {entry.name!r} is about {name!r}, no requirement; the nearest are: {near}"


def level(fault: Fault) -> Level:
    """How binding what a fault breaks is."""
    return requirements()[fault.breaks].level


def _words(kill: Kill) -> str:
    return "survives" if kill is Kill.SURVIVED else "is found only by another id"
