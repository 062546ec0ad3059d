"""Polling: a job is looked at until it has ended, or its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from ..contract.operations import RETRIEVE_VIDEO
from ..exchange.status import is_final
from ..exchange.text import cut, visible
from ..scenario.part import Job
from ..scenario.step import Request
from .wire.driver import Driver
from .wire.pace import delays, poll_pause

FAILURES_MOST = 4
STATUS_MOST = 40
"""The most characters of a status that are shown."""


def poll(driver: Driver, job: Job, video_id: str, on_unfinished: Callable[[float], bool] = lambda _: False) -> None:
    """Poll a job until its status is final or its time is over.

    `on_unfinished` is told for how many seconds it has been polled, and tells whether to look again at once.
    """
    try:
        _poll(driver, job, video_id, on_unfinished)
    finally:
        driver.standing.leave(job.name)


def _poll(driver: Driver, job: Job, video_id: str, on_unfinished: Callable[[float], bool]) -> None:
    begun = time.monotonic()
    end = time.monotonic() + driver.target.job_timeout
    failures = 0
    look = Request(operation=RETRIEVE_VIDEO, ids={"video_id": video_id})
    pauses = delays(job)
    driver.patience.wait(next(pauses))
    for delay in pauses:
        if driver.patience.is_stopped:
            return
        answer = driver.take(job.poll, request=look)
        status = cut(visible(str(answer.object.get("status", answer.status))), STATUS_MOST)
        driver.standing.see(job.name, status, patience=driver.target.job_timeout)
        failures = failures + 1 if answer.status == 0 or answer.status >= httpx.codes.INTERNAL_SERVER_ERROR else 0
        if failures == FAILURES_MOST or answer.refused or is_final(answer.object.get("status")):
            return
        if on_unfinished(time.monotonic() - begun):
            continue
        pause = poll_pause(answer, delay)
        if time.monotonic() + pause > end:
            return
        driver.patience.wait(pause)
