"""Patience: how long a run waits for a server that is busy, slow, or does not answer, and when it gives up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import attrs

from ...exchange.exchange import Exchange
from ...target.target import Target
from .pace import busy_pause

SLOW_MOST = 20
"""Deadlines: the time that slow answers may take beyond theirs, in all."""


class GivenUp(Exception):
    """The server left too many requests without an answer; the message says so."""


@attrs.define
class Patience:
    """What of it is used up."""

    _target: Target
    _stop: threading.Event = attrs.field(factory=threading.Event, init=False)
    _busy: float = attrs.field(default=0.0, init=False)
    _unanswered: int = attrs.field(default=0, init=False)
    _slow: float = attrs.field(default=0.0, init=False)
    _tidying: bool = attrs.field(default=False, init=False)

    @property
    def is_stopped(self) -> bool:
        """Whether every wait is to end now."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Make every wait end now."""
        self._stop.set()

    def tidy(self) -> None:
        """Let what is sent from now on take the patience of a new run: what was made is to be deleted in any case."""
        self._stop.clear()
        self._busy, self._tidying = 0.0, True

    @contextlib.contextmanager
    def while_starting(self) -> Iterator[None]:
        """Let what is left unanswered count for nothing: a server that is starting answers late, or not yet."""
        unanswered, slow = self._unanswered, self._slow
        self._tidying = True
        try:
            yield
        finally:
            self._unanswered, self._slow, self._tidying = unanswered, slow, False

    def wait(self, seconds: float) -> None:
        """Wait, unless the run is stopped."""
        self._stop.wait(seconds)

    def wait_while_busy(self, answer: Exchange) -> bool:
        """Wait as long as a busy server asks; False when the patience of the run is used up."""
        pause = busy_pause(answer)
        if self._busy + pause > self._target.job_timeout:
            return False
        self._busy += pause
        self.wait(pause)
        return not self.is_stopped

    def note(self, answer: Exchange) -> None:
        """Note how long an answer took, and whether one came."""
        if answer.error and not answer.is_too_large:
            # A request that ran into its deadline cost as much time as many that failed at once.
            self._unanswered += 1 + int(answer.elapsed)
        self._slow += max(0.0, answer.elapsed - self._target.request_timeout)

    def check(self) -> None:
        """Raise `GivenUp` where no more is to be sent."""
        if self._unanswered > self._target.most_unanswered and not self._tidying:
            raise GivenUp("the run was given up: the server left too many requests without a complete answer")
        if self._slow > SLOW_MOST * self._target.request_timeout and not self._tidying:
            raise GivenUp(
                f"the run was given up: its answers took {self._slow:.0f} s longer than --request-timeout in all; "
                "give a longer one where that is how fast the server is"
            )
