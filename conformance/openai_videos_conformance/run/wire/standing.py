"""Which jobs a run waits for, since when, and how they were seen last."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

import attrs

from ...exchange.status import UNDER_WAY, is_final

UNMOVED = 60.0
"""Seconds in one status after which a job is told to be waited for."""


@attrs.frozen
class Awaited:
    """A job that is polled."""

    name: str
    status: str
    started: float
    """When it was first polled."""
    since: float
    """When it was first seen in its status."""
    ends: float
    """When it is given up."""


@attrs.define
class Standing:
    """The jobs of a run that are, or were, polled. Times are those of `clock`."""

    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, str] = attrs.field(factory=dict, init=False)
    _awaited: dict[str, Awaited] = attrs.field(factory=dict, init=False)
    _longest: float = attrs.field(default=0.0, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def see(self, name: str, status: str, *, patience: float) -> None:
        """Note the status that a job was seen in; it is waited for as many seconds from the first time on."""
        with self._lock:
            now, before = self.clock(), self._awaited.get(name)
            since = before.since if before is not None and before.status == status else now
            started = before.started if before is not None else now
            self._seen[name] = status
            self._awaited[name] = Awaited(name, status, started, since, started + patience)

    def leave(self, name: str) -> None:
        """Note that a job is polled no more."""
        with self._lock:
            if (awaited := self._awaited.pop(name, None)) is not None:
                self._longest = max(self._longest, self.clock() - awaited.started)

    @property
    def longest(self) -> float:
        """The seconds for which the longest of the jobs that are over was seen."""
        return self._longest

    def counts(self) -> str:
        """Say how many jobs were seen in which status at last, empty where none was."""
        with self._lock:
            states = Counter(self._seen.values())
        return ", ".join(f"{count} {state}" for state, count in states.items())

    def has_unfinished(self) -> bool:
        """Tell whether a job was seen under way at last, or is waited for, in whatever word of the server's."""
        with self._lock:
            waited_for = any(not is_final(job.status) for job in self._awaited.values())
            return waited_for or any(status in UNDER_WAY for status in self._seen.values())

    def awaited(self) -> str:
        """Say which jobs are waited for, and how long already; empty where none is."""
        with self._lock:
            now, jobs = self.clock(), list(self._awaited.values())
        return ", ".join(f"{job.name} ({job.status}, {now - job.started:.0f} s)" for job in jobs)

    def unmoved(self) -> list[str]:
        """Name, in a sentence each, the jobs that have not moved for a while."""
        with self._lock:
            now, jobs = self.clock(), list(self._awaited.values())
        return [
            f"{job.name} is waited for: {job.status!r} for {UNMOVED:.0f} s, and at most {job.ends - now:.0f} s more "
            "(--job-timeout); what needs no finished job goes on"
            for job in jobs
            if now - job.since >= UNMOVED
        ]
