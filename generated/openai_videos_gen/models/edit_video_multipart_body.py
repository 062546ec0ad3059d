# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import File, Model


@dataclass(slots=True)
class EditVideoMultipartBody(Model):
    """Edits a video that is uploaded."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "prompt": "prompt",
        "video": "video",
    }

    prompt: str
    """How the video shall be changed."""
    video: File
    """The source video, an MP4 file."""
