"""Causes: each verdict traced to what it follows from, so that one mistake of a server is one finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from .catalogue import causes
from .catalogue.registry import Level
from .catalogue.verdicts import Verdict, blocked_words
from .exchange.exchange import Exchange
from .result import Result

BROKEN = (Verdict.FAIL, Verdict.WARN)
UNSEEN = (Verdict.NOT_VERIFIED, Verdict.NOT_CLAIMED)
LEVELS = tuple(Level)
"""The most binding first."""
OF_EVERY_REQUEST = (causes.SERVER_ERROR.id, causes.NO_ANSWER.id)
"""What holds for every request, and names all that break it."""
OF_ERRORS = (causes.ERROR_STATUS.id, causes.ENVELOPE.id, causes.ERROR_TYPES.id, causes.ERROR_COMPLETE.id)
"""What holds for an error, besides that it is none."""


def traced(results: Sequence[Result]) -> list[Result]:
    """Trace each verdict to its cause, so that one mistake of a server is told as one finding.

    What a check was blocked by is a requirement that does not hold, never one that passes.
    """
    causes_of = _Causes(_with_shared(results))
    return [_traced(result, causes_of) for result in causes_of.results]


@attrs.frozen
class _Causes:
    """What each verdict rests on, through any number of others."""

    results: list[Result]
    _by_id: dict[str, list[Result]] = attrs.field(init=False)
    _reached: dict[Result, list[Result]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        by_id: dict[str, list[Result]] = {}
        for result in self.results:
            by_id.setdefault(result.requirement.id, []).append(result)
        object.__setattr__(self, "_by_id", by_id)

    def named(self, result: Result) -> list[Result]:
        """Give the verdicts on what one names as its causes, the likeliest first."""
        return [other for name in result.causes for other in self._by_id.get(name, ())]

    def unjudged(self, result: Result) -> list[str]:
        """Give the ids that one names as its causes and that this run had no verdict on."""
        return [name for name in result.causes if name not in self._by_id]

    def roots(self, result: Result) -> list[Result]:
        """Give what is broken, and follows from nothing else, among that which a verdict rests on.

        Of some that may each be the cause of the others, the first of the most binding stands for all.
        """
        reached = self._behind(result)
        ends = [each for each in reached if all(each in self._behind(other) for other in self._behind(each))]
        return list(dict.fromkeys(self._first(each) for each in ends))

    def _first(self, end: Result) -> Result:
        circle = {end, *self._behind(end)}
        return min((each for each in self.results if each in circle), key=_level)

    def _behind(self, result: Result) -> list[Result]:
        """Give all that is broken behind a verdict, the nearest first; itself too, where it is in a circle."""
        if result not in self._reached:
            reached: dict[Result, None] = {}
            queue = [result]
            while queue:
                further = [other for other in self._next(queue.pop()) if other not in reached]
                reached.update(dict.fromkeys(further))
                queue += reversed(further)
            self._reached[result] = list(reached)
        return self._reached[result]

    def _next(self, result: Result) -> Iterator[Result]:
        """Give what is broken of that which a verdict names, or of what that is blocked by in its turn."""
        passed, queue = {result}, self.named(result)
        while queue:
            other = queue.pop(0)
            if other in passed:
                continue
            passed.add(other)
            if other.verdict is Verdict.BLOCKED:
                queue = [*self.named(other), *queue]
            elif other.verdict in BROKEN and (result.verdict not in BROKEN or _binds(other, result)):
                yield other


def _traced(result: Result, causes_of: _Causes) -> Result:
    if result.verdict in BROKEN:
        cause = next(iter(causes_of.roots(result)), result)
        if cause is result:
            return result
        return attrs.evolve(result, verdict=Verdict.CONSEQUENCE, follows_from=cause.requirement.id)
    if result.verdict is not Verdict.BLOCKED:
        return result
    for root in causes_of.roots(result):
        by = root.requirement.id
        return attrs.evolve(result, blocked_by=by, message=blocked_words(by))
    # Nothing that it names is broken: then what kept that from being observed keeps this one as well.
    unseen = [other for other in causes_of.named(result) if other.verdict in UNSEEN]
    verdict = unseen[0].verdict if unseen else Verdict.NOT_VERIFIED
    unjudged = causes_of.unjudged(result)
    nothing = f"{unjudged[0]} was not judged in this run" if unjudged else "there was too little to look at"
    message = unseen[0].message if unseen else f"could not be observed: {nothing}"
    return attrs.evolve(result, verdict=verdict, blocked_by=None, message=message)


def _level(result: Result) -> int:
    return LEVELS.index(result.requirement.level)


def _binds(cause: Result, result: Result) -> bool:
    """Tell whether a finding may stand for another: what is binding is never told under what is only recommended."""
    return _level(cause) <= _level(result)


def _with_shared(results: Sequence[Result]) -> list[Result]:
    """Name as a cause who else tells the same answer: one error is one finding, under the requirement that it breaks.

    What every request has to keep stands back behind the requirement of the very request, where that binds as much, and
    before it where it does not.
    """
    told = [_with_status(each) for each in results]
    for name in OF_EVERY_REQUEST:
        told = _with_errors(told, name)
    tellers: dict[int, Result] = {}
    for each in sorted(told, key=_level):
        for error in _errors_of(each)[:1]:
            tellers.setdefault(id(error), each)
    return [
        attrs.evolve(each, causes=(*each.causes, *others))
        if (others := [teller.requirement.id for e in _errors_of(each)[:1] if (teller := tellers[id(e)]) is not each])
        else each
        for each in told
    ]


def _with_status(result: Result) -> Result:
    """Name what an error breaks that is told with the status of a success, where a finding is such an answer."""
    if result.verdict not in BROKEN or result.requirement.id in (*OF_EVERY_REQUEST, *OF_ERRORS):
        return result
    if not result.exchanges or not result.exchanges[-1].is_error_in_success:
        return result
    return attrs.evolve(result, causes=(*result.causes, causes.ERROR_STATUS.id))


def _errors_of(result: Result) -> list[Exchange]:
    """Give the errors that a finding is that requests were answered with, the one that it begins with first."""
    if result.verdict not in BROKEN or result.requirement.id in (*OF_EVERY_REQUEST, *OF_ERRORS):
        return []
    if not result.exchanges or result.exchanges[-1].accepted:
        return []
    return [result.exchanges[-1], *(e for e in result.also if not e.accepted)]


def _with_errors(results: list[Result], name: str) -> list[Result]:
    every = next((each for each in results if each.requirement.id == name and each.verdict in BROKEN), None)
    if every is None:
        return results
    shown = (*every.exchanges, *every.also)
    own = {id(each): [e for e in _errors_of(each) if e in shown] for each in results}
    tellers = [each for each in results if own[id(each)] and _binds(each, every)]
    told = {id(e) for each in tellers for e in own[id(each)]}
    left = tuple(e for e in shown if id(e) not in told)
    if not left:
        cause = tuple(each.requirement.id for each in tellers)
        return [attrs.evolve(each, causes=cause) if each is every else each for each in results]
    # There are some that nobody else tells.
    kept = attrs.evolve(every, exchanges=left[:1], also=left[1:], observed=left[0].outcome)
    return [
        kept
        if each is every
        else attrs.evolve(each, causes=(*each.causes, name))
        if any(e in left for e in own[id(each)])
        else each
        for each in results
    ]
