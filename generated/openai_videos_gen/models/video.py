# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..models.known_video_model import KnownVideoModel
from ..models.video_size import VideoSize
from ..models.video_status import VideoStatus
from ..types import Model, moment


@dataclass(slots=True)
class Video(Model):
    """A video generation job. Servers may add properties of their own."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "id": "id",
        "created_at": "created_at",
        "model": "model",
        "object": "object",
        "progress": "progress",
        "seconds": "seconds",
        "size": "size",
        "status": "status",
        "completed_at": "completed_at",
        "error": "error",
        "expires_at": "expires_at",
        "prompt": "prompt",
        "remixed_from_video_id": "remixed_from_video_id",
    }

    id: str
    """Identifies the job; no other job has it."""
    created_at: int
    """When the job was created, in Unix seconds."""
    model: KnownVideoModel | str
    """Name of a video generation model. Open, since servers offer models of their own."""
    object: Literal["video"]
    """Always `video`."""
    progress: int
    """How much of the job is done, in percent, approximately."""
    seconds: str
    """Duration of the video in seconds, as a decimal string. For an extension, the whole stitched duration. Open,
    since stitched durations lie outside what a request can ask for."""
    size: VideoSize
    """Width x height of the picture, in pixels."""
    status: VideoStatus
    """Where the job is in its life. `completed` and `failed` are final."""
    completed_at: int | None = None
    """When the job completed, in Unix seconds; null or absent until then."""
    error: None | VideoCreateError = None
    """Why the generation failed; null or absent if it did not."""
    expires_at: int | None = None
    """When the files can no longer be downloaded, in Unix seconds; null or absent if no time is set."""
    prompt: None | str = None
    """The prompt that the video was generated from."""
    remixed_from_video_id: None | str = None
    """For a remix, the id of the video that it was made from."""

    @property
    def created_at_datetime(self) -> datetime.datetime | None:
        """`created_at` with date and time, in UTC; None if it is no point in time."""
        return moment(self.created_at)

    @property
    def completed_at_datetime(self) -> datetime.datetime | None:
        """`completed_at` with date and time, in UTC; None if it is no point in time."""
        return moment(self.completed_at)

    @property
    def expires_at_datetime(self) -> datetime.datetime | None:
        """`expires_at` with date and time, in UTC; None if it is no point in time."""
        return moment(self.expires_at)


from ..models.video_create_error import VideoCreateError  # noqa: E402

Video.MODELS = {"error": VideoCreateError}
