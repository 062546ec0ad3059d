"""What a check can say, and how it says it.

A check returns to pass and raises to say anything else:

    Exception
    ├── AssertionError
    │   └── Violation        the server broke the requirement: fail (MUST) or warn (SHOULD, MAY)
    └── Unjudged             no verdict on the server
        ├── NotClaimed       the server does not offer the feature, or the case never arises there
        ├── Blocked          the evidence is missing because another requirement did not hold
        └── NotVerified      the evidence is missing for want of budget or time

Anything else that a check raises is a mistake of the suite, verdict `error`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from ..exchange.exchange import Exchange
from ..exchange.text import sentence
from .registry import Reference, Requirement

Cause: TypeAlias = Requirement | Reference
"""A requirement whose failure is the reason of something else."""


class Verdict(StrEnum):
    """The outcome of one requirement. Only `pass` counts as passed."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    WARN = "warn"
    CONSEQUENCE = "consequence"
    """It does not hold either, and only since another requirement does not: it is told under that one."""
    NOT_CLAIMED = "not-claimed"
    BLOCKED = "blocked"
    NOT_VERIFIED = "not-verified"
    ERROR = "error"


class Violation(AssertionError):
    """The server broke a requirement; `exchanges` show it, in the order to replay them.

    Where one of those that it `follows` does not hold, it is no finding of its own.
    """

    def __init__(
        self, expected: str, observed: str, exchanges: tuple[Exchange, ...], follows: tuple[Cause, ...] = ()
    ) -> None:
        self.expected = sentence(expected)
        self.observed = sentence(observed)
        super().__init__(f"expected {self.expected}; observed {self.observed}")
        self.exchanges = exchanges
        self.follows = tuple(cause.id for cause in follows)


class Unjudged(Exception):
    """No verdict about the server is possible; the message says why."""

    verdict: Verdict

    def __init__(self, message: str) -> None:
        super().__init__(sentence(message))


class NotClaimed(Unjudged):
    """The server does not offer what the requirement is about."""

    verdict = Verdict.NOT_CLAIMED


class Blocked(Unjudged):
    """Another requirement did not hold, so that this one could not be observed: the first such one of those named."""

    verdict = Verdict.BLOCKED

    def __init__(self, *by: Cause) -> None:
        super().__init__(blocked_words(by[0].id))
        self.by = tuple(cause.id for cause in by)


def blocked_words(by: str) -> str:
    """Say that a requirement could not be observed for another."""
    return f"could not be observed, since {by} does not hold"


class NotVerified(Unjudged):
    """The evidence was not gathered for want of budget or time."""

    verdict = Verdict.NOT_VERIFIED


def expect(
    condition: bool, expected: str, observed: object, *exchanges: Exchange, follows: tuple[Cause, ...] = ()
) -> None:
    """Raise `Violation` unless `condition` holds."""
    if not condition:
        raise Violation(expected, str(observed), exchanges, follows)
