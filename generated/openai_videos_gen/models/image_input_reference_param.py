# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model


@define
class ImageInputReferenceParam(Model):
    """A reference image that is not uploaded with the request. Give exactly one property."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("file_id", "file_id"),
        ("image_url", "image_url"),
    )

    file_id: str | None = None
    """Id of a file that was uploaded before."""
    image_url: str | None = None
    """Full URL of the image, or the image itself as a base64 `data:` URL."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("file_id"),
            get("image_url"),
            wire=wire,
        )
