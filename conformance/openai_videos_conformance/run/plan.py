"""The plan: what a run would ask for and cost, said before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..catalogue.registry import Requirement
from ..scenario.choice import length_of
from ..scenario.part import Job, Part, closure
from ..scenario.parts import job_limit, limit_in_all, most, most_seconds, planned, unasked_limit
from ..scenario.step import Cost
from ..target.target import Target
from .wire.pace import polls_most


@attrs.frozen
class Spend:
    """What a run costs a server at most."""

    jobs: int
    seconds_of_video: float
    polls: int
    unasked_jobs: int
    """The jobs that a server may start on top by accepting what it has to refuse; each is deleted at once."""
    unasked_seconds: float
    """Their seconds of video."""

    @property
    def wanted(self) -> str:
        """What is asked for, in a few words."""
        return f"{self.jobs} jobs, {self.seconds_of_video:g} s of video, {self.polls} polls"

    @property
    def unasked(self) -> str:
        """What may come on top, in a few words; empty where nothing may."""
        more = f"{self.unasked_jobs} more, {self.unasked_seconds:g} s of video"
        return f"{more}, where a server accepts what it has to refuse" if self.unasked_jobs else ""

    def __str__(self) -> str:
        return f"{self.wanted}; {self.unasked}" if self.unasked else self.wanted


def spend(target: Target, parts: Iterable[Part]) -> Spend:
    """Count the most that a run of some parts may cost."""
    wanted = closure(list(parts))
    limit = job_limit(target)
    limits, jobs = most(wanted, target), _planned(target, wanted)
    # A job that is tried once more is polled once more.
    polls = sorted((polls_most(job, target.job_timeout) for job in [*jobs, *filter(_is_retried, jobs)]), reverse=True)
    seconds = min(limits.seconds, target.max_seconds_of_video) if limit else 0
    seconds_in_all = min(most_seconds(target, limits), target.max_seconds_of_video) if limit else 0
    return Spend(
        jobs=min(limits.jobs, limit),
        seconds_of_video=seconds,
        polls=sum(polls[:limit]),
        unasked_jobs=min(limits.unasked, unasked_limit(target), limit_in_all(target) - min(limits.jobs, limit)),
        unasked_seconds=seconds_in_all - seconds,
    )


def _is_retried(job: Job) -> bool:
    return job.is_retried


def plan(target: Target, chosen: Iterable[Requirement], left_out: int) -> Iterator[str]:
    """Write the lines of a plan."""
    rows = list(chosen)
    parts = closure([part for row in rows for part in row.needs])
    jobs, limit = _planned(target, parts), job_limit(target)
    yield f"{target.base_url}: {len(rows)} requirements; {left_out} need a larger tier"
    yield ""
    for job in jobs:
        judged = sum(job in closure(list(row.needs)) for row in rows)
        note = "" if job in jobs[:limit] else "  (beyond --max-jobs)"
        yield f"  job {job.name:<14} {job.operation:<13} {_cost(target, [job])}, seen by {judged} requirements{note}"
    refusals = sum(step.cost is Cost.IF_ACCEPTED for part in parts for step in part.steps)
    names = sorted(part.name for part in parts if not isinstance(part, Job))
    yield f"  {refusals} requests that have to be refused; {', '.join(names)}"
    yield ""
    yield "what each requirement is judged by, shared with all others that name the same"
    for row in rows:
        own = _planned(target, row.needs)
        cost = f"{len(own)} jobs, {_cost(target, own)}" if own else "no job"
        yield f"  {row.level:<6} {row.id:<30} {', '.join(part.name for part in row.needs)}: {cost}"
    yield ""
    total = spend(target, parts)
    yield f"planned: {min(len(jobs), limit)} jobs, {sum(length_of(job, target) for job in jobs[:limit])} s of video"
    yield f"at most {total.wanted}, since a job that fails is tried once more"
    if total.unasked:
        yield f"up to {total.unasked}, each deleted at once"
    elif job_limit(target) and refusals:
        yield "what a server accepts though it has to refuse it is deleted at once, and counted among these"


def _planned(target: Target, parts: Iterable[Part]) -> list[Job]:
    return planned(parts, target)


def _cost(target: Target, jobs: list[Job]) -> str:
    polls = sum(polls_most(job, target.job_timeout) for job in jobs)
    return f"{sum(length_of(job, target) for job in jobs):>2} s of video, at most {polls} polls"
