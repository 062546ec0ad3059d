"""From evidence to verdicts, without pytest: every check, and what each said."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from . import checks as room
from .catalogue.check import Check, registered
from .catalogue.registry import requirements
from .catalogue.verdicts import Blocked, Lacking, Unjudged, Verdict, Violation, in_every_place
from .evidence.reader import Evidence
from .exchange.text import sentence
from .result import Result
from .scenario.extras import DEEP
from .tracing import traced

SUITE = Path(str(room.__file__)).resolve().parent
"""The folder of the checks."""

DEEP_CHECKS = "test_deep.py"
"""The file whose checks are read only where `--deep` is asked for: making its cases takes seconds."""


def verdict_on(check: Check, raised: BaseException | None, *, strict: bool = False) -> Result:
    """Give the verdict of a check, from what it raised; a strict one is a failure where a SHOULD does not hold."""
    row = check.requirement
    result = partial(Result, row, case=check.case)
    if raised is None:
        return result(Verdict.PASS)
    if isinstance(raised, Violation):
        is_failure = row.level.is_binding(strict=strict) or isinstance(raised, Lacking)
        verdict = Verdict.FAIL if is_failure else Verdict.WARN
        shown = partial(result, verdict, str(raised), raised.expected, raised.observed, raised.exchanges, raised.also)
        return shown(causes=raised.follows)
    if isinstance(raised, Blocked):
        return result(Verdict.BLOCKED, str(raised), blocked_by=raised.by[0], causes=raised.by)
    if isinstance(raised, Unjudged):
        return result(raised.verdict, str(raised))
    return result(Verdict.ERROR, sentence(f"{type(raised).__name__}: {raised}"))


def judge(evidence: Evidence, checks: Iterable[Check] | None = None, *, strict: bool = False) -> list[Result]:
    """Give the verdicts of some checks, or of every one, in the order of the registry, each traced to its cause.

    Pure: it looks at the evidence alone.
    """
    chosen = load_checks(deep=has_deep(evidence)) if checks is None else checks
    return traced([verdict_on(check, raised_by(check, evidence), strict=strict) for check in chosen])


def raised_by(check: Check, evidence: Evidence) -> Exception | None:
    """Give what a check raises, None where it passes."""
    try:
        with in_every_place():
            check(evidence)
    except Exception as problem:  # noqa: BLE001 - whatever a check raises is a verdict
        return problem
    return None


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
