"""How much a run may ask for."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """How much a run may ask for, from nothing that costs to everything."""

    FREE = "free"
    SMOKE = "smoke"
    CORE = "core"
    FULL = "full"

    def includes(self, other: Tier) -> bool:
        """Tell whether this one asks for all that another asks for."""
        order = list(Tier)
        return order.index(self) >= order.index(other)
