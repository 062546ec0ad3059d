"""The end of a run: every job that it started is deleted, or named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import attrs

from ..contract.operations import DELETE_VIDEO, NOT_OFFERED, STARTS_JOB, address
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.listing import is_list, items_on
from ..scenario.jobs import JOBS, prompts_of
from ..scenario.upkeep import CLEANUP_DELETE, CLEANUP_LIST
from .resumption import CLOCKS_APART
from .wire.driver import Driver

MISSES_MOST = 4
"""Deletions in a row without an answer, after which no more is tried."""


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
    misses = 0
    for identifier in _not_gone(driver):
        answer = driver.take(CLEANUP_DELETE, identifier)
        if answer.is_unsendable:
            continue
        misses = misses + 1 if answer.error else 0
        if misses == MISSES_MOST:
            return


def left_over(driver: Driver) -> tuple[Exchange, ...]:
    """Give what may still be on the server: deletions that failed or were not tried, and creates that told no id."""
    tried = {e.named_id: e for e in driver.evidence.taken(CLEANUP_DELETE)}
    # Of an id that was no string, "not found" may only mean that the server would have it written otherwise.
    creates = [e for e in driver.evidence.exchanges if e.operation in STARTS_JOB and e.accepted]
    misspelt = {job_id(e.object) for e in creates if not isinstance(e.object.get("id"), str)}
    named: list[Exchange] = []
    for identifier in _not_gone(driver):
        deletion = tried.get(identifier)
        if deletion is not None and (deletion.status not in NOT_OFFERED or identifier in misspelt):
            named.append(deletion)
        elif deletion is None and not driver.target.keep:
            named.append(_deletion(driver, identifier))
    if driver.target.keep:
        return tuple(named)
    # Where even the list could not be read, it is what to look at first.
    lists = [e for e in driver.evidence.taken(CLEANUP_LIST) if not is_list(e)]
    lost = [each.exchange for each in _unsettled(driver) if each.exchange is not None]
    return (*named, *lists, *lost)


def unsettled(driver: Driver) -> frozenset[float]:
    """Tell when the creates were sent that may have started a job which was not found: a later run is to look again."""
    return frozenset(each.sent for each in _unsettled(driver))


def deleted(evidence: Evidence) -> set[str]:
    """Give the ids whose deletion was confirmed."""
    return {e.named_id for e in evidence.exchanges if e.operation == DELETE_VIDEO and e.accepted}


def _not_gone(driver: Driver) -> list[str]:
    creates = [e for e in driver.evidence.exchanges if e.operation in STARTS_JOB and e.accepted]
    left = [job.id for job in driver.journal.left]
    known = [*(job_id(e.object) for e in creates), *driver.recovered.values(), *left]
    gone = deleted(driver.evidence)
    return [each for each in dict.fromkeys(known) if each is not None and each not in gone]


def _deletion(driver: Driver, identifier: str) -> Exchange:
    """Make a deletion that was not sent, to be named only."""
    method, path = address(DELETE_VIDEO, {"video_id": identifier})
    headers = next((e.request_headers for e in driver.evidence.exchanges if e.operation in STARTS_JOB), ())
    return Exchange(
        step=CLEANUP_DELETE.name,
        operation=DELETE_VIDEO,
        method=method,
        url=driver.target.base_url + path,
        request_headers=tuple(each for each in headers if each[0].lower() == "authorization"),
        error="not tried: the server had stopped answering",
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
    try:
        body = json.loads(create.request_body)
    except (ValueError, RecursionError):
        return ()
    prompt = body.get("prompt") if isinstance(body, dict) else None
    return (prompt,) if isinstance(prompt, str) and prompt else ()
