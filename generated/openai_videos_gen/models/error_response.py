# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model, decode


@define
class ErrorResponse(Model):
    """The envelope of every error."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (("error", "error"),)

    error: Error
    """What went wrong with a request."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            decode(Error, get("error")),
            wire=wire,
        )


from ..models.error import Error  # noqa: E402
