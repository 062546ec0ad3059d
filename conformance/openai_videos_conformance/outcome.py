"""A verdict as pytest shows it, and as JUnit keeps it."""

from __future__ import annotations

import pytest

from .catalogue.verdicts import Verdict
from .result import Result

LETTERS = {
    Verdict.WARN: "w",
    Verdict.CONSEQUENCE: "c",
    Verdict.NOT_CLAIMED: "-",
    Verdict.BLOCKED: "b",
    Verdict.NOT_VERIFIED: "?",
}


def status_of(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Give what pytest shows of a verdict: the word that it counts, a letter and a word; None where it has its own."""
    verdict = getattr(report, "verdict", None)
    if verdict is None or verdict == Verdict.PASS or report.failed:
        return None
    if getattr(report, "known", False):
        return "known", "k", f"KNOWN {verdict.upper()}"
    return verdict, LETTERS.get(Verdict(verdict), "?"), verdict.upper()


def properties(result: Result) -> list[tuple[str, object]]:
    """Give what JUnit says of a result besides its outcome."""
    row = result.requirement
    told = {"expected": result.expected, "observed": result.observed, "known": result.known, "impact": row.impact}
    names = {"requirement": row.id, "level": row.level.value, "verdict": result.verdict.value}
    is_finding = result.verdict in (Verdict.FAIL, Verdict.WARN)
    return [*names.items(), *((name, text) for name, text in told.items() if is_finding and text)]
