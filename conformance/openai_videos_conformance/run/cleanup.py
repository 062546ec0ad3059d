"""The end of a run: every job that it started is deleted, or named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ..contract.operations import DELETE_VIDEO, STARTS_JOB, address
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.listing import is_list, items_on
from ..scenario.jobs import JOBS, prompts_of
from ..scenario.upkeep import CLEANUP_DELETE, CLEANUP_LIST, CLEANUP_RETRIEVE
from .resumption import CLOCKS_APART
from .wire.driver import Driver

MISSES_MOST = 4
"""Deletions in a row without an answer, after which no more is tried."""

NO_DELETION = (405, 501)
"""How a server says that it deletes nothing; after as many of these no more is tried either."""

GONE = (404, 410)
"""How a server says that a job is not there any more."""

OF_BODY = frozenset({"content-type", "content-length"})
"""Headers that a deletion has no use for; in small letters."""


@attrs.frozen
class Lost:
    """A create that may have started a job, and told no id."""

    sent: float
    patience: float
    """Seconds after it was sent in which the job came to be, if it did."""
    prompts: tuple[str, ...]
    exchange: Exchange | None
    """The create, where it is of this run."""


def cleanup(driver: Driver) -> None:
    """Delete every job of the run and of those it stands in for, unless it is known to be gone."""
    if lost := _lost(driver):
        _search(driver, lost)
    misses = refusals = 0
    for identifier in _not_gone(driver):
        if refusals < MISSES_MOST:
            answer = driver.take(CLEANUP_DELETE, identifier)
            if answer.is_unsendable or answer.accepted:
                continue
            misses = misses + 1 if answer.error else 0
            refusals = refusals + 1 if answer.status in NO_DELETION else 0
            if misses == MISSES_MOST:
                return
        if misses == 0:
            # Whatever a deletion is answered with, the job may be there, or may have gone by itself.
            driver.take(CLEANUP_RETRIEVE, identifier)


def left_over(driver: Driver) -> tuple[Exchange, ...]:
    """Give what may still be on the server: deletions that failed or were not tried, and creates that told no id."""
    if driver.target.keep:
        return ()
    tried = {e.named_id: e for e in driver.evidence.taken(CLEANUP_DELETE)}
    named = [tried.get(each) or _deletion(driver, each) for each in _remaining(driver)]
    # Where even the list could not be read, it is what to look at first.
    lists = [e for e in driver.evidence.taken(CLEANUP_LIST) if not is_list(e)]
    lost = [each.exchange for each in _unsettled(driver) if each.exchange is not None]
    return (*named, *lists, *lost)


def unsettled(driver: Driver) -> frozenset[float]:
    """Tell when the creates were sent that a later run is to look after: their job was not found, or not deleted."""
    remaining = set(_remaining(driver))
    creates = [e.started for e in _creates(driver) if job_id(e.object) in remaining]
    recovered = [sent for sent, identifier in driver.recovered.items() if identifier in remaining]
    earlier = [job.sent for job in driver.journal.left if job.id in remaining]
    return frozenset([*creates, *recovered, *earlier, *(each.sent for each in _unsettled(driver))])


def _creates(driver: Driver) -> list[Exchange]:
    return [e for e in driver.evidence.exchanges if e.operation in STARTS_JOB and e.accepted]


def _remaining(driver: Driver) -> list[str]:
    """Give the ids of the jobs that were not deleted, and are not known to have gone by themselves."""
    looks = {e.named_id: e for e in driver.evidence.taken(CLEANUP_RETRIEVE)}
    # Of an id that was no string, "not found" may only mean that the server would have it written otherwise.
    misspelt = {job_id(e.object) for e in _creates(driver) if not isinstance(e.object.get("id"), str)}
    return [
        each
        for each in _not_gone(driver)
        if each in misspelt or (look := looks.get(each)) is None or look.status not in GONE
    ]


def deleted(evidence: Evidence) -> set[str]:
    """Give the ids whose deletion was confirmed."""
    return {e.named_id for e in evidence.exchanges if e.operation == DELETE_VIDEO and e.accepted}


def _not_gone(driver: Driver) -> list[str]:
    creates = _creates(driver)
    left = [job.id for job in driver.journal.left]
    known = [*(job_id(e.object) for e in creates), *driver.recovered.values(), *left]
    gone = deleted(driver.evidence)
    return [each for each in dict.fromkeys(known) if each is not None and each not in gone]


def _deletion(driver: Driver, identifier: str) -> Exchange:
    """Make a deletion that was not sent, to be named only."""
    method, path = address(DELETE_VIDEO, {"video_id": identifier})
    headers = next((e.request_headers for e in driver.evidence.exchanges if e.operation in STARTS_JOB), ())
    answers = {e.status for e in driver.evidence.taken(CLEANUP_DELETE)}
    reason = "no job can be deleted here" if answers & set(NO_DELETION) else "the server had stopped answering"
    return Exchange(
        step=CLEANUP_DELETE.name,
        operation=DELETE_VIDEO,
        method=method,
        url=driver.messages.recorded_url_of(path),
        request_headers=tuple(each for each in headers if each[0].lower() not in OF_BODY),
        error=f"not tried: {reason}",
    )


def _lost(driver: Driver) -> list[Lost]:
    """Give the creates that told no id, of this run and of those it stands in for."""
    lost: list[Lost] = []
    for e in driver.evidence.exchanges:
        if e.operation in STARTS_JOB and (e.is_lost or (e.accepted and job_id(e.object) is None)):
            lost.append(Lost(e.started, e.elapsed, _prompts(e), e))
    for job in driver.journal.left:
        # The prompt of a job is not in the journal; it was the one that its name stands for, or that in other words.
        planned = next((each for each in JOBS if each.create.name == job.step), None)
        if job.id is None and planned is not None:
            prompts = tuple(prompts_of(planned, driver.target.failing_prompt))
            lost.append(Lost(job.sent, driver.target.request_timeout, prompts, None))
    return [each for each in lost if each.sent not in driver.recovered]


def _unsettled(driver: Driver) -> list[Lost]:
    """Give, of these, those whose job may be there still, or come yet.

    What had to be refused most likely was. And what an earlier run asked for would be in the list by now.
    """
    readable = any(is_list(e) for e in driver.evidence.taken(CLEANUP_LIST))
    return [
        each
        for each in _lost(driver)
        if (not readable if each.exchange is None else each.exchange.accepted) or each.sent in driver.budget.unanswered
    ]


def _search(driver: Driver, lost: Iterable[Lost]) -> None:
    """Find the jobs of creates that told no id: their prompt and their time are all that is known of them."""
    page = driver.take(CLEANUP_LIST)
    known = {*_not_gone(driver), driver.target.video_id}
    items = items_on(page) if is_list(page) else []
    strangers = [item for item in items if job_id(item) is not None and job_id(item) not in known]
    fitting = {each: [str(job_id(item)) for item in strangers if _fits(item, each)] for each in lost}
    for each, ids in fitting.items():
        # More jobs than creates: some are of another client, and nobody can tell which.
        rivals = [other for other in fitting if set(fitting[other]) & set(ids)]
        free = [name for name in ids if name not in driver.recovered.values()]
        if free and len(ids) <= len(rivals):
            driver.recovered[each.sent] = free[-1]


def _fits(item: dict[str, Any], create: Lost) -> bool:
    created = item.get("created_at")
    near = isinstance(created, int) and -CLOCKS_APART < created - create.sent < create.patience + CLOCKS_APART
    return near and item.get("prompt") in create.prompts


def _prompts(create: Exchange) -> tuple[str, ...]:
    if create.form:
        return tuple(part.text for part in create.form if part.name == "prompt" and part.text)
    prompt = create.request_object.get("prompt")
    return (prompt,) if isinstance(prompt, str) and prompt else ()
