# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model


@define
class RemixVideoJsonBody(Model):
    """Remixes a video."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (("prompt", "prompt"),)

    prompt: str
    """What the new video shall show."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("prompt"),
            wire=wire,
        )
