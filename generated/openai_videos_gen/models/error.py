# Generated from openapi.yaml by `make generate`; never edited by hand.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..types import Model


@dataclass(slots=True)
class Error(Model):
    """What went wrong with a request."""

    FIELDS: ClassVar[Mapping[str, str]] = {
        "message": "message",
        "type": "type",
        "param": "param",
        "code": "code",
    }

    message: str
    """The error, for people."""
    type: None | str = None
    """The family of the error, such as `invalid_request_error`."""
    param: None | str = None
    """The parameter that the error is about, if it is about one."""
    code: None | str = None
    """The kind of error, for programs."""
