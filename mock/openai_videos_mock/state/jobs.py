"""Video jobs: what they were asked for, and what has become of them at a given time."""

import math
import re
from enum import StrEnum

from attrs import frozen

from openai_videos_mock.contract.document import Json
from openai_videos_mock.state.parts import Part

LIFETIME = 3600
"""Seconds for which a completed video can be downloaded."""
_FAILING_PROMPT = re.compile(r"\[fail(?::(?P<code>[A-Za-z0-9_.-]+))?\]")


class Status(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Whether the job will stay like this."""
        return self in (Status.COMPLETED, Status.FAILED)


@frozen
class Failure:
    """Why a job fails."""

    code: str
    message: str


@frozen(kw_only=True)
class Job:
    """A job as it was created. Everything else follows from it and the time."""

    id: str
    sequence: int
    """The order of creation, which `created` alone cannot tell for jobs of the same second."""
    created: float
    duration: float
    """Seconds that the generation takes."""
    prompt: str
    model: str
    seconds: str
    size: str
    remixed_from: str | None = None
    expires: bool = True
    lifetime: float = LIFETIME
    """Seconds for which the video can be downloaded, unless it never expires."""
    queued_share: float = 0.1
    """The part of its duration in which the job is queued."""
    failure_share: float = 0.5
    """The part of its duration after which the job fails, if it does."""
    planned_failure: Failure | None = None
    """How the job fails; without it, the prompt may ask for a failure."""
    stall: int | None = None
    """The percentage at which the job stays for ever; 0 leaves it queued."""
    looks: int | None = None
    """How often the job is looked at until it is at its end, if that comes before its time has passed."""
    looked: int = 0
    parts: tuple[Part, ...] = ()
    """What its video is made of."""
    fixture: bool = False
    """Whether it is there from the start, and stays."""

    @property
    def ends(self) -> float:
        """When the job is at its end; never, if it stalls."""
        return math.inf if self.stall is not None else self.created + self.duration

    @property
    def failure(self) -> Failure | None:
        """How the job fails, if it does."""
        match = _FAILING_PROMPT.search(self.prompt)
        if self.planned_failure or match is None:
            return self.planned_failure
        code = match["code"] or "generation_failed"
        return Failure(code, f"The prompt asked this job to fail with '{code}'.")

    @property
    def created_at(self) -> int:
        """When the job was created, as the API tells it."""
        return int(self.created)

    @property
    def completed_at(self) -> int:
        """When the job completes, if it does."""
        return int(self.created + self.duration)

    def expired(self, now: float) -> bool:
        """Tell whether the files are no longer kept."""
        return self.expires and now >= self.completed_at + self.lifetime

    def status(self, now: float) -> Status:
        """Tell how far the job has come."""
        share = self._share(now)
        if self.stall is not None:
            return Status.QUEUED if not self.stall or share < self.queued_share else Status.IN_PROGRESS
        if self.failure and share >= self.failure_share:
            return Status.FAILED
        if share >= 1:
            return Status.COMPLETED
        return Status.QUEUED if share < self.queued_share else Status.IN_PROGRESS

    def _share(self, now: float) -> float:
        """Tell how much of its duration has passed, by time or by looks."""
        passed = (now - self.created) / self.duration if self.duration else 1.0
        return max(passed, self.looked / self.looks if self.looks else 0.0)

    def progress(self, now: float) -> int:
        """Tell how much is done, in percent."""
        match self.status(now):
            case Status.QUEUED:
                return 0
            case Status.COMPLETED:
                return 100
            case Status.FAILED:
                return int(100 * min(self.failure_share, 0.99))
            case Status.IN_PROGRESS:
                return min(99 if self.stall is None else self.stall, int(100 * self._share(now)))


def describe(job: Job, now: float) -> dict[str, Json]:
    """Write a job down as the API's `Video`, with null for what does not apply."""
    status = job.status(now)
    completed = status is Status.COMPLETED
    error: Json = None
    if status is Status.FAILED and job.failure:
        error = {"code": job.failure.code, "message": job.failure.message}
    return {
        "id": job.id,
        "object": "video",
        "created_at": job.created_at,
        "completed_at": job.completed_at if completed else None,
        "expires_at": int(job.completed_at + job.lifetime) if completed and job.expires else None,
        "status": status.value,
        "progress": job.progress(now),
        "error": error,
        "model": job.model,
        "prompt": job.prompt,
        "remixed_from_video_id": job.remixed_from,
        "seconds": job.seconds,
        "size": job.size,
    }
