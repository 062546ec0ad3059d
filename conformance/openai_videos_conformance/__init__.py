"""The engine of the conformance suite: it gathers evidence from a server; the tests beside it judge.

    from openai_videos_conformance import Evidence, expect, requirement

    @requirement("delete.gone")
    def test_gone(evidence: Evidence) -> None:
        answer = evidence.step("delete.retrieve")
        expect(answer.status == 404, "404", answer.outcome, answer)

A check takes evidence and gives a verdict. It does no I/O, so that a run can be judged again.
"""

from ._contract import Breach, breaches
from ._evidence import Evidence, JobEvidence
from ._exchange import Exchange
from ._judge import Result, checks, judge, requirement
from ._registry import Basis, Level, RegistryError, Requirement, requirements
from ._verdicts import Blocked, NotClaimed, NotVerified, Unjudged, Verdict, Violation, expect

__all__ = [
    "Basis",
    "Blocked",
    "Breach",
    "Evidence",
    "Exchange",
    "JobEvidence",
    "Level",
    "NotClaimed",
    "NotVerified",
    "RegistryError",
    "Requirement",
    "Result",
    "Unjudged",
    "Verdict",
    "Violation",
    "breaches",
    "checks",
    "expect",
    "judge",
    "requirement",
    "requirements",
]
