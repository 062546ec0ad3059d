"""The budget: the jobs, and the seconds of video, that a run may ask for."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import attrs


class BudgetSpent(Exception):
    """The next create could start a job that the budget does not allow."""


@attrs.define
class Budget:
    """The generation jobs that a run may start, and their seconds of video. A create reserves before it is sent."""

    limit: int
    limit_seconds: float = math.inf
    spent: int = 0
    spent_seconds: int = 0
    unanswered: set[float] = attrs.field(factory=set)
    """When the creates were sent that were booked though nothing is known of their job."""
    _reserved: int = 0
    _reserved_seconds: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    @contextmanager
    def reservation(self, seconds: int) -> Iterator[None]:
        """Hold one job of so many seconds of video for the length of a request."""
        with self._lock:
            if self.spent + self._reserved >= self.limit:
                raise BudgetSpent(f"the budget of {self.limit} jobs is spent")
            if self.spent_seconds + self._reserved_seconds + seconds > self.limit_seconds:
                raise BudgetSpent(f"the budget of {self.limit_seconds:g} seconds of video is spent")
            self._reserved += 1
            self._reserved_seconds += seconds
        try:
            yield
        finally:
            with self._lock:
                self._reserved -= 1
                self._reserved_seconds -= seconds

    def narrow(self, jobs: int, seconds: float) -> None:
        """Allow no more than this."""
        self.limit, self.limit_seconds = min(self.limit, jobs), min(self.limit_seconds, seconds)

    def book(self, seconds: int) -> None:
        """Count a job that a server started."""
        with self._lock:
            self.spent += 1
            self.spent_seconds += seconds
