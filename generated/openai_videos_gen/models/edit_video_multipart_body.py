# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import File, Model


@define
class EditVideoMultipartBody(Model):
    """Edits a video that is uploaded."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("prompt", "prompt"),
        ("video", "video"),
    )

    prompt: str
    """How the video shall be changed."""
    video: File
    """The source video, an MP4 file."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("prompt"),
            get("video"),
            wire=wire,
        )
