# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..types import Model


@dataclass(slots=True)
class VideoList(Model):
    """One page of a list of videos."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "data": "data",
        "first_id": "first_id",
        "has_more": "has_more",
        "last_id": "last_id",
        "object": "object",
    }

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


from ..models.video import Video  # noqa: E402

VideoList.MODELS = {"data": Video}
