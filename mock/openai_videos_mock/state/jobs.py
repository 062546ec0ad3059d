"""Video jobs: what they were asked for, and what has become of them at a given time."""

import re
from enum import StrEnum

from attrs import frozen

from openai_videos_mock.contract.document import Json

LIFETIME = 3600
"""Seconds for which a completed video can be downloaded."""
_QUEUED_SHARE = 0.1
_FAILURE_SHARE = 0.5
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

    @property
    def failure(self) -> str | None:
        """The error code that the prompt asks for."""
        match = _FAILING_PROMPT.search(self.prompt)
        return (match["code"] or "generation_failed") if match else None

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
        return self.expires and now >= self.completed_at + LIFETIME

    def status(self, now: float) -> Status:
        """Tell how far the job has come."""
        elapsed = now - self.created
        if self.failure and elapsed >= self.duration * _FAILURE_SHARE:
            return Status.FAILED
        if elapsed >= self.duration:
            return Status.COMPLETED
        return Status.QUEUED if elapsed < self.duration * _QUEUED_SHARE else Status.IN_PROGRESS

    def progress(self, now: float) -> int:
        """Tell how much is done, in percent."""
        match self.status(now):
            case Status.QUEUED:
                return 0
            case Status.COMPLETED:
                return 100
            case Status.FAILED:
                return int(100 * _FAILURE_SHARE)
            case Status.IN_PROGRESS:
                return min(99, int(100 * (now - self.created) / self.duration))


def describe(job: Job, now: float) -> dict[str, Json]:
    """Write a job down as the API's `Video`, with null for what does not apply."""
    status = job.status(now)
    completed = status is Status.COMPLETED
    error: Json = None
    if status is Status.FAILED:
        error = {"code": job.failure, "message": f"The prompt asked this job to fail with '{job.failure}'."}
    return {
        "id": job.id,
        "object": "video",
        "created_at": job.created_at,
        "completed_at": job.completed_at if completed else None,
        "expires_at": job.completed_at + LIFETIME if completed and job.expires else None,
        "status": status.value,
        "progress": job.progress(now),
        "error": error,
        "model": job.model,
        "prompt": job.prompt,
        "remixed_from_video_id": job.remixed_from,
        "seconds": job.seconds,
        "size": job.size,
    }
