# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class ErrorResponse(Model):
    """The envelope of every error."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "error": "error",
    }

    error: Error
    """What went wrong with a request."""


from ..models.error import Error  # noqa: E402

ErrorResponse.MODELS = {"error": Error}
