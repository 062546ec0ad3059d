"""How long a run waits: between polls, for a busy server, and before it asks once more."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import accumulate, takewhile

from ...exchange.exchange import Exchange
from ...scenario.part import Job

POLL_FIRST, POLL_CLOSELY, POLL_GROWTH, POLL_MOST = 0.4, 0.1, 1.5, 5.0
BUSY_FIRST, BUSY_MOST = 1.0, 60.0
DISTINCT_SECONDS = 1.05
"""Pause between creates whose order is judged: `created_at` has a resolution of one second."""


class Second:
    """The next second, by the clock of a server that counts in seconds."""

    def __init__(self) -> None:
        self._at = 0.0

    def note(self) -> None:
        """Note that something was made now."""
        self._at = time.monotonic() + DISTINCT_SECONDS

    def has_come(self) -> bool:
        """Tell whether what is made now is another second's than what was made last."""
        return time.monotonic() >= self._at

    def wait(self) -> None:
        """Wait until that is so."""
        time.sleep(max(0.0, self._at - time.monotonic()))


def delays(job: Job) -> Iterator[float]:
    """Give the seconds before each poll of a job: more and more, since a long job needs no closer look.

    One job is looked at right after its create; of the others, the create has just said how they are.
    """
    delay = POLL_FIRST
    if job.is_polled_closely:
        yield 0.0
        delay = POLL_CLOSELY
    yield from growing(delay)


def growing(delay: float = POLL_CLOSELY) -> Iterator[float]:
    """Give the seconds between polls, from some on more and more."""
    while True:
        yield delay
        delay = min(delay * POLL_GROWTH, POLL_MOST)


def polls_most(job: Job, job_timeout: float) -> int:
    """Count the polls of a job that takes all the seconds that it may take."""
    return max(1, len(list(takewhile(lambda at: at <= job_timeout, accumulate(delays(job))))))


def poll_pause(answer: Exchange, delay: float) -> float:
    """Give the seconds until the next poll: those that the answer asks for, if they are more."""
    asked = answer.header("openai-poll-after-ms")
    # What is no number of a sane length asks for nothing.
    return max(int(asked) / 1000 if re.fullmatch("[0-9]{1,9}", asked) else 0.0, delay)


def busy_pause(answer: Exchange) -> float:
    """Give the seconds that a busy server asks to wait; not at once, whatever it says."""
    asked = answer.header("retry-after")
    seconds = float(asked) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", asked) else BUSY_FIRST
    return min(max(seconds, BUSY_FIRST), BUSY_MOST)
