"""The board: the jobs of all users of a process, where each finds those of the others."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Collection

import attrs

DELETED_MOST = 200
"""The deleted jobs that are looked for once more."""


@attrs.define
class Board:
    """Which jobs are there to be looked at."""

    _chance: random.Random = attrs.field(factory=lambda: random.Random(0))  # noqa: S311 - no secret hangs on it
    _under_way: set[str] = attrs.field(factory=set)
    _completed: set[str] = attrs.field(factory=set)
    _deleted: deque[str] = attrs.field(factory=lambda: deque(maxlen=DELETED_MOST))

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return bool(self._under_way)

    def start(self, job: str) -> None:
        """Put up a job that was made."""
        self._under_way.add(job)

    def end(self, job: str, *, has_video: bool) -> None:
        """Note that a job moves no more."""
        self._under_way.discard(job)
        if has_video:
            self._completed.add(job)

    def take_down(self, job: str) -> None:
        """Take down a job that is about to be deleted."""
        self._under_way.discard(job)
        self._completed.discard(job)

    def delete(self, job: str) -> None:
        """Note that a deletion was confirmed."""
        self._deleted.append(job)

    def one_under_way(self) -> str | None:
        """Give a job that is under way, by chance."""
        return self._one_of(self._under_way)

    def one_completed(self) -> str | None:
        """Give a job that has a video, by chance."""
        return self._one_of(self._completed)

    def one_deleted(self) -> str | None:
        """Give a job that was deleted, by chance."""
        return self._one_of(self._deleted)

    def _one_of(self, jobs: Collection[str]) -> str | None:
        return self._chance.choice(tuple(jobs)) if jobs else None
