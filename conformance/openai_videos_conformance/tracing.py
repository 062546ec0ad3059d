"""Causes: each verdict traced to what it follows from, so that one mistake of a server is one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
OF_ERRORS = (causes.ENVELOPE.id, causes.ERROR_TYPES.id, causes.ERROR_COMPLETE.id)
"""What holds for an error, besides that it is none."""


def traced(results: Sequence[Result]) -> list[Result]:
    """Trace each verdict to its cause, so that one mistake of a server is told as one finding.

    What a check was blocked by is a requirement that does not hold, never one that passes.
    """
    results = _with_shared(results)
    by_id: dict[str, list[Result]] = {}
    for result in results:
        by_id.setdefault(result.requirement.id, []).append(result)
    return [_traced(result, by_id) for result in results]


def _traced(result: Result, by_id: Mapping[str, list[Result]]) -> Result:
    roots = dict.fromkeys(root for name in result.causes for root in _roots(name, by_id, {result.requirement.id}))
    if result.verdict in BROKEN:
        cause = next((root for root in roots if _binds(root, result)), None)
        if cause is None:
            return result
        return attrs.evolve(result, verdict=Verdict.CONSEQUENCE, follows_from=cause.requirement.id)
    if result.verdict is not Verdict.BLOCKED:
        return result
    for root in roots:
        by = root.requirement.id
        return attrs.evolve(result, blocked_by=by, message=blocked_words(by))
    # Nothing that it names is broken: then what kept that from being observed keeps this one as well.
    seen = [other for name in result.causes for other in by_id.get(name, ()) if other.verdict in UNSEEN]
    verdict = seen[0].verdict if seen else Verdict.NOT_VERIFIED
    message = seen[0].message if seen else "could not be observed: there was too little to look at"
    return attrs.evolve(result, verdict=verdict, blocked_by=None, message=message)


def _roots(name: str, by_id: Mapping[str, list[Result]], passed: set[str]) -> Iterator[Result]:
    """Give what is broken of a requirement, or of those that it is blocked by or a consequence of in its turn."""
    if name in passed:
        return
    passed.add(name)
    for result in by_id.get(name, ()):
        further = [root for cause in result.causes for root in _roots(cause, by_id, passed)]
        if result.verdict in BROKEN:
            binding = [root for root in further if _binds(root, result)]
            yield from binding or [result]
        elif result.verdict is Verdict.BLOCKED:
            yield from further


def _binds(cause: Result, result: Result) -> bool:
    """Tell whether a finding may stand for another: what is binding is never told under what is only recommended."""
    return LEVELS.index(cause.requirement.level) <= LEVELS.index(result.requirement.level)


def _with_shared(results: Sequence[Result]) -> list[Result]:
    """Name as a cause who else tells the same answer: one error is one finding, under the requirement that it breaks.

    What every request has to keep stands back behind the requirement of the very request, where that binds as much, and
    before it where it does not.
    """
    told = list(results)
    for name in OF_EVERY_REQUEST:
        told = _with_errors(told, name)
    tellers: dict[int, Result] = {}
    for each in sorted(told, key=lambda each: LEVELS.index(each.requirement.level)):
        for error in _errors_of(each)[:1]:
            tellers.setdefault(id(error), each)
    return [
        attrs.evolve(each, causes=(*each.causes, *others))
        if (others := [teller.requirement.id for e in _errors_of(each)[:1] if (teller := tellers[id(e)]) is not each])
        else each
        for each in told
    ]


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
