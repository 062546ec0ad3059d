"""The budget: the jobs, and the seconds of video, that a run may ask for."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import attrs


class BudgetSpent(Exception):
    """The next request could start a job that the budget does not allow."""


@attrs.define
class Budget:
    """The generation jobs that a run may start, and their seconds of video.

    Whatever could start a job reserves it before it is sent, also what has to be refused, and returns it when it is.
    """

    limit: int
    """Jobs that are wanted."""
    limit_seconds: float = math.inf
    unasked: int = 0
    """Jobs that a server may start by accepting what it has to refuse."""
    limit_in_all: float = math.inf
    """Jobs of both kinds together."""
    spent: int = 0
    """Jobs of both kinds that a server started."""
    spent_unasked: int = 0
    spent_seconds: int = 0
    unanswered: set[float] = attrs.field(factory=set)
    """When the creates were sent that were booked though nothing is known of their job."""
    _reserved: int = 0
    _reserved_unasked: int = 0
    _reserved_seconds: int = 0
    _settled: threading.Condition = attrs.field(factory=threading.Condition, repr=False)

    @contextmanager
    def reservation(self, seconds: int, *, unasked: bool = False) -> Iterator[None]:
        """Hold one job of so many seconds of video for the length of a request.

        What others have reserved may be returned: that is waited for.

        Raises:
            BudgetSpent: There is none.
        """
        with self._settled:
            while self._lacks(seconds, unasked=unasked, reserved=True):
                if (lack := self._lacks(seconds, unasked=unasked, reserved=False)) is not None:
                    raise BudgetSpent(lack)
                self._settled.wait()
            self._reserve(1, seconds, unasked=unasked)
        try:
            yield
        finally:
            with self._settled:
                self._reserve(-1, -seconds, unasked=unasked)
                self._settled.notify_all()

    def narrow(self, jobs: int, unasked: int, seconds: float) -> None:
        """Allow no more than this."""
        self.limit, self.unasked = min(self.limit, jobs), min(self.unasked, unasked)
        self.limit_seconds = min(self.limit_seconds, seconds)

    def book(self, seconds: int, *, unasked: bool = False) -> None:
        """Count a job that a server started."""
        with self._settled:
            self.spent += 1
            self.spent_unasked += unasked
            self.spent_seconds += seconds

    def _reserve(self, jobs: int, seconds: int, *, unasked: bool) -> None:
        self._reserved += jobs
        self._reserved_unasked += jobs * unasked
        self._reserved_seconds += seconds

    def _lacks(self, seconds: int, *, unasked: bool, reserved: bool) -> str | None:
        """Say what one more job would be too much for, with what is reserved or without; None where it is not."""
        held = (self._reserved, self._reserved_unasked, self._reserved_seconds) if reserved else (0, 0, 0)
        in_all, of_unasked = self.spent + held[0], self.spent_unasked + held[1]
        if in_all >= self.limit_in_all:
            return f"the budget of {self.limit_in_all:g} jobs is spent"
        if unasked and of_unasked >= self.unasked:
            return f"the {self.unasked} jobs are spent that a server may start by accepting what it has to refuse"
        if not unasked and in_all - of_unasked >= self.limit:
            return f"the budget of {self.limit} jobs is spent"
        if self.spent_seconds + held[2] + seconds > self.limit_seconds:
            return f"the budget of {self.limit_seconds:g} seconds of video is spent"
        return None
