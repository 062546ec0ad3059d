# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import File, Model


@dataclass(slots=True)
class CreateCharacterMultipartBody(Model):
    """Creates a character."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "video": "video",
    }

    name: str
    """Display name of the character."""
    video: File
    """The video to take the character from, an MP4 file."""
