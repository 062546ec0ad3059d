# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Model


@define
class VideoDeleteResponse(Model):
    """Confirms that a video was deleted."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("id", "id"),
        ("deleted", "deleted"),
        ("object", "object"),
    )

    id: str
    """Id of the deleted video."""
    deleted: bool
    """Whether the video was deleted."""
    object: Literal["video.deleted"]
    """Always `video.deleted`."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("id"),
            get("deleted"),
            get("object"),
            wire=wire,
        )
