# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class VideoReferenceInputParam(Model):
    """Reference to a completed video."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "id": "id",
    }

    id: str
    """Id of the completed video."""
