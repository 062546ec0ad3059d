"""The jobs that need no source: those whose order counts each in a second of its own, the others side by side."""

from __future__ import annotations

from ..scenario.jobs import DEFAULTS, JOBS
from ..scenario.part import Job
from .starting import Jobs
from .wire.driver import Driver
from .wire.pace import Second


class Originals:
    """Those of a run, of which some wait until their second has come."""

    def __init__(self, driver: Driver, jobs: Jobs, wanted: list[Job]) -> None:
        self._driver = driver
        self._jobs = jobs
        self._together = [job for job in wanted if not job.is_spaced]
        self._apart = [job for job in wanted if job.is_spaced]
        self._second = Second()

    def start(self) -> None:
        """Start them, but for those that can wait."""
        if (existing := self._driver.target.video_id) is not None and DEFAULTS in self._apart:
            self._apart, self._together = [], []
            self._jobs.adopt(DEFAULTS, existing)
            return
        # What nothing is made of can wait until its second has come, unless there may be no job left for it then.
        sources = {job.source for job in JOBS} if self._driver.target.max_jobs is None else set(self._apart)
        while self._apart and self._apart[0] in sources:
            self._start_next()
        self._jobs.start_at_once(self._together)

    def start_due(self) -> None:
        """Start those whose second has come."""
        while self._apart and self._second.has_come():
            self._start_next()

    def start_rest(self) -> None:
        """Start all that are left, each when its second has come."""
        while self._apart:
            self._start_next()

    def _start_next(self) -> None:
        self._second.wait()
        job = self._apart.pop(0)
        self._jobs.start(job)
        if self._jobs.seen(job) is not None:
            self._second.note()
