"""What a look at the history of a load run comes to: nothing, or what does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import attrs

from ...exchange.text import cut, visible
from ..looks.look import Look

ID_MOST = 60
"""The most characters of an id that are shown."""


@attrs.frozen
class Broken:
    """What was seen, and does not hold, with the looks that show it."""

    expected: str
    observed: str
    looks: tuple[Look, ...]


def named(job: str) -> str:
    """Write the id of a job in a finding: the looks have it whole."""
    return cut(visible(job), ID_MOST)


Seen: TypeAlias = Iterator[Broken | None]
"""For everything that was looked at: None where it holds."""
