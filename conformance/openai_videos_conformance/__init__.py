"""The engine of the conformance suite: it gathers evidence from a server; the tests beside it judge.

    from openai_videos_conformance import Evidence, expect, requirement

    @requirement("delete.gone")
    def test_gone(evidence: Evidence) -> None:
        answer = evidence.step("delete.retrieve")
        expect(answer.status == 404, "404", answer.outcome, answer)

A check takes evidence and gives a verdict. It does no I/O, so that a run can be judged again. Without pytest, a server
is judged by `judge(observe(Settings(base_url=...)))`.
"""

from .catalogue.registry import Basis, Level, RegistryError, Requirement, requirements
from .catalogue.verdicts import Blocked, NotClaimed, NotVerified, Unjudged, Verdict, Violation, expect
from .checks.judging import Result, checks, judge, requirement
from .contract.validation import Breach, breaches
from .evidence.evidence import Evidence, JobEvidence
from .exchange.exchange import Exchange
from .run.reachability import Unreachable
from .run.sequence import observe
from .target.settings import Settings, SettingsError

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
    "Settings",
    "SettingsError",
    "Unjudged",
    "Unreachable",
    "Verdict",
    "Violation",
    "breaches",
    "checks",
    "expect",
    "judge",
    "observe",
    "requirement",
    "requirements",
]
