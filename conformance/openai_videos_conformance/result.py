"""The verdict on one requirement, and what it rests on."""

from __future__ import annotations

import attrs

from .catalogue.check import full_name
from .catalogue.registry import Requirement
from .catalogue.verdicts import Verdict
from .exchange.exchange import Exchange


@attrs.frozen(eq=False)
class Result:
    """The verdict on one requirement, and what it rests on."""

    requirement: Requirement
    verdict: Verdict
    message: str = ""
    expected: str = ""
    observed: str = ""
    exchanges: tuple[Exchange, ...] = ()
    also: tuple[Exchange, ...] = ()
    """What shows the same elsewhere; it needs no replay of its own."""
    blocked_by: str | None = None
    follows_from: str | None = None
    """The requirement that this one is a consequence of."""
    causes: tuple[str, ...] = ()
    """What it may follow from, or be blocked by, where that does not hold; the likeliest first."""
    nodeid: str = ""
    case: str = ""
    """Which case of the requirement, where it has many."""
    known: str | None = None
    """Why the failure is put up with, where a list of known failures says so."""

    @property
    def name(self) -> str:
        """The requirement, with its case where it has many."""
        return full_name(self.requirement.id, self.case)

    def is_red(self, *, strict: bool = False) -> bool:
        """Tell whether it makes a run fail: a broken MUST, or one that is claimed and could not be verified."""
        if self.verdict is Verdict.ERROR:
            return True
        if self.known is not None:
            # A list of known failures that is not kept short hides the next failure.
            return self.verdict is Verdict.PASS
        if self.verdict is Verdict.FAIL:
            return True
        red = (Verdict.WARN, Verdict.BLOCKED, Verdict.NOT_VERIFIED)
        return self.requirement.level.is_binding(strict=strict) and self.verdict in red

    def is_finding(self, *, strict: bool = False) -> bool:
        """Tell whether it makes a run fail by what was seen, and not by what could not be."""
        return self.is_red(strict=strict) and self.verdict not in (Verdict.BLOCKED, Verdict.NOT_VERIFIED)
