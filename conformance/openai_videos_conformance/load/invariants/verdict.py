"""The verdict on a load run: what each invariant came to, in the words and exit codes of the judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from ...catalogue.registry import Requirement
from ...catalogue.verdicts import Verdict
from ...contract.operations import CREATE_VIDEO, STARTS_JOB
from ..looks.history import History
from .broken import Broken
from .table import INVARIANTS

SHOWN_MOST = 3
"""The places of one finding that are told in full."""
LEFT_MOST = 10
"""The jobs that were left, and are named one by one."""
LOOKS_MOST = 6
"""The exchanges of one place that are named."""


@attrs.frozen
class LoadResult:
    """The verdict on one requirement."""

    requirement: Requirement
    verdict: Verdict
    looked: int
    """How often it was looked at."""
    broken: tuple[Broken, ...] = ()


def judged(history: History, *, strict: bool = False) -> list[LoadResult]:
    """Ask every invariant of a history; a strict one is a failure where a SHOULD does not hold."""
    results = []
    for invariant in INVARIANTS:
        seen = list(invariant.ask(history))
        broken = tuple(each for each in seen if each is not None)
        row = invariant.requirement
        if broken:
            verdict = Verdict.FAIL if row.level.is_binding(strict=strict) else Verdict.WARN
        else:
            verdict = Verdict.PASS if seen else Verdict.NOT_VERIFIED
        results.append(LoadResult(row, verdict, len(seen), broken))
    return results


@attrs.frozen
class LoadVerdict:
    """What is said of a run as a whole."""

    history: History
    results: Sequence[LoadResult]
    left: Sequence[str] = ()
    """What could not be deleted, or may be there, a line each."""
    missing: Sequence[str] = ()
    """Workers that did not tell of all that they saw."""
    was_cut_short: bool = False

    @property
    def exit_code(self) -> int:
        """The exit code, as the judge gives it."""
        if any(result.verdict is Verdict.FAIL for result in self.results):
            return 1
        if not self._jobs:
            # What no job was made for was claimed, and could not be judged.
            return 1
        return 2 if self.was_cut_short or self.missing else 0

    @property
    def _jobs(self) -> int:
        return sum(look.operation in STARTS_JOB and look.accepted for look in self.history.looks)

    def lines(self) -> Iterator[str]:
        """Write the verdict for a terminal."""
        for result in self.results:
            if result.broken:
                yield from _finding(result)
        unseen = [result.requirement.id for result in self.results if result.verdict is Verdict.NOT_VERIFIED]
        if unseen:
            yield f"not-verified, since nothing was seen of it: {', '.join(unseen)}"
        for worker in self.missing:
            yield f"the worker {worker} went missing: what became of its jobs is not judged"
        for line in self.left[:LEFT_MOST]:
            yield f"left on the server: {line}"
        if len(self.left) > LEFT_MOST:
            yield f"left on the server: {len(self.left) - LEFT_MOST} more, which verdict.json names"
        counts = [(verdict, sum(result.verdict is verdict for result in self.results)) for verdict in Verdict]
        users = len({(look.worker, look.user) for look in self.history.looks if look.operation in STARTS_JOB})
        yield f"{', '.join(f'{count} {verdict}' for verdict, count in counts if count)}"
        yield f"seen: {len(self.history.looks)} requests, {self._jobs} jobs made by {users} users"
        if not self._jobs:
            yield "the run fails: no create was answered with a job, so that nothing of jobs could be judged"
            yield from (f"  saw       {look}" for look in [*self.history.of(CREATE_VIDEO)][:SHOWN_MOST])

    def as_json(self) -> dict[str, Any]:
        """Give the verdict as JSON."""
        return {
            "exit_code": self.exit_code,
            "requests": len(self.history.looks),
            "jobs": self._jobs,
            "left": list(self.left),
            "missing": list(self.missing),
            "cut_short": self.was_cut_short,
            "results": [
                {
                    "id": result.requirement.id,
                    "level": result.requirement.level.value,
                    "statement": result.requirement.statement,
                    "verdict": result.verdict.value,
                    "looked": result.looked,
                    "broken": [
                        {
                            "expected": each.expected,
                            "observed": each.observed,
                            "looks": [look.name for look in each.looks],
                        }
                        for each in result.broken
                    ],
                }
                for result in self.results
            ],
        }


def _finding(result: LoadResult) -> Iterator[str]:
    row = result.requirement
    yield f"{result.verdict}: {row.level} {row.id}: {row.statement}"
    yield f"  impact    {row.impact}"
    for each in result.broken[:SHOWN_MOST]:
        yield f"  expected  {each.expected}"
        yield f"  observed  {each.observed}"
        yield from (f"  saw       {look}" for look in each.looks[:LOOKS_MOST])
    more = len(result.broken) - SHOWN_MOST
    if more > 0:
        yield f"  and {more} more, of {result.looked} that were looked at"
    yield ""
