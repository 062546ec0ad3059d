"""Polling: a job is looked at until it has ended, or its time is over, and no oftener than it may have changed."""

from __future__ import annotations

import time
from collections.abc import Callable

import attrs
import httpx

from ..contract.operations import RETRIEVE_VIDEO
from ..exchange.exchange import Exchange
from ..exchange.status import COMPLETED, is_final, meaning
from ..exchange.text import cut, visible
from ..scenario.part import Job
from ..scenario.step import Request
from .wire.driver import Driver
from .wire.pace import delays, poll_pause

FAILURES_MOST = 4
STATUS_MOST = 40
"""The most characters of a status that are shown."""
LEAD_MOST = 30.0
"""Seconds for which the other jobs wait for what the one that is polled closely shows."""
TICK = 0.1
MARGIN, GROWTH = 0.1, 1.02
"""By how much longer than another a job is expected to take."""
TRUSTED = 0.5
"""Seconds from which on progress says when a job will have ended; before, it may be a first step of any size."""
AHEAD_MOST = 3
"""Times as long as a job has run, for which its progress is believed."""
AGE_CLOSELY, AGE_APART = 1 / 8, 1 / 2
"""The share of its age after which a job is looked at again: of the one that is polled closely, and of others."""


@attrs.define
class Expectation:
    """How long a job of this server takes, as far as it was seen."""

    seconds: float = 0.0
    """Of the shortest one that completed; 0 where none did yet."""
    is_led: bool = False
    """Whether a job is polled closely, which will tell."""

    def note(self, seconds: float) -> None:
        """Note how long a job took that completed."""
        # One that is looked at a moment too early is looked at twice.
        seconds = MARGIN + GROWTH * seconds
        self.seconds = min(seconds, self.seconds or seconds)


def poll(
    driver: Driver,
    job: Job,
    shown: Exchange,
    expectation: Expectation,
    on_unfinished: Callable[[float], bool] = lambda _: False,
) -> None:
    """Poll the job that an answer shows until its status is final or its time is over.

    `on_unfinished` is told for how many seconds the job has been there, and tells whether to look again at once.
    """
    expectation.is_led |= job.is_polled_closely
    try:
        _poll(driver, job, shown, expectation, on_unfinished)
    finally:
        driver.standing.leave(job.name)
        if job.is_polled_closely:
            expectation.is_led = False


def _poll(
    driver: Driver, job: Job, shown: Exchange, expectation: Expectation, on_unfinished: Callable[[float], bool]
) -> None:
    begun = time.monotonic() - max(0.0, time.time() - shown.started - shown.elapsed)
    end = time.monotonic() + driver.target.job_timeout
    failures = 0
    look = Request(operation=RETRIEVE_VIDEO, ids={"video_id": str(shown.object["id"])})
    pauses = delays(job)
    _wait(driver, job, begun, next(pauses), 0.0, expectation)
    for delay in pauses:
        if driver.patience.is_stopped:
            return
        answer = driver.take(job.poll, request=look)
        status, age = meaning(answer.object.get("status")), time.monotonic() - begun
        said = cut(visible(str(answer.object.get("status", answer.status))), STATUS_MOST)
        driver.standing.see(job.name, said, patience=driver.target.job_timeout)
        if status == COMPLETED:
            expectation.note(age)
        failures = failures + 1 if _says_nothing(answer) else 0
        if failures == FAILURES_MOST or answer.refused or is_final(status):
            return
        if on_unfinished(age):
            continue
        left = end - time.monotonic()
        rest = _rest(answer, age)
        least = max(poll_pause(answer, delay), min(rest, left))
        if least > left:
            return
        share = AGE_CLOSELY if job.is_polled_closely else AGE_APART
        _wait(driver, job, begun, least, 0.0 if rest else min(age * share, left), expectation)


def _says_nothing(answer: Exchange) -> bool:
    """Tell whether an answer is none about a job: asked again and again it would be the same."""
    if answer.status == 0 or answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return True
    return answer.accepted and not isinstance(answer.object.get("status"), str)


def _rest(answer: Exchange, age: float) -> float:
    """Give the seconds after which a job will have ended, as its progress says; 0 where it says nothing."""
    progress = answer.object.get("progress")
    if age < TRUSTED or isinstance(progress, bool) or not isinstance(progress, int | float) or not 0 < progress < 100:
        return 0.0
    return age * min((100 - progress) / progress, AHEAD_MOST)


def _wait(driver: Driver, job: Job, begun: float, least: float, pause: float, expectation: Expectation) -> None:
    """Wait for as long as a job takes, else for what the one that is polled closely shows, or for the `pause`.

    These are seconds, and the `least` of them are waited for in any case.
    """
    start = time.monotonic()
    while not driver.patience.is_stopped:
        now = time.monotonic()
        expected = begun + expectation.seconds
        rest = max(start + least, expected if expected > start else start + pause) - now
        is_first = not job.is_polled_closely and expectation.is_led and not expectation.seconds
        if rest <= 0 and (not is_first or now - begun >= min(LEAD_MOST, driver.target.job_timeout / 20)):
            return
        driver.patience.wait(TICK if rest <= 0 else min(rest, TICK))
