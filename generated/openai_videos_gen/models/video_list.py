# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from attrs import define

from ..types import Model, decode


@define
class VideoList(Model):
    """One page of a list of videos."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("data", "data"),
        ("first_id", "first_id"),
        ("has_more", "has_more"),
        ("last_id", "last_id"),
        ("object", "object"),
    )

    data: list[Video]
    """The videos of this page."""
    first_id: None | str
    """Id of the first video of this page; null on an empty page."""
    has_more: bool
    """Whether another page follows."""
    last_id: None | str
    """Id of the last video of this page, to be sent as `after` for the next; null on an empty page."""
    object: Literal["list"]
    """Always `list`."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            decode(Video, get("data")),
            get("first_id"),
            get("has_more"),
            get("last_id"),
            get("object"),
            wire=wire,
        )


from ..models.video import Video  # noqa: E402
