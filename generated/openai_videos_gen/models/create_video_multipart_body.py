# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..models.known_video_model import KnownVideoModel
from ..models.video_seconds import VideoSeconds
from ..models.video_size import VideoSize
from ..types import File, Model


@dataclass(slots=True)
class CreateVideoMultipartBody(Model):
    """Creates a video; a reference image is uploaded."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "prompt": "prompt",
        "input_reference": "input_reference",
        "model": "model",
        "seconds": "seconds",
        "size": "size",
    }

    prompt: str
    """What the video shall show."""
    input_reference: File | None = None
    """The reference image, a JPEG, PNG or WebP file."""
    model: KnownVideoModel | str | None = None
    """Name of a video generation model. Open, since servers offer models of their own."""
    seconds: VideoSeconds | None = None
    """Clip duration that a create can ask for, in seconds."""
    size: VideoSize | None = None
    """Width x height of the picture, in pixels."""
