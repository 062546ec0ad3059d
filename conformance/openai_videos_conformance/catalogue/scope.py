"""The scope of a run: what is to be judged, when it is gathered and whenever it is judged again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ..scenario.parts import is_in_place, is_in_tier
from ..target.features import Feature
from ..target.target import Target
from ..target.tiers import Tier
from .registry import Requirement


@attrs.frozen
class Scope:
    """What of the requirements is to be judged."""

    tier: Tier = Tier.FULL
    existing_video: bool = False
    """Whether a video is judged that existed already, so that nothing is made."""
    requirements: frozenset[str] | None = None
    """The ids that were chosen, None for all that the tier has the jobs for."""

    @classmethod
    def of(cls, target: Target) -> Scope:
        """Give the scope of a run on a target."""
        return cls(target.tier, target.video_id is not None)

    @classmethod
    def from_json(cls, scope: Mapping[str, Any]) -> Scope:
        """Read the scope of a saved run."""
        chosen = scope["requirements"]
        return cls(
            Tier(scope["tier"]),
            scope["existing_video"],
            None if chosen is None else frozenset(chosen),
        )

    def as_json(self) -> dict[str, Any]:
        """Write it into a report."""
        chosen = None if self.requirements is None else sorted(self.requirements)
        return {
            "tier": self.tier.value,
            "existing_video": self.existing_video,
            "requirements": chosen,
        }

    def has_jobs_of(self, row: Requirement) -> bool:
        """Tell whether the tier has the jobs of a requirement, or an existing video stands in for them."""
        if self.existing_video:
            return row.feature is not Feature.CREATE and is_in_place(row.needs)
        return is_in_tier(row.needs, self.tier)

    def includes(self, row: Requirement) -> bool:
        """Tell whether a requirement is to be judged."""
        return self.has_jobs_of(row) and (self.requirements is None or row.id in self.requirements)
