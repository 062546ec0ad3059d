# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define

from ..types import Model


@define
class Error(Model):
    """What went wrong with a request."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("message", "message"),
        ("type", "type"),
        ("param", "param"),
        ("code", "code"),
    )

    message: str
    """The error, for people."""
    type: None | str = None
    """The family of the error, such as `invalid_request_error`."""
    param: None | str = None
    """The parameter that the error is about, if it is about one."""
    code: None | str = None
    """The kind of error, for programs."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        wire = dict(src_dict)
        get: Any = wire.get
        return cls(
            get("message"),
            get("type"),
            get("param"),
            get("code"),
            wire=wire,
        )
