# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model, moment


@define
class VideoCharacter(Model):
    """A character made from an uploaded video."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("created_at", "created_at"),
        ("id", "id"),
        ("name", "name"),
    )

    created_at: int
    """When the character was created, in Unix seconds."""
    id: None | str = None
    """Identifies the character."""
    name: None | str = None
    """Display name of the character."""

    @property
    def created_at_datetime(self) -> datetime.datetime | None:
        """`created_at` with date and time, in UTC; None if it is no point in time."""
        return moment(self.created_at)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("created_at"),
            get("id"),
            get("name"),
            wire=wire,
        )
