"""The end of a load run: every job that this process made is deleted, or named."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import attrs

from ...contract.operations import NOT_OFFERED
from ...exchange.exchange import Exchange, job_id
from ...exchange.listing import items_on
from ...exchange.status import UNDER_WAY
from ...exchange.text import sentence
from ...run.cleanup import GONE, MISSES_MOST, NO_DELETION
from ...run.wire.pace import busy_pause, growing, poll_pause
from .sender import Sender, Shared

AT_ONCE = 8
"""Deletions."""
TRIES_MOST = 5
"""Deletions that a busy server puts off, and that are sent again."""
USER = "cleanup"


@attrs.define
class Cleanup:
    """Deletes jobs, several at once, until a server shows that it deletes nothing, or answers no more."""

    shared: Shared
    _is_given_up: bool = False
    _misses: int = 0
    _refusals: int = 0
    _senders: list[Sender] = attrs.field(factory=list)
    _local: threading.local = attrs.field(factory=threading.local)

    def run(self) -> list[str]:
        """Delete what was made, and name what may be there still, a line each."""
        shared = self.shared
        if shared.target.keep:
            return []
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                self._find_lost()
                for job in shared.journal.left:
                    if job.id is not None:
                        shared.made.setdefault(job.id, job.sent)
                left = list(filter(None, pool.map(self._delete, list(shared.made))))
        finally:
            for sender in self._senders:
                sender.close()
        unsure = [f"a create told no id, and no job has its prompt: {prompt!r}" for prompt in shared.lost]
        earlier = [job.sent for job in shared.journal.left if job.id is None]
        shared.journal.end(frozenset([*shared.made.values(), *shared.lost.values(), *earlier]))
        return [*left, *unsure]

    def give_up(self) -> None:
        """Try no more deletions: what is left is named."""
        self._is_given_up = True

    def _delete(self, job: str) -> str | None:
        """Delete one job; give a line where it may be there still."""
        if self._is_given_up:
            return f"{sentence(job)}: not tried, since the run was ended"
        if self._misses >= MISSES_MOST:
            return f"{sentence(job)}: not tried, since the server had stopped answering"
        if self._refusals >= MISSES_MOST:
            return f"{sentence(job)}: not tried, since no job can be deleted here"
        sender = self._sender()
        answer = self._deletion(sender, job)
        if answer.refused and answer.status not in (*GONE, *NO_DELETION) and self._ends(sender, job):
            answer = self._deletion(sender, job)
        # A server that deletes nothing may say so by 404: whether the job is gone is seen where it is looked for.
        is_gone = answer.accepted or sender.retrieve(job).exchange.status in GONE
        self._misses = self._misses + 1 if answer.error else 0
        self._refusals = self._refusals + 1 if answer.status in NOT_OFFERED and not is_gone else 0
        if is_gone:
            self.shared.made.pop(job, None)
            return None
        return f"{sentence(job)}: DELETE {answer.url} was answered with {answer.outcome}"

    def _deletion(self, sender: Sender, job: str) -> Exchange:
        """Ask for a deletion, again where a busy server puts it off."""
        answer = sender.delete(job).exchange
        for _ in range(TRIES_MOST):
            if not answer.postponed or self._is_given_up:
                break
            time.sleep(busy_pause(answer))
            answer = sender.delete(job).exchange
        return answer

    def _ends(self, sender: Sender, job: str) -> bool:
        """Wait until a job ends that may not be deleted before; False where it is no such job, or takes too long."""
        end = time.monotonic() + self.shared.target.job_timeout
        for pause in growing():
            if time.monotonic() >= end or self._is_given_up:
                break
            look = sender.retrieve(job).exchange
            if look.object.get("status") not in UNDER_WAY:
                return look.accepted
            time.sleep(poll_pause(look, pause))
        return False

    def _find_lost(self) -> None:
        """Find the jobs of creates that told no id: each asked with a prompt of its own."""
        if not self.shared.lost:
            return
        for item in self._listed():
            prompt = item.get("prompt")
            if isinstance(prompt, str) and prompt in self.shared.lost and (name := job_id(item)) is not None:
                self.shared.made[name] = self.shared.lost.pop(prompt)

    def _listed(self) -> Iterator[dict[str, object]]:
        for answer in self._sender().walk():
            yield from items_on(answer.exchange)

    def _sender(self) -> Sender:
        """Give the way to the server of this thread."""
        if not hasattr(self._local, "sender"):
            self._local.sender = Sender(self.shared, f"{USER}-{len(self._senders) + 1}")
            self._senders.append(self._local.sender)
        sender: Sender = self._local.sender
        return sender
