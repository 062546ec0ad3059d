"""Going on with the jobs of a run that was cut short."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ..exchange.exchange import Exchange
from .driver import Driver
from .journal import LeftJob

CLOCKS_APART = 60.0
"""Seconds that the clock of a server may be wrong, for its jobs to be known again by their time."""


@attrs.define
class Resumption:
    """The jobs that an earlier run left, each to be taken up once."""

    driver: Driver
    left: list[LeftJob] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = list(self.driver.journal.left) if self.driver.settings.resume else []

    def take_up(self, step: str, prompts: Sequence[str]) -> Exchange | None:
        """Put the create of an earlier run into the evidence, or the job if the create is not known.

        None where there is none, or the job is gone. A job that this run did not mean to start is as good.
        """
        late = f"late.{step.removesuffix('.create')}"
        if sent := self.driver.evidence.taken(late):
            self.driver.evidence.hand_over(late, step)
            return sent[-1]
        job = next((job for job in self.left if job.step == step), None)
        if job is None:
            return None
        self.left.remove(job)
        if job.exchange is not None:
            if not self.driver.send("resume.retrieve", "retrieve_video", ids={"video_id": str(job.id)}).accepted:
                return None
            self.driver.evidence.record(job.exchange)
            return job.exchange
        identifier = self._search(job, prompts)
        if identifier is None:
            return None
        self.driver.found[job.sent] = identifier
        name = step.removesuffix(".create")
        return self.driver.send(f"{name}.adopted", "retrieve_video", ids={"video_id": identifier})

    def _search(self, job: LeftJob, prompts: Sequence[str]) -> str | None:
        """Find the job of a create whose answer was not read: its prompt and its time are all that is known of it."""
        page = self.driver.send("resume.list", "list_videos", query={"limit": 100, "order": "desc"}).object.get("data")
        items = [item for item in page if isinstance(item, dict)] if isinstance(page, list) else []
        taken = {e.object.get("id") for e in self.driver.evidence.exchanges} | {other.id for other in self.left}
        patience = self.driver.settings.request_timeout + CLOCKS_APART
        found = [
            str(item["id"])
            for item in items
            if isinstance(item.get("id"), str)
            and item["id"] not in taken
            and item.get("prompt") in prompts
            and isinstance(item.get("created_at"), int)
            and abs(item["created_at"] - job.sent) < patience
        ]
        return found[0] if len(found) == 1 else None
