# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model, moment


@dataclass(slots=True)
class VideoCharacter(Model):
    """A character made from an uploaded video."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "created_at": "created_at",
        "id": "id",
        "name": "name",
    }

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
