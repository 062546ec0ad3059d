# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class EditVideoJsonBody(Model):
    """Edits a video that the server holds."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "prompt": "prompt",
        "video": "video",
    }

    prompt: str
    """How the video shall be changed."""
    video: VideoReferenceInputParam
    """Reference to a completed video."""


from ..models.video_reference_input_param import VideoReferenceInputParam  # noqa: E402

EditVideoJsonBody.MODELS = {"video": VideoReferenceInputParam}
