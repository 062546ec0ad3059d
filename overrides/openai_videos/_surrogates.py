"""Halves of characters, which Python's text can hold and no request can carry."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from openai_videos_gen.types import Model

from openai_videos._parts import Upload

_HALF = re.compile("[\ud800-\udfff]")


def check_texts(arguments: Mapping[str, Any]) -> None:
    """Raise ValueError, with the name of the argument, if one of them holds half of a surrogate pair."""
    for name, value in arguments.items():
        if half := next(filter(None, map(_HALF.search, _texts(value))), None):
            raise ValueError(f"`{name}` holds half of a surrogate pair, which no request can carry: {half[0]!r}")


def _texts(value: Any) -> Iterator[str]:
    """Give every text in an argument; of a file its name."""
    if isinstance(value, str | os.PathLike):
        yield str(value)
    elif isinstance(value, Upload):
        yield value.filename or ""
    elif isinstance(value, Model):
        yield from _texts(value.to_dict())
    elif isinstance(value, Mapping):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
