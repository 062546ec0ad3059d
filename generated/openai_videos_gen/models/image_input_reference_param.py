# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class ImageInputReferenceParam(Model):
    """A reference image that is not uploaded with the request. Give exactly one property."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "file_id": "file_id",
        "image_url": "image_url",
    }

    file_id: str | None = None
    """Id of a file that was uploaded before."""
    image_url: str | None = None
    """Full URL of the image, or the image itself as a base64 `data:` URL."""
