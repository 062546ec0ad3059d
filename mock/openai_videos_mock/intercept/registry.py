"""Registries: what has a name is kept by it, with the place where it was declared, and a name is given once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from attrs import Attribute

_ROOT = Path(__file__).parents[1]


class RegistryError(ValueError):
    """An entry cannot be kept: its name is taken, or something in it is no such thing. The message says where."""


class Place(NamedTuple):
    """Where something is declared."""

    file: str
    line: int

    def __str__(self) -> str:
        path = Path(self.file)
        return f"{path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path}:{self.line}"


class Entry(Protocol):
    """What a registry keeps."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def place(self) -> Place:
        """The file and the line of its declaration."""
        ...


E = TypeVar("E", bound=Entry)
Check: TypeAlias = "Callable[[Any, Attribute[Any], Any], None]"
"""Refuses a value of an entry, when the entry is made."""


def caller() -> Place:
    """Give the place where a class of attrs is made whose default this is."""
    frame = sys._getframe(2)
    return Place(frame.f_code.co_filename, frame.f_lineno)


def like(pattern: str, expected: str) -> Check:
    """Make the check that a value is text of some form."""
    form = re.compile(pattern)

    def check(entry: Entry, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, str) or form.fullmatch(value) is None:
            raise _unfit(entry, attribute, value, expected)

    return check


def one_of(kind: type) -> Check:
    """Make the check that a value is of some type."""

    def check(entry: Entry, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, kind):
            raise _unfit(entry, attribute, value, f"a {kind.__name__}")

    return check


def _unfit(entry: Entry, attribute: Attribute[Any], value: Any, expected: str) -> RegistryError:
    return RegistryError(f"{entry.place}: {value!r} in the {attribute.name} of {entry.name!r} should be {expected}")


def register(kind: str, entries: Iterable[E]) -> Mapping[str, E]:
    """Give entries of one kind by name.

    Raises:
        RegistryError: Two of them have one name.
    """
    registry: dict[str, E] = {}
    for entry in entries:
        other = registry.setdefault(entry.name, entry)
        if other is not entry:
            raise RegistryError(
                f"{entry.place}: the {kind} {entry.name!r} is declared in {other.place} already; give one another name"
            )
    return registry


def nearest(name: str, registry: Iterable[str]) -> str:
    """Give the end of a sentence that says which names of a registry are like one that is not in it."""
    near = get_close_matches(name, registry, n=3, cutoff=0.4)
    return f"; the nearest are: {', '.join(near)}" if near else ""
