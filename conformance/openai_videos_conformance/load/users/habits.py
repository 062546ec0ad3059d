"""What a user does: makes jobs one after the other, looks at them and at those of others, and deletes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import attrs

from ...contract.operations import DELETE_VIDEO
from ...exchange.exchange import job_id
from ...exchange.status import COMPLETED, is_final
from ...run.cleanup import GONE, NO_DELETION
from ...run.wire.pace import busy_pause, growing, poll_pause
from ...scenario.looks import SETTLED
from ...scenario.ways import PROMPT
from .board import Board
from .sender import Answer, Sender, Shared

HELD = SETTLED + 1.0
"""Seconds that a job is left for others to be seen in lists and downloaded, before its user deletes it."""
REFUSED_PAUSE = 1.0
"""Seconds after a create that was not taken."""
REFUSALS_MOST = 10
"""Creates of a user in a row that are refused, after which it asks for no more."""
LOOK_PAUSE = 0.5
"""Seconds between the looks of a user that may make no more jobs."""


@attrs.define
class Habits:
    """One user."""

    shared: Shared
    board: Board
    sender: Sender
    wait: Callable[[float], None]
    held: list[tuple[str, float]] = attrs.field(factory=list)
    """The jobs of this user that have ended, and when they were seen to."""
    refusals: int = 0
    """The creates in a row that were refused."""
    put_off: float = 0.0
    """The seconds for which one create after the other was put off."""

    def go_on(self) -> bool:
        """Make a job and see it through, or where no job is left look at what is there; False where nothing is."""
        answer = self.sender.create(f"{PROMPT} ({secrets.token_hex(8)})")
        if answer is None:
            return self._look_on()
        job = job_id(answer.exchange.object) if answer.exchange.accepted else None
        is_refused = answer.exchange.refused and not answer.exchange.postponed
        self.refusals = self.refusals + 1 if is_refused else 0
        self.put_off += busy_pause(answer.exchange) if answer.exchange.postponed else -self.put_off
        if self.refusals == REFUSALS_MOST or self.put_off > self.shared.target.job_timeout:
            return False
        if job is None:
            self.wait(busy_pause(answer.exchange) if answer.exchange.postponed else REFUSED_PAUSE)
            return True
        self.board.start(job)
        last = self._poll(job)
        has_video = last is not None and last.exchange.object.get("status") == COMPLETED
        self.board.end(job, has_video=has_video)
        self.held.append((job, self.shared.clock.now()))
        if has_video:
            self._download(job)
        self._look_around()
        self._delete_held()
        return True

    def _poll(self, job: str) -> Answer | None:
        """Poll a job, and by the way one of another user, until it has ended or its time is over."""
        end = self.shared.clock.now() + self.shared.target.job_timeout
        for pause in growing():
            if self.shared.clock.now() >= end:
                break
            answer = self.sender.retrieve(job)
            if is_final(answer.exchange.object.get("status")) or answer.exchange.status in GONE:
                return answer
            if (other := self.board.one_under_way()) is not None:
                self.sender.retrieve(other)
            self.wait(busy_pause(answer.exchange) if answer.exchange.postponed else poll_pause(answer.exchange, pause))
        return None

    def _download(self, job: str) -> None:
        """Download a video, one of another user, and the first once more."""
        other = self.board.one_completed()
        for each in (job, other or job, job):
            self.sender.download(each)

    def _look_around(self) -> None:
        """Follow the list, and look for a job that was deleted."""
        for _ in self.sender.walk():
            pass
        if (deleted := self.board.one_deleted()) is not None:
            self.sender.retrieve(deleted)

    def _delete_held(self) -> None:
        """Delete the jobs that others had time to look at."""
        if self.shared.target.keep or DELETE_VIDEO in self.shared.not_offered:
            self.held.clear()
        while self.held and self.shared.clock.now() - self.held[0][1] >= HELD:
            job, _ = self.held.pop(0)
            self.board.take_down(job)
            answer = self.sender.delete(job).exchange
            if answer.status in NO_DELETION:
                self.shared.not_offered.add(DELETE_VIDEO)
            elif answer.accepted:
                self.board.delete(job)
                self.sender.retrieve(job)

    def _look_on(self) -> bool:
        """Look at jobs of others while there are some, and delete those that are left."""
        self._delete_held()
        if not self.held and not self.board.is_busy:
            return False
        for job, ask in (
            (self.board.one_under_way(), self.sender.retrieve),
            (self.board.one_completed(), self.sender.download),
        ):
            if job is not None:
                ask(job)
        self._look_around()
        self.wait(LOOK_PAUSE)
        return True
