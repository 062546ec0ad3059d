"""The jobs of a load run: one place allows them, one by one, and whoever makes one has asked there before.

A process that ends takes what it was allowed with it: so no more is ever spent than was allowed, whatever becomes of
messages and workers.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import attrs

from ...run.wire.budget import Budget
from ...target.target import Target


@attrs.define
class Allowance:
    """What is left of the jobs of a whole run."""

    left: int

    def grant(self) -> bool:
        """Allow one job, if one is left."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True


@attrs.define
class Share:
    """What one process was allowed, and has not used; `ask` gets one job more, or tells that none is left."""

    ask: Callable[[], bool]
    budget: Budget = attrs.field(factory=lambda: Budget(0))
    """What every request of this process goes through: it holds whatever a user does."""
    _unused: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    def take(self) -> bool:
        """Allow one create, unless no job is left."""
        with self._lock:
            if self._unused > 0:
                self._unused -= 1
                return True
        if not self.ask():
            return False
        with self._lock:
            self.budget.limit += 1
        return True

    def give_back(self) -> None:
        """Take back what a create did not use, since it was refused."""
        with self._lock:
            self._unused += 1


def jobs_allowed(target: Target, seconds: int) -> int:
    """Give the most jobs of so many seconds of video that a target allows."""
    jobs = target.max_jobs or 0
    return jobs if target.max_seconds_of_video == math.inf else min(jobs, int(target.max_seconds_of_video // seconds))
