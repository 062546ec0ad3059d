"""The end of a run: every job that it started is deleted, or named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import attrs

from ..contract.validation import target
from ..evidence.evidence import Evidence
from ..exchange.exchange import Exchange, job_id
from ..scenario.jobs import JOB_OPERATIONS, JOBS, NOT_OFFERED
from .driver import Driver
from .resumption import CLOCKS_APART

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
        answer = driver.send("cleanup.delete", "delete_video", ids={"video_id": identifier})
        misses = misses + 1 if answer.error else 0
        if misses == MISSES_MOST:
            return


def left_over(driver: Driver) -> tuple[Exchange, ...]:
    """What may still be on the server: deletions that failed or were not tried, and creates that told no id."""
    tried = {id_of(e): e for e in driver.evidence.taken("cleanup.delete")}
    # Of an id that was no string, "not found" may only mean that the server would have it written otherwise.
    creates = [e for e in driver.evidence.exchanges if e.operation in JOB_OPERATIONS and e.accepted]
    misspelt = {job_id(e.object) for e in creates if not isinstance(e.object.get("id"), str)}
    named: list[Exchange] = []
    for identifier in _not_gone(driver):
        deletion = tried.get(identifier)
        if deletion is not None and (deletion.status not in NOT_OFFERED or identifier in misspelt):
            named.append(deletion)
        elif deletion is None and not driver.settings.keep:
            named.append(_deletion(driver, identifier))
    if driver.settings.keep:
        return tuple(named)
    # Where even the list could not be read, it is what to look at first.
    lists = [e for e in driver.evidence.taken("cleanup.list") if not _is_list(e)]
    lost = [each.exchange for each in _unsettled(driver) if each.exchange is not None]
    return (*named, *lists, *lost)


def unsettled(driver: Driver) -> frozenset[float]:
    """When the creates were sent that may have started a job which was not found: a later run is to look again."""
    return frozenset(each.sent for each in _unsettled(driver))


def deleted(evidence: Evidence) -> set[str]:
    """The ids whose deletion was confirmed."""
    return {id_of(e) for e in evidence.exchanges if e.operation == "delete_video" and e.accepted}


def id_of(deletion: Exchange) -> str:
    """The id that was to be deleted."""
    return unquote(deletion.url.rpartition("/")[2])


def _not_gone(driver: Driver) -> list[str]:
    creates = [e for e in driver.evidence.exchanges if e.operation in JOB_OPERATIONS and e.accepted]
    left = [job.id for job in driver.journal.left]
    known = [*(job_id(e.object) for e in creates), *driver.found.values(), *left]
    gone = deleted(driver.evidence)
    return [each for each in dict.fromkeys(known) if each is not None and each not in gone]


def _deletion(driver: Driver, identifier: str) -> Exchange:
    """A deletion that was not sent, to be named only."""
    method, path = target("delete_video", {"video_id": identifier})
    headers = next((e.request_headers for e in driver.evidence.exchanges if e.operation in JOB_OPERATIONS), ())
    return Exchange(
        step="cleanup.delete",
        operation="delete_video",
        method=method,
        url=driver.settings.base_url + path,
        request_headers=tuple(each for each in headers if each[0].lower() == "authorization"),
        error="not tried: the server had stopped answering",
    )


def _lost(driver: Driver) -> list[Lost]:
    """The creates that told no id, of this run and of those it stands in for."""
    found: list[Lost] = []
    for e in driver.evidence.exchanges:
        if e.operation in JOB_OPERATIONS and (e.is_lost or (e.accepted and job_id(e.object) is None)):
            found.append(Lost(e.started, e.elapsed, _prompts(e), e))
    for job in driver.journal.left:
        # The prompt of a job is not in the journal; it was the one that its name stands for, or that in other words.
        if job.id is None and (planned := JOBS.get(job.step.removesuffix(".create"))) is not None:
            prompt = planned.fields["prompt"].replace("{failing}", driver.settings.failing_prompt or "")
            prompts = (prompt, f"{prompt} at dawn", f"{prompt} in autumn")
            found.append(Lost(job.sent, driver.settings.request_timeout, prompts, None))
    return [each for each in found if each.sent not in driver.found]


def _unsettled(driver: Driver) -> list[Lost]:
    """Of these, those whose job may be there still, or come yet.

    What had to be refused most likely was. And what an earlier run asked for would be in the list by now.
    """
    readable = any(_is_list(e) for e in driver.evidence.taken("cleanup.list"))
    return [
        each
        for each in _lost(driver)
        if (not readable if each.exchange is None else each.exchange.accepted) or each.sent in driver.budget.unanswered
    ]


def _search(driver: Driver, lost: Iterable[Lost]) -> None:
    """Find the jobs of creates that told no id: their prompt and their time are all that is known of them."""
    page = driver.send("cleanup.list", "list_videos", query={"limit": 100, "order": "desc"})
    known = {*_not_gone(driver), driver.settings.video_id}
    items = [item for item in page.object["data"] if isinstance(item, dict)] if _is_list(page) else []
    strangers = [item for item in items if job_id(item) is not None and job_id(item) not in known]
    fitting = {each: [str(job_id(item)) for item in strangers if _fits(item, each)] for each in lost}
    for each, ids in fitting.items():
        # More jobs than creates: some are of another client, and nobody can tell which.
        rivals = [other for other in fitting if set(fitting[other]) & set(ids)]
        free = [found for found in ids if found not in driver.found.values()]
        if free and len(ids) <= len(rivals):
            driver.found[each.sent] = free[-1]


def _fits(item: dict[str, Any], create: Lost) -> bool:
    made = item.get("created_at")
    near = isinstance(made, int) and -CLOCKS_APART < made - create.sent < create.patience + CLOCKS_APART
    return near and item.get("prompt") in create.prompts


def _is_list(page: Exchange) -> bool:
    return page.accepted and isinstance(page.object.get("data"), list)


def _prompts(create: Exchange) -> tuple[str, ...]:
    if create.form:
        return tuple(part.text for part in create.form if part.name == "prompt" and part.text)
    try:
        body = json.loads(create.request_body)
    except (ValueError, RecursionError):
        return ()
    prompt = body.get("prompt") if isinstance(body, dict) else None
    return (prompt,) if isinstance(prompt, str) and prompt else ()
