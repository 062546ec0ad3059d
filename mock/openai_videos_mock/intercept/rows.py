"""The rows of a catalogue, each known by its name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar


class CatalogueError(Exception):
    """Two rows of a catalogue have one name; the message says where they stand."""


class Row(Protocol):
    """What a catalogue holds."""

    @property
    def name(self) -> str:
        """The name that it is asked for by."""
        ...

    @property
    def place(self) -> str:
        """The file and the line where it is declared."""
        ...


R = TypeVar("R", bound=Row)


def caller() -> str:
    """Name file and line of what makes a row: the first frame that is no generated initialiser."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_name == "__init__":
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


def by_name(rows: Iterable[R]) -> Mapping[str, R]:
    """Give rows by their names.

    Raises:
        CatalogueError: Two have the same name.
    """
    named: dict[str, R] = {}
    for row in rows:
        other = named.setdefault(row.name, row)
        if other is not row:
            raise CatalogueError(f"{row.place}: {row.name!r} stands in {other.place} already; give it another name")
    return named
