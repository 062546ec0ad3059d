"""From evidence to verdicts, without pytest: every check, and what each said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import attrs

from . import checks as room
from .catalogue import causes
from .catalogue.check import Check, full_name, registered
from .catalogue.registry import Level, Requirement, requirements
from .catalogue.verdicts import Blocked, Lacking, Unjudged, Verdict, Violation, blocked_words, in_every_place
from .evidence.reader import Evidence
from .exchange.exchange import Exchange
from .exchange.text import sentence
from .scenario.extras import DEEP

SUITE = Path(str(room.__file__)).resolve().parent
"""The folder of the checks."""

DEEP_CHECKS = "test_deep.py"
"""The file whose checks are read only where `--deep` is asked for: making its cases takes seconds."""


BROKEN = (Verdict.FAIL, Verdict.WARN)
UNSEEN = (Verdict.NOT_VERIFIED, Verdict.NOT_CLAIMED)
LEVELS = tuple(Level)
"""The most binding first."""
OF_EVERY_REQUEST = (causes.SERVER_ERROR.id, causes.NO_ANSWER.id)
"""What holds for every request, and names all that break it."""
OF_ERRORS = (causes.ENVELOPE.id, causes.ERROR_TYPES.id, causes.ERROR_COMPLETE.id)
"""What holds for an error, besides that it is none."""


@attrs.frozen(eq=False)
class Result:
    """The verdict on one requirement, and what it rests on."""

    requirement: Requirement
    verdict: Verdict
    message: str = ""
    expected: str = ""
    observed: str = ""
    exchanges: tuple[Exchange, ...] = ()
    also: tuple[Exchange, ...] = ()
    """What shows the same elsewhere; it needs no replay of its own."""
    blocked_by: str | None = None
    follows_from: str | None = None
    """The requirement that this one is a consequence of."""
    causes: tuple[str, ...] = ()
    """What it may follow from, or be blocked by, where that does not hold; the likeliest first."""
    nodeid: str = ""
    case: str = ""
    """Which case of the requirement, where it has many."""
    known: str | None = None
    """Why the failure is put up with, where a list of known failures says so."""

    @property
    def name(self) -> str:
        """The requirement, with its case where it has many."""
        return full_name(self.requirement.id, self.case)

    def is_red(self, *, strict: bool = False) -> bool:
        """Tell whether it makes a run fail: a broken MUST, or one that is claimed and could not be verified."""
        if self.verdict is Verdict.ERROR:
            return True
        if self.known is not None:
            # A list of known failures that is not kept short hides the next failure.
            return self.verdict is Verdict.PASS
        if self.verdict is Verdict.FAIL:
            return True
        binding = self.requirement.level is Level.MUST or (strict and self.requirement.level is Level.SHOULD)
        red = (Verdict.WARN, Verdict.BLOCKED, Verdict.NOT_VERIFIED)
        return binding and self.verdict in red

    def is_finding(self, *, strict: bool = False) -> bool:
        """Tell whether it makes a run fail by what was seen, and not by what could not be."""
        return self.is_red(strict=strict) and self.verdict not in (Verdict.BLOCKED, Verdict.NOT_VERIFIED)


def verdict_on(check: Check, raised: BaseException | None, *, nodeid: str = "") -> Result:
    """Give the verdict of a check, from what it raised."""
    row = check.requirement
    result = partial(Result, row, nodeid=nodeid, case=check.case)
    if raised is None:
        return result(Verdict.PASS)
    if isinstance(raised, Violation):
        is_failure = row.level is Level.MUST or isinstance(raised, Lacking)
        verdict = Verdict.FAIL if is_failure else Verdict.WARN
        shown = partial(result, verdict, str(raised), raised.expected, raised.observed, raised.exchanges, raised.also)
        return shown(causes=raised.follows)
    if isinstance(raised, Blocked):
        return result(Verdict.BLOCKED, str(raised), blocked_by=raised.by[0], causes=raised.by)
    if isinstance(raised, Unjudged):
        return result(raised.verdict, str(raised))
    return result(Verdict.ERROR, sentence(f"{type(raised).__name__}: {raised}"))


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
    unjudged = [name for name in result.causes if name not in by_id]
    nothing = f"{unjudged[0]} was not judged in this run" if unjudged else "there was too little to look at"
    message = seen[0].message if seen else f"could not be observed: {nothing}"
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


def judge(evidence: Evidence, checks: Iterable[Check] | None = None) -> list[Result]:
    """Give the verdicts of some checks, or of every one, in the order of the registry, each traced to its cause.

    Pure: it looks at the evidence alone.
    """
    chosen = load_checks(deep=has_deep(evidence)) if checks is None else checks
    return traced([verdict_on(check, raised_by(check, evidence)) for check in chosen])


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
