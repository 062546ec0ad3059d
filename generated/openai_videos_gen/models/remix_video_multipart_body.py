# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class RemixVideoMultipartBody(Model):
    """Remixes a video; the same as the JSON body, in the encoding that some clients always send."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "prompt": "prompt",
    }

    prompt: str
    """What the new video shall show."""
