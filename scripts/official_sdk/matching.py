"""The `utils.py` of the official SDK's tests: whether a value is what a type says, for models that are dataclasses."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args, get_origin, get_type_hints

from drawn.values import fits


def assert_matches_type(type_: Any, value: object, *, path: list[str]) -> None:
    """Raise AssertionError for what is not of a type, fields and items included."""
    if not fits(type_, value):
        raise AssertionError(f"{'.'.join(path)} is {value!r}, not {type_}")
    items = getattr(value, "data", None) if get_args(type_) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        assert_matches_type(get_args(type_)[0], item, path=[*path, str(index)])
    if dataclasses.is_dataclass(get_origin(type_) or type_):
        hints = get_type_hints(type(value))
        for field in dataclasses.fields(value):  # type: ignore[arg-type]
            if field.name.startswith("_"):
                continue
            sent: Any = getattr(value, field.name)
            if sent is not None and not fits(hints[field.name], sent):
                raise AssertionError(f"{'.'.join(path)}.{field.name} is {sent!r}")
