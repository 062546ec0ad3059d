"""The matrix as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen
from openai_videos_conformance._registry import Level, requirements
from openai_videos_mock.faults import Fault, catalogue

from power_score.runs import Outcome, binding

EQUIVALENT: Mapping[str, str] = {
    "contract.other": "The contract's schemas say nothing of an answer that no other requirement is about.",
}
"""Requirements that no server can break alone, with the reason."""


@frozen
class Score:
    """What became of every fault."""

    outcomes: Mapping[str, Outcome]

    def _of(self, fault: Fault) -> Outcome:
        return self.outcomes[fault.name]

    @property
    def own(self) -> list[Fault]:
        """The faults that are found under the id of what they break."""
        return [each for each in catalogue().values() if each.breaks in self._of(each).found]

    @property
    def others(self) -> list[Fault]:
        """The faults that are found, but only under other ids, or by refusing to judge at all."""
        rest = [each for each in catalogue().values() if each not in self.own]
        return [each for each in rest if self._of(each).found or self._of(each).stopped]

    @property
    def survivors(self) -> list[Fault]:
        """The faults that are not found at all."""
        return [each for each in catalogue().values() if each not in self.own and each not in self.others]

    @property
    def bare(self) -> list[str]:
        """The binding requirements without a fault."""
        broken = {fault.breaks for fault in catalogue().values()}
        rows = requirements().values()
        return [row.id for row in rows if binding(row.level) and row.id not in broken | EQUIVALENT.keys()]

    @property
    def missed(self) -> list[Fault]:
        """The faults of a MUST that are not found under its id."""
        return [each for each in (*self.others, *self.survivors) if level(each) is Level.MUST]

    def page(self) -> str:
        """Write everything down."""
        kills = Counter(fault.breaks for fault in self.own)
        lines = [
            "<!-- made by scripts/power.py; do not edit -->",
            "# What the suite sees",
            "",
            f"The mock server has {len(catalogue())} faults. Each was switched on alone, and the suite was asked.",
            "",
            "| Level | Faults | Found by their own id | Only by another | Survived |",
            "|---|---|---|---|---|",
            *(self._row(each) for each in Level),
            "",
            *_named("Found only by another id", self.others, self.outcomes),
            *_named("Survivors", self.survivors, self.outcomes),
            "## Requirements",
            "",
            "| Requirement | Level | Faults | Found |",
            "|---|---|---|---|",
        ]
        faults = Counter(fault.breaks for fault in catalogue().values())
        lines += [f"| {r.id} | {r.level} | {faults[r.id]} | {kills[r.id]} |" for r in requirements().values()]
        lines += ["", *(f"No fault breaks {name}: {reason}" for name, reason in EQUIVALENT.items())]
        return "\n".join(lines) + "\n"

    def _row(self, of: Level) -> str:
        counts = [
            sum(level(each) is of for each in faults)
            for faults in (list(catalogue().values()), self.own, self.others, self.survivors)
        ]
        return f"| {of} | {' | '.join(map(str, counts))} |"


def level(fault: Fault) -> Level:
    """How binding what a fault breaks is."""
    return requirements()[fault.breaks].level


def _named(title: str, faults: list[Fault], outcomes: Mapping[str, Outcome]) -> list[str]:
    rows = [f"## {title}", ""]
    for fault in faults:
        found = ", ".join(sorted(outcomes[fault.name].found)) or outcomes[fault.name].stopped or "nothing"
        rows.append(f"- `{fault.name}` ({level(fault)} {fault.breaks}): {fault.behaviour} Found: {found}.")
    return [*rows, *([] if faults else ["None."]), ""]
