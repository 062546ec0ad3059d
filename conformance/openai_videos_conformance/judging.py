"""From evidence to verdicts, without pytest: every check, and what each said."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from pathlib import Path

import attrs

from . import checks as room
from .catalogue.check import Check, full_name, registered
from .catalogue.registry import Level, Requirement, requirements
from .catalogue.verdicts import Blocked, Unjudged, Verdict, Violation, in_every_place
from .evidence.reader import Evidence
from .exchange.exchange import Exchange
from .exchange.text import sentence
from .scenario.extras import DEEP

SUITE = Path(str(room.__file__)).resolve().parent
"""The folder of the checks."""

DEEP_CHECKS = "test_deep.py"
"""The file whose checks are read only where `--deep` is asked for: making its cases takes seconds."""


@attrs.frozen
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
        binding = self.requirement.level is Level.MUST or (strict and self.requirement.level is Level.SHOULD)
        red = (Verdict.FAIL, Verdict.WARN, Verdict.BLOCKED, Verdict.NOT_VERIFIED)
        return binding and self.verdict in red


def verdict_on(check: Check, raised: BaseException | None, *, nodeid: str = "") -> Result:
    """Give the verdict of a check, from what it raised."""
    row = check.requirement
    result = partial(Result, row, nodeid=nodeid, case=check.case)
    if raised is None:
        return result(Verdict.PASS)
    if isinstance(raised, Violation):
        verdict = Verdict.FAIL if row.level is Level.MUST else Verdict.WARN
        return result(verdict, str(raised), raised.expected, raised.observed, raised.exchanges, raised.also)
    if isinstance(raised, Blocked):
        return result(Verdict.BLOCKED, str(raised), blocked_by=raised.by)
    if isinstance(raised, Unjudged):
        return result(raised.verdict, str(raised))
    return result(Verdict.ERROR, sentence(f"{type(raised).__name__}: {raised}"))


def judge(evidence: Evidence) -> list[Result]:
    """Give the verdicts of every check, in the order of the registry. Pure: it looks at the evidence alone."""
    return [_judged(check, evidence) for check in load_checks(deep=has_deep(evidence))]


def _judged(check: Check, evidence: Evidence) -> Result:
    try:
        with in_every_place():
            check(evidence)
    except Exception as problem:  # noqa: BLE001 - whatever a check raises is a verdict
        return verdict_on(check, problem)
    return verdict_on(check, None)


def has_deep(evidence: Evidence) -> bool:
    """Tell whether evidence was gathered with `--deep`."""
    return any(DEEP.has(exchange.step) for exchange in evidence.exchanges)


@cache
def load_checks(*, deep: bool = False) -> tuple[Check, ...]:
    """Load the checks, those of `--deep` too if they are wanted, and give them in the order of the registry.

    Raises:
        RegistryError: A check is of no requirement, or a requirement is judged twice.
    """
    for path in sorted(SUITE.glob("test_*.py")):
        if deep or path.name != DEEP_CHECKS:
            import_module(f"{room.__name__}.{path.stem}")
    order = {name: number for number, name in enumerate(requirements())}
    wanted = [check for check in registered() if deep or DEEP not in check.requirement.needs]
    return tuple(sorted(wanted, key=lambda check: order[check.requirement.id]))
