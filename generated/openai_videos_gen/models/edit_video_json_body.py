# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model, decode


@define
class EditVideoJsonBody(Model):
    """Edits a video that the server holds."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("prompt", "prompt"),
        ("video", "video"),
    )

    prompt: str
    """How the video shall be changed."""
    video: VideoReferenceInputParam
    """Reference to a completed video."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("prompt"),
            decode(VideoReferenceInputParam, get("video")),
            wire=wire,
        )


from ..models.video_reference_input_param import VideoReferenceInputParam  # noqa: E402
