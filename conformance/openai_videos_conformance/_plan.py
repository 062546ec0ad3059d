"""What a run would ask for and cost, said before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ._jobs import JOBS
from ._parts import closure, jobs_of
from ._refusals import REFUSALS
from ._registry import Requirement
from ._settings import Settings


def plan(settings: Settings, chosen: Iterable[Requirement], left_out: int) -> Iterator[str]:
    """The lines of a plan."""
    rows = list(chosen)
    parts = closure(part for row in rows for part in row.needs)
    jobs = [name for name in jobs_of(parts) if name != "failing" or settings.failing_prompt]
    started = jobs[: settings.max_jobs]
    yield f"{settings.base_url}: {len(rows)} requirements; {left_out} need a larger tier"
    yield ""
    for name in jobs:
        job = JOBS[name]
        judged = sum(name in closure(row.needs) for row in rows)
        note = "" if name in started else "  (beyond --max-jobs)"
        yield f"  job {name:<14} {job.operation:<13} {job.seconds:>2} s of video, seen by {judged} requirements{note}"
    refusals = sum(len(REFUSALS[part]) for part in parts if part in REFUSALS)
    yield f"  {refusals} requests that have to be refused; {', '.join(sorted(parts - set(JOBS)))}"
    yield ""
    for row in rows:
        yield f"  {row.level:<6} {row.id:<30} {', '.join(row.needs)}"
    yield ""
    seconds = sum(JOBS[name].seconds for name in started)
    yield f"at most {len(started)} jobs and {seconds} s of video; polls as long as the jobs take"
