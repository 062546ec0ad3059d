"""The checks: pure functions of the evidence, one for each requirement or case of one. They are written with these."""

from ..catalogue.check import cases_of, requirement, requirements_by_case
from ..catalogue.verdicts import Blocked, Lacking, NotClaimed, NotVerified, Violation, expect
from ..evidence.job import JobEvidence
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange

__all__ = [
    "Blocked",
    "Evidence",
    "Exchange",
    "JobEvidence",
    "Lacking",
    "NotClaimed",
    "NotVerified",
    "Violation",
    "cases_of",
    "expect",
    "requirement",
    "requirements_by_case",
]
