# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..types import Model


@dataclass(slots=True)
class VideoDeleteResponse(Model):
    """Confirms that a video was deleted."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "id": "id",
        "deleted": "deleted",
        "object": "object",
    }

    id: str
    """Id of the deleted video."""
    deleted: bool
    """Whether the video was deleted."""
    object: Literal["video.deleted"]
    """Always `video.deleted`."""
