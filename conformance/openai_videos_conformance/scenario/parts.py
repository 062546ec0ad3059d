"""What a run is made of: parts that build on each other, and the tiers that say how much of it is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..catalogue.registry import Requirement
from ..target.settings import Settings
from .jobs import JOBS
from .refusals import REFUSALS

DEEP = "deep"
"""The part that is only taken when it is asked for."""

JUDGED_AT_THE_END = ("defaults", "form", "extend")
"""The jobs whose finished video is looked at."""

PARTS: dict[str, tuple[str, ...]] = {
    "auth": (),
    "methods": (),
    **dict.fromkeys(REFUSALS, ()),
    **{name: (job.source,) if job.source else () for name, job in JOBS.items()},
    "early": ("defaults",),
    "content": ("defaults",),
    "previews": ("defaults",),
    "form-content": ("form",),
    "extend-content": ("extend",),
    "failed-content": ("failing",),
    "source-after": ("defaults", "remix", "edit", "extend"),
    "refuse.content": ("defaults",),
    "refuse.remix": ("defaults",),
    "refuse.edit": ("defaults",),
    "refuse.extend": ("defaults",),
    "refuse.failed": ("failing",),
    "character": (),
    "list": ("defaults", "form"),
    "delete": ("defaults",),
    "delete-failed": ("failing",),
    "delete-early": ("edit-brackets",),
    DEEP: (),
}
"""Every part of a run, with the parts that it builds on."""


class Tier(StrEnum):
    """How much a run may ask for."""

    FREE = "free"
    SMOKE = "smoke"
    CORE = "core"
    FULL = "full"


TIERS: dict[Tier, frozenset[str]] = {
    Tier.FREE: frozenset(),
    Tier.SMOKE: frozenset({"defaults"}),
    Tier.CORE: frozenset({"defaults", "form", "remix"}),
    Tier.FULL: frozenset(JOBS),
}
"""The jobs that each tier may start."""


IN_PLACE = frozenset({"defaults", "content", "previews", "refuse.content", "refuse.list", "unknown", "auth", "methods"})
"""The parts that can be taken of a video that exists already."""


def is_in_tier(row: Requirement, tier: Tier, *, in_place: bool) -> bool:
    """Whether a tier has the jobs that a requirement is judged by, or an existing video stands in for them."""
    if in_place:
        return row.feature != "create" and IN_PLACE.issuperset(row.needs)
    return TIERS[tier].issuperset(jobs_of(row.needs))


def jobs_of(parts: Iterable[str]) -> list[str]:
    """The jobs that some parts start, in the order of starting."""
    needed = closure(parts)
    return [name for name in JOBS if name in needed]


def planned(settings: Settings, parts: Iterable[str]) -> list[str]:
    """The jobs that a run of some parts starts, in the order of starting, before any limit."""
    return [name for name in jobs_of(parts) if name != "failing" or settings.failing_prompt]


def most(settings: Settings, parts: Iterable[str]) -> tuple[int, int]:
    """The jobs that a run may start, and their seconds of video: one that fails is tried once more."""
    jobs = planned(settings, parts)
    jobs += [name for name in jobs if name in JUDGED_AT_THE_END]
    return len(jobs), sum(JOBS[name].seconds for name in jobs)


def closure(wanted: Iterable[str]) -> set[str]:
    """Some parts with all that they build on."""
    found: set[str] = set()
    queue = list(wanted)
    while queue:
        part = queue.pop()
        if part not in found:
            found.add(part)
            queue += PARTS[part]
    return found
