# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import File, Model


@define
class CreateCharacterMultipartBody(Model):
    """Creates a character."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("name", "name"),
        ("video", "video"),
    )

    name: str
    """Display name of the character."""
    video: File
    """The video to take the character from, an MP4 file."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("name"),
            get("video"),
            wire=wire,
        )
