"""What holds of jobs under load: whose they are, how they move, what their videos are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from ...contract.models import is_model
from ...contract.operations import DOWNLOAD_CONTENT, RETRIEVE_VIDEO
from ...exchange.status import FINAL, UNDER_WAY
from ..looks.history import History, JobHistory
from ..looks.look import Look
from ..looks.order import steps_back
from .broken import Broken, Seen, named

NOT_ABOUT_THE_JOB = (401, 402, 403, 407, 408, 409, 425, 429)
"""Client errors that say nothing of whether a job is there."""

STABLE = ("created_at", "model", "prompt", "seconds", "size")
"""What does not change once it is set."""

RANKS: Mapping[object, float] = {**dict(zip(UNDER_WAY, (0.0, 1.0), strict=True)), **dict.fromkeys(FINAL, 2.0)}
"""How far a status is."""


def one_job_a_create(history: History) -> Seen:
    """Yield each id that creates were answered with."""
    for name, creates in history.creates.items():
        if len(creates) == 1:
            yield None
        else:
            yield Broken("an id of its own for each create", f"{len(creates)} have {named(name)}", tuple(creates))


def readable(history: History) -> Seen:
    """Yield each look at a job that was there: made before, and not asked to be deleted until the answer was there."""
    for look, job in _looks_at_living(history):
        refused = 400 <= look.status < 500 and look.status not in NOT_ABOUT_THE_JOB and not look.postponed
        yield Broken("200, as long as nobody deletes it", str(look.status), (job.create, look)) if refused else None


def _looks_at_living(history: History) -> Iterator[tuple[Look, JobHistory]]:
    for job in history.jobs.values():
        for look in job.retrieves:
            if job.create.is_before(look) and not job.may_be_gone_by(look):
                yield look, job


def own_id(history: History) -> Seen:
    """Yield each answer about a job, by the id that it shows."""
    for look in history.of(RETRIEVE_VIDEO):
        if look.accepted and look.job:
            shown = look.object.get("id")
            yield None if shown == look.job else Broken(f"id {look.job!r}", f"id {shown!r}", (look,))


def stable(history: History) -> Seen:
    """Yield each job, by what every answer shows of it that was set when it was created."""
    for job in history.jobs.values():
        looks = list(job.shown)
        for field in STABLE:
            values = {repr(value): look for look in looks if (value := look.object.get(field)) is not None}
            if len(values) > 1 and not (field == "model" and _is_one_model(looks)):
                yield Broken(f"one {field}", " and ".join(values), tuple(values.values()))
            elif values:
                yield None


def _is_one_model(looks: list[Look]) -> bool:
    """Tell whether looks show one model: by its name, and by its dated snapshot from when that is chosen."""

    def length(look: Look) -> float | None:
        shown = look.object.get("model")
        return None if shown is None else len(str(shown))

    names = sorted({str(shown) for look in looks if (shown := look.object.get("model")) is not None}, key=len)
    is_named = all(is_model(longer, shorter) for shorter, longer in pairwise(names))
    return is_named and not any(steps_back(looks, length))


def own_prompt(history: History) -> Seen:
    """Yield each answer that shows a prompt: no other create asked for the same one."""
    for job in history.jobs.values():
        for look in job.shown:
            if (shown := look.object.get("prompt")) is not None:
                is_own = shown == job.create.sent
                yield (
                    None if is_own else Broken(f"prompt {job.create.sent!r}", f"prompt {shown!r}", (job.create, look))
                )


def forward(history: History) -> Seen:
    """Yield each job, by whether its status goes back."""
    yield from _never_back(history, lambda look: RANKS.get(_status(look)), "status")


def progress_forward(history: History) -> Seen:
    """Yield each job, by whether its progress goes back."""

    def progress(look: Look) -> float | None:
        value = look.object.get("progress")
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    yield from _never_back(history, progress, "progress")


def _never_back(history: History, rank: Callable[[Look], float | None], what: str) -> Seen:
    for job in history.jobs.values():
        back = list(steps_back(list(job.shown), rank))
        for earlier, later in back:
            before, after = earlier.object.get(what), later.object.get(what)
            yield Broken(f"{what} {before!r}, or further on", f"{what} {after!r}", (earlier, later))
        if not back and len([look for look in job.shown if rank(look) is not None]) > 1:
            yield None


def final(history: History) -> Seen:
    """Yield each job that ended, by whether it ended in one way only."""
    for job in history.jobs.values():
        ends = {status: look for look in job.shown if (status := _status(look)) in FINAL}
        if len(ends) > 1:
            yield Broken("one end", " and ".join(map(str, ends)), tuple(ends.values()))
        elif ends:
            yield None


def _status(look: Look) -> str | None:
    status = look.object.get("status")
    return status if isinstance(status, str) else None


def same_bytes(history: History) -> Seen:
    """Yield each further download of a video, by whether it gives the bytes of the first."""
    downloads: dict[str, Look] = {}
    for look in history.of(DOWNLOAD_CONTENT):
        if not (look.accepted and look.digest and look.job in history.jobs):
            continue
        first = downloads.setdefault(look.job, look)
        if first is not look:
            is_same = first.digest == look.digest
            yield None if is_same else Broken("the same bytes for each download", "other bytes", (first, look))
