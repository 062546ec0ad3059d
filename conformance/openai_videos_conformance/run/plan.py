"""What a run would ask for and cost, said before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, takewhile

import attrs

from ..catalogue.registry import Requirement
from ..scenario.jobs import JOB_OPERATIONS, JOBS
from ..scenario.parts import DEEP, closure, most, planned
from ..scenario.refusals import REFUSALS
from ..target.settings import Settings
from .driver import delays


@attrs.frozen
class Spend:
    """What a run costs a server at most."""

    jobs: int
    seconds_of_video: float
    polls: int
    unasked_jobs: int
    """The jobs that a server may start on top by accepting what it has to refuse; each is deleted at once."""


UNASKED = {"early": 3, "refuse.failed": 1, "auth": 1, DEEP: 5}
"""The jobs that a server may start where none is wanted, by part, besides those that are refusals as data."""


def polls_most(settings: Settings, name: str) -> int:
    """How often a job is polled at most, if it takes all the time that it may take."""
    return 1 + len(
        list(takewhile(lambda at: at <= settings.job_timeout, accumulate(delays(closely=name == "defaults"))))
    )


def spend(settings: Settings, parts: Iterable[str]) -> Spend:
    """The most that a run of some parts may cost."""
    wanted = closure(parts)
    names = planned(settings, wanted)[: settings.max_jobs]
    jobs, seconds = most(settings, wanted)
    refusable = [part for part in wanted if any(r.operation in JOB_OPERATIONS for r in REFUSALS.get(part, {}).values())]
    return Spend(
        jobs=min(jobs, settings.max_jobs),
        seconds_of_video=min(seconds, settings.max_seconds_of_video) if settings.max_jobs else 0,
        polls=sum(polls_most(settings, name) for name in names),
        unasked_jobs=len(refusable) + sum(number for part, number in UNASKED.items() if part in wanted),
    )


def plan(settings: Settings, chosen: Iterable[Requirement], left_out: int) -> Iterator[str]:
    """The lines of a plan."""
    rows = list(chosen)
    parts = closure(part for row in rows for part in row.needs)
    names = planned(settings, parts)
    yield f"{settings.base_url}: {len(rows)} requirements; {left_out} need a larger tier"
    yield ""
    for name in names:
        judged = sum(name in closure(row.needs) for row in rows)
        note = "" if name in names[: settings.max_jobs] else "  (beyond --max-jobs)"
        cost = f"{JOBS[name].operation:<13} {_cost(settings, [name])}"
        yield f"  job {name:<14} {cost}, seen by {judged} requirements{note}"
    refusals = sum(len(REFUSALS[part]) for part in parts if part in REFUSALS)
    yield f"  {refusals} requests that have to be refused; {', '.join(sorted(parts - set(JOBS)))}"
    yield ""
    yield "what each requirement is judged by, shared with all others that name the same"
    for row in rows:
        jobs = planned(settings, row.needs)
        cost = f"{len(jobs)} jobs, {_cost(settings, jobs)}" if jobs else "no job"
        yield f"  {row.level:<6} {row.id:<30} {', '.join(row.needs) or 'every answer'}: {cost}"
    yield ""
    total = spend(settings, parts)
    seconds = sum(JOBS[name].seconds for name in names[: settings.max_jobs])
    yield f"planned: {min(len(names), settings.max_jobs)} jobs, {seconds} s of video"
    yield f"at most {told(total)}, since a job that fails is tried once more"
    if total.unasked_jobs:
        yield f"up to {total.unasked_jobs} more where a server accepts what it has to refuse, each deleted at once"


def _cost(settings: Settings, names: Iterable[str]) -> str:
    jobs = list(names)
    polls = sum(polls_most(settings, name) for name in jobs)
    return f"{sum(JOBS[name].seconds for name in jobs):>2} s of video, at most {polls} polls"


def told(cost: Spend) -> str:
    """A spend in words."""
    return f"{cost.jobs} jobs, {cost.seconds_of_video:g} s of video, {cost.polls} polls"
