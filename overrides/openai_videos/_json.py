"""The JSON of answers, decoded by msgspec where it is installed and there is much of it, else by Python itself."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

_MUCH = 4096
"""Bytes from which on it pays to load another library."""


def loads(content: bytes) -> Any:
    """Decode JSON.

    Raises:
        ValueError: It is none.
        RecursionError: It is nested too deeply.
    """
    if len(content) >= _MUCH and (library := _library()) is not None:
        try:
            return library.json.decode(content)
        except (library.MsgspecError, ValueError):
            pass  # Python takes some things more: NaN, halves of characters, other encodings.
    return json.loads(content)


def json_body(response: httpx.Response) -> Any:
    """Decode a body that may be anything; None if it is not JSON."""
    try:
        return loads(response.content)
    except (ValueError, RecursionError):
        return None


@cache
def _library() -> Any:
    try:
        import msgspec
    except ModuleNotFoundError:
        return None
    return msgspec
