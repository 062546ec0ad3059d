"""What repeats itself, put together: one is told in full, the others are counted and named."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from ..catalogue.check import full_name

T = TypeVar("T")


def grouped(things: Iterable[T], kind: Callable[[T], Hashable]) -> list[list[T]]:
    """Put together what is of one kind, each kind where its first one stands."""
    groups: dict[Hashable, list[T]] = {}
    for thing in things:
        groups.setdefault(kind(thing), []).append(thing)
    return list(groups.values())


def kind_of(row: dict[str, Any]) -> Hashable:
    """Give what results have in common that are told as one: the cases of a requirement, and one reason for many."""
    if row["verdict"] in ("fail", "warn"):
        return row["verdict"], row["id"], row["expected"] if row["case"] else ""
    return row["verdict"], row["message"]


def named(rows: Iterable[dict[str, Any]]) -> str:
    """Name requirements in a line, each once, with its cases where there are many."""
    cases: dict[str, list[str]] = {}
    for row in rows:
        cases.setdefault(row["id"], []).append(row["case"])
    return ", ".join(
        full_name(name, own[0]) if len(own) == 1 else f"{name} ({len(own)} cases: {', '.join(own)})"
        for name, own in cases.items()
    )
