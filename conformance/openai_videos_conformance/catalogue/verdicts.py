"""What a check can say, and how it says it.

A check returns to pass and raises to say anything else:

    Exception
    ├── AssertionError
    │   └── Violation        the server broke the requirement: fail (MUST) or warn (SHOULD, MAY)
    │       └── Lacking      the server does not offer what it is declared to: fail
    └── Unjudged             no verdict on the server
        ├── NotClaimed       the server does not offer the feature, or the case never arises there
        ├── Blocked          the evidence is missing because another requirement did not hold
        └── NotVerified      the evidence is missing for want of budget or time

Anything else that a check raises is a mistake of the suite, verdict `error`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import TypeAlias

import attrs

from ..exchange.exchange import Exchange
from ..exchange.text import sentence
from .registry import Reference, Requirement

Cause: TypeAlias = Requirement | Reference
"""A requirement whose failure is the reason of something else."""
PLACES_MOST = 12
"""The most places of one finding that are told."""

SEEN_MOST = 100
"""The places after which a check looks no further."""


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

    also: tuple[Exchange, ...] = ()
    """What shows it broken elsewhere too."""

    def __init__(
        self, expected: str, observed: str, exchanges: tuple[Exchange, ...], follows: tuple[Cause, ...] = ()
    ) -> None:
        self.expected = sentence(expected)
        self.observed = sentence(observed)
        super().__init__(f"expected {self.expected}; observed {self.observed}")
        # What is both the first look and the one that shows it is sent again once.
        self.exchanges = tuple({id(exchange): exchange for exchange in exchanges}.values())
        self.follows = tuple(cause.id for cause in follows)


class Lacking(Violation):
    """What a server is declared to offer is not there: that fails, whatever the level of the requirement."""


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


@attrs.define
class _Places:
    """The places where one check saw its sentence broken."""

    violations: list[Violation] = attrs.field(factory=list)
    lines: list[object] = attrs.field(factory=list)
    """For each, the line of the check that expected something else."""

    def add(self, violation: Violation, line: object) -> None:
        """Note one, unless it may only follow from another: from another line, about the same exchange."""
        others = [each for each, there in zip(self.violations, self.lines, strict=True) if there != line]
        seen = {id(exchange) for other in others for exchange in other.exchanges}
        if self.violations and (not violation.exchanges or seen & {id(e) for e in violation.exchanges}):
            return
        self.violations.append(violation)
        self.lines.append(line)

    def as_one(self) -> Violation:
        """Give all of them as one, which begins with the first and repeats none."""
        first = self.violations[0]
        told: dict[str, int] = {}
        for each in self.violations:
            other = "" if each.expected == first.expected else f" (expected {each.expected})"
            line = f"{each.exchanges[-1].step}: {each.observed}{other}" if each.exchanges else each.observed
            told[line] = told.get(line, 0) + 1
        if len(self.violations) == 1:
            return first
        lines = [f"{line} ({count} times)" if count > 1 else line for line, count in told.items()]
        more = [f"and {len(lines) - PLACES_MOST} more"] if len(lines) > PLACES_MOST else []
        violation = Violation(first.expected, first.observed, first.exchanges)
        violation.observed = "\n".join([*lines[:PLACES_MOST], *more])
        exchanges = {id(e): e for each in self.violations[1:] for e in each.exchanges}
        own = {id(e) for e in first.exchanges}
        violation.also = tuple(e for key, e in exchanges.items() if key not in own)[:PLACES_MOST]
        # A place that follows from nothing is a finding of its own.
        follow = [each.follows for each in self.violations]
        violation.follows = tuple(dict.fromkeys(name for names in follow for name in names)) if all(follow) else ()
        return violation


_PLACES: ContextVar[_Places | None] = ContextVar("places", default=None)


@contextmanager
def in_every_place() -> Iterator[None]:
    """Let a check go on after what it finds, and raise all of it at once in the end."""
    places = _Places()
    token = _PLACES.set(places)
    try:
        yield
    except Exception as problem:
        if isinstance(problem, Violation):
            places.add(problem, "raised")
        # Whatever comes after a finding may come from going on.
        if not places.violations:
            raise
    finally:
        _PLACES.reset(token)
    if places.violations:
        raise places.as_one() from None


def expect(
    condition: bool, expected: str, observed: object, *exchanges: Exchange, follows: tuple[Cause, ...] = ()
) -> None:
    """Raise `Violation` unless `condition` holds; a check that is judged raises it at its end, with all the others."""
    if condition:
        return
    violation, places = Violation(expected, str(observed), exchanges, follows), _PLACES.get()
    if places is None or len(places.violations) == SEEN_MOST:
        raise violation
    caller = sys._getframe(1)
    places.add(violation, (caller.f_code, caller.f_lineno))
