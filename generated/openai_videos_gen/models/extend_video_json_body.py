# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..models.video_extension_seconds import VideoExtensionSeconds
from ..types import Model


@dataclass(slots=True)
class ExtendVideoJsonBody(Model):
    """Extends a video that the server holds."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "prompt": "prompt",
        "seconds": "seconds",
        "video": "video",
    }

    prompt: str
    """How the video shall go on."""
    seconds: VideoExtensionSeconds
    """Duration of the segment that an extension adds, in seconds."""
    video: VideoReferenceInputParam
    """Reference to a completed video."""


from ..models.video_reference_input_param import VideoReferenceInputParam  # noqa: E402

ExtendVideoJsonBody.MODELS = {"video": VideoReferenceInputParam}
