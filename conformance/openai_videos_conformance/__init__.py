"""The judge of any server of the Videos API: it gathers evidence from a server, and its checks judge that.

    from openai_videos_conformance import Evidence, expect, requirement
    from openai_videos_conformance.scenario import looks

    @requirement("delete.gone")
    def test_gone(evidence: Evidence) -> None:
        answer = evidence.step(looks.DELETE.retrieve)
        expect(answer.refused, "a client error", answer.outcome, answer)

A check takes evidence and gives a verdict. It does no I/O, so that a run can be judged again. Without pytest, a server
is judged by `judge(observe(Target(base_url=...)))`.
"""

from .catalogue.check import Check, requirement
from .catalogue.registry import Basis, Level, RegistryError, Requirement, requirements
from .catalogue.verdicts import Blocked, NotClaimed, NotVerified, Unjudged, Verdict, Violation, expect
from .contract.validation import Breach, breaches
from .evidence.job import JobEvidence
from .evidence.reader import Evidence, UndeclaredStep
from .evidence.record import Record
from .exchange.exchange import Exchange
from .judging import judge, load_checks
from .result import Result
from .run.sequence import observe
from .run.wire.driver import Unreachable
from .target.address import TargetError
from .target.target import Target

__all__ = [
    "Basis",
    "Blocked",
    "Breach",
    "Check",
    "Evidence",
    "Exchange",
    "JobEvidence",
    "Level",
    "NotClaimed",
    "NotVerified",
    "Record",
    "RegistryError",
    "Requirement",
    "Result",
    "Target",
    "TargetError",
    "UndeclaredStep",
    "Unjudged",
    "Unreachable",
    "Verdict",
    "Violation",
    "breaches",
    "expect",
    "judge",
    "load_checks",
    "observe",
    "requirement",
    "requirements",
]
