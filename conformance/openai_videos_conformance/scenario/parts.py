"""Every part of a run, and what some of them ask for and cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import attrs

from ..contract.operations import DELETE_VIDEO, STARTS_JOB
from ..target.target import Target
from ..target.tiers import Tier
from . import looks, refusals, upkeep
from .choice import as_refusable, default_length, length_of, makes_length, seconds_asked_for
from .extras import DEEP, case_step
from .jobs import JOBS
from .part import End, Job, Part, closure
from .step import Cost, Key, Step

T = TypeVar("T", Part, Step)


class ScenarioError(Exception):
    """A name stands for two things, or for none; the message says which."""


# In each stage, the parts are taken in this order.
_PARTS: tuple[Part, ...] = (
    *JOBS,
    looks.EARLY,
    looks.DELETE_EARLY,
    refusals.CREATES,
    refusals.LISTS,
    refusals.CHARACTERS,
    refusals.UNKNOWN,
    looks.METHODS,
    looks.CLIENTS,
    looks.CHARACTER,
    DEEP,
    looks.AUTH,
    looks.CONTENT,
    looks.PREVIEWS,
    refusals.CONTENT,
    refusals.REMIXES,
    refusals.EDITS,
    refusals.EXTENSIONS,
    looks.FAILED,
    looks.FORM_CONTENT,
    looks.UPLOAD_CONTENT,
    looks.CONTENT_AGAIN,
    looks.EXTEND_CONTENT,
    looks.FAILED_CONTENT,
    looks.SOURCE_AFTER,
    looks.LIST,
    looks.DELETE,
    looks.DELETE_FAILED,
)


def _by_name(things: Iterable[T]) -> Mapping[str, T]:
    by_name: dict[str, T] = {}
    for thing in things:
        if by_name.setdefault(thing.name, thing) is not thing:
            raise ScenarioError(f"the {type(thing).__name__.lower()} {thing.name!r} is declared twice")
    return by_name


PARTS: Mapping[str, Part] = _by_name(_PARTS)
"""Every part that a requirement can need, by name."""

STEPS: Mapping[str, Step] = _by_name(
    step for part in (*_PARTS, upkeep.REACHABLE, upkeep.RESUME, upkeep.CLEANUP, upkeep.INIT) for step in part.steps
)
"""Every step, by name, but for the cases that are made from the contract."""


def is_declared(step: Step) -> bool:
    """Tell whether a part has a step: what nobody declares is never sent, and says nothing of a server."""
    return STEPS.get(step.name) is step or (
        DEEP.has(step.name) and case_step(step.name.removeprefix(f"{DEEP.name}.")) is step
    )


def jobs_of(parts: Iterable[Part]) -> list[Job]:
    """Give the jobs that some parts start, in the order of starting."""
    needed = closure(list(parts))
    return [job for job in JOBS if job in needed]


def in_tier(tier: Tier) -> list[Job]:
    """Give the jobs that a tier may start."""
    return [job for job in JOBS if tier.includes(job.tier)]


def is_in_tier(parts: Iterable[Part], tier: Tier) -> bool:
    """Tell whether a tier has the jobs that some parts start, and could pay for those that they may start unasked."""
    wanted = closure(list(parts))
    return set(in_tier(tier)).issuperset(jobs_of(wanted)) and (
        tier.includes(Tier.SMOKE) or not any(map(is_of_refusals, wanted))
    )


def is_in_place(parts: Iterable[Part]) -> bool:
    """Tell whether some parts can be taken of a video that exists already."""
    return all(part.in_place for part in parts)


def planned(parts: Iterable[Part], target: Target) -> list[Job]:
    """Give the jobs that a run of some parts starts on a target before any limit."""
    return [job for job in jobs_of(parts) if why_not_planned(job, target) is None]


def why_not_planned(job: Job, target: Target) -> str | None:
    """Say why a job makes no sense on a target, None where it does."""
    if job.ends is End.FAILED and not target.failing_prompt:
        return "no --failing-prompt was given"
    if job.is_about_length and not makes_length(target, job.fields["seconds"]):
        return f"the target names the lengths that it makes, and {job.fields['seconds']} s is none of them"
    return None


@attrs.frozen
class Most:
    """The most that some parts may ask a server to generate."""

    jobs: int
    seconds: int
    unasked: int
    """The jobs that a server may start by accepting what it has to refuse; each is deleted at once."""
    unasked_length: int
    """The most seconds of video that one of these may take."""


def most(parts: Iterable[Part], target: Target) -> Most:
    """Count what a run of some parts may start: a job that fails may be tried once more."""
    wanted = closure(list(parts))
    jobs = planned(wanted, target)
    jobs += [job for job in jobs if job.is_retried]
    lengths = sorted((length_of(job, target) for job in jobs), reverse=True)[: job_limit(target)]
    unwanted = [step.request for part in wanted for step in part.steps if starts_unasked(step)]
    sent = [as_refusable(request, target) for request in unwanted if request is not None]
    bodies = [each.json if each.json is not None else each.form for each in sent]
    unasked_length = max((seconds_asked_for(body, target) for body in bodies), default=default_length(target))
    return Most(len(jobs), sum(lengths), sum(map(unasked, wanted)), unasked_length)


def most_seconds(target: Target, limits: Most) -> int:
    """Give the seconds of video that a run may ask for, with what a server may start unasked."""
    return limits.seconds + min(limits.unasked, unasked_limit(target)) * limits.unasked_length


def unasked(part: Part) -> int:
    """Count the jobs that a server may start in a part by accepting what it has to refuse."""
    if part is DEEP:
        return DEEP_MOST
    return sum(map(starts_unasked, part.steps))


DEEP_MOST = 1000
"""More than the cases that are made from the contract."""


def is_of_refusals(part: Part) -> bool:
    """Tell whether each step of a part could start a job, where none is wanted."""
    return bool(part.steps) and all(map(starts_unasked, part.steps))


def deletes(part: Part) -> bool:
    """Tell whether a part deletes a job of the run."""
    return any(
        step.request is not None
        and step.request.operation == DELETE_VIDEO
        and step.request.key is Key.OWN
        and step.cost is Cost.NEVER
        for step in part.steps
    )


def starts_unasked(step: Step) -> bool:
    """Tell whether a step starts a job where a server takes what it has to refuse."""
    return step.cost is Cost.IF_ACCEPTED and step.request is not None and step.request.operation in STARTS_JOB


def job_limit(target: Target) -> int:
    """Give the number of jobs that may be asked for on a target: none where a video is judged that exists already."""
    if target.video_id is not None:
        return 0
    return len(in_tier(target.tier)) if target.max_jobs is None else target.max_jobs


def unasked_limit(target: Target) -> int:
    """Give the number of jobs that a server may start by accepting what it has to refuse: as many as are asked for."""
    return job_limit(target)


def limit_in_all(target: Target) -> int:
    """Give the number of jobs that may be started in any case. With --max-jobs it is that."""
    limit = job_limit(target)
    return limit if target.max_jobs is not None else limit + unasked_limit(target)
