"""Going on with the jobs of a run that was cut short."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ..contract.operations import RETRIEVE_VIDEO
from ..exchange.exchange import Exchange, job_id
from ..exchange.listing import items_on
from ..scenario.part import Job
from ..scenario.step import Request
from ..scenario.upkeep import RESUME_LIST, RESUME_RETRIEVE
from .wire.driver import Driver
from .wire.journal import LeftJob

CLOCKS_APART = 60.0
"""Seconds that the clock of a server may be wrong, for its jobs to be known again by their time."""


@attrs.define
class Resumption:
    """The jobs that an earlier run left, each to be taken up once."""

    driver: Driver
    left: list[LeftJob] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = list(self.driver.journal.left) if self.driver.target.resume else []

    def take_up(self, job: Job, prompts: Sequence[str]) -> Exchange | None:
        """Put the create of an earlier run into the record, or the job if the create is not known.

        None where there is none, or the job is gone. A job that this run did not mean to start is as good.
        """
        if late := self.driver.evidence.taken(job.late):
            self.driver.recorder.hand_over(job.late, job.create)
            return late[-1]
        left = next((left for left in self.left if left.step == job.create.name), None)
        if left is None:
            return None
        self.left.remove(left)
        if left.exchange is not None and left.id is not None:
            if not self.driver.take(RESUME_RETRIEVE, left.id).accepted:
                return None
            self.driver.recorder.add(left.exchange)
            return left.exchange
        identifier = self._search(left, prompts)
        if identifier is None:
            return None
        self.driver.recovered[left.sent] = identifier
        return self.driver.take(job.adopted, request=Request(operation=RETRIEVE_VIDEO, ids={"video_id": identifier}))

    def _search(self, left: LeftJob, prompts: Sequence[str]) -> str | None:
        """Find the job of a create whose answer was not read or told no id.

        Its prompt and its time are all that is known of it.
        """
        items = items_on(self.driver.take(RESUME_LIST))
        taken = {job_id(e.object) for e in self.driver.evidence.exchanges} | {other.id for other in self.left}
        patience = self.driver.target.request_timeout + CLOCKS_APART
        fitting = [
            str(item["id"])
            for item in items
            if isinstance(item.get("id"), str)
            and item["id"] not in taken
            and item.get("prompt") in prompts
            and isinstance(item.get("created_at"), int)
            and abs(item["created_at"] - left.sent) < patience
        ]
        return fitting[0] if len(fitting) == 1 else None
