# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class VideoCreateError(Model):
    """Why a job failed. Servers may add properties of their own."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "code": "code",
        "message": "message",
    }

    code: str
    """The kind of failure, for programs."""
    message: str
    """The failure, for people."""
