"""What a look at the history of a load run comes to: nothing, or what does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import attrs

from ..looks.look import Look


@attrs.frozen
class Broken:
    """What was seen, and does not hold, with the looks that show it."""

    expected: str
    observed: str
    looks: tuple[Look, ...]


Seen: TypeAlias = Iterator[Broken | None]
"""For everything that was looked at: None where it holds."""
