"""What holds of deletions and lists under load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...scenario.looks import SETTLED
from ..looks.history import History, JobHistory
from ..looks.look import Look
from .broken import Broken, Seen, named


def gone(history: History) -> Seen:
    """Yield each look at a job after its deletion was confirmed, unless it was seen gone before."""
    for delete, look, missing in _looks_at_deleted(history):
        if missing is None:
            yield Broken("no such job any more", str(look.status), (delete, look)) if look.accepted else None


def stays_gone(history: History) -> Seen:
    """Yield each look at a job that was deleted, and seen gone."""
    for delete, look, missing in _looks_at_deleted(history):
        if missing is not None:
            is_back = look.accepted
            yield Broken("no such job for ever", str(look.status), (delete, missing, look)) if is_back else None


def _looks_at_deleted(history: History) -> Iterator[tuple[Look, Look, Look | None]]:
    """Give the deletion, each look that began after it, and one in between that saw the job gone."""
    for job in history.jobs.values():
        for look in job.retrieves:
            if look.error or (delete := next((each for each in job.deletions if each.is_before(look)), None)) is None:
                continue
            missing = (
                each
                for each in job.retrieves
                if 400 <= each.status < 500 and delete.is_before(each) and each.is_before(look)
            )
            yield delete, look, next(missing, None)


def not_listed(history: History) -> Seen:
    """Yield each page of a list, by whether a job is on it whose deletion was confirmed before."""
    deleted = [(name, delete) for name, job in history.jobs.items() for delete in job.deletions]
    ends = dict(deleted)
    for page in (page for pages in history.walks for page in pages if page.items is not None):
        back = [name for name, _, _ in page.items or () if name in ends and ends[name].is_before(page)]
        for name in back:
            yield Broken(f"a list without {named(name)}", "it is listed", (ends[name], page))
        if not back and ends:
            yield None


def each_once(history: History) -> Seen:
    """Yield each list that was followed to its end, by whether it has each job once that was there all the time.

    Whose videos a list has, under which ids, is another matter: where none has any job of the run, none is judged.
    """
    if not any(name in history.jobs for pages in history.walks for name in _listed(pages)):
        return
    for pages in history.walks:
        if not _is_whole(pages, history):
            continue
        there = Counter(_listed(pages))
        for name in [name for name, times in there.items() if times > 1]:
            yield Broken(f"{named(name)} once", f"{there[name]} times", tuple(pages))
        expected = [name for name, job in history.jobs.items() if _is_there(job, pages)]
        for name in expected:
            create = history.jobs[name].create
            held = name in there
            yield None if held else Broken(f"a list with {named(name)}", "it is missing", (create, *pages))


def _listed(pages: list[Look]) -> Iterator[str]:
    return (name for page in pages for name, _, _ in page.items or ())


def _is_there(job: JobHistory, pages: list[Look]) -> bool:
    """Tell whether a job was made some time before a list was asked for, and not deleted until it was read."""
    return job.create.is_before(pages[0], seconds=SETTLED) and not job.may_be_gone_by(pages[-1])


def _is_whole(pages: list[Look], history: History) -> bool:
    """Tell whether a list was followed to its end, by cursors that were there as long as they were used."""
    if any(page.items is None for page in pages) or pages[0].after or pages[-1].has_more is not False:
        return False
    cursors = [(page.after, page) for page in pages[1:]]
    return all(name in history.jobs and not history.jobs[name].may_be_gone_by(page) for name, page in cursors)
