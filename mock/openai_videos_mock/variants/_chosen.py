"""Which variants a server is."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from attrs import evolve, field, frozen

from openai_videos_mock.intercept.messages import Forward, Reply, Request
from openai_videos_mock.variants._catalogue import catalogue
from openai_videos_mock.variants._variant import Variant


class VariantError(ValueError):
    """A variant was asked for that cannot be had; the message says what can."""


@frozen
class Chosen:
    """A variant of one server, with what it remembers there."""

    variant: Variant
    memory: dict[str, Any] = field(factory=dict, eq=False, repr=False)

    async def act(self, request: Request, forward: Forward) -> Reply:
        """Answer a request in the way of the variant."""
        if self.variant.act is None:
            return await forward(request)
        return await self.variant.act(evolve(request, memory=self.memory), forward)


def choose(names: Sequence[str]) -> list[Chosen]:
    """Find variants, in the order in which they stand around a server, whatever the order of their names.

    Raises:
        VariantError: There is no such variant, or two of them exclude each other.
    """
    taken: dict[str, str] = {}
    for name in names:
        variant = catalogue().get(name)
        if variant is None:
            near = get_close_matches(name, catalogue(), n=3, cutoff=0.4)
            hint = f"; the nearest are: {', '.join(near)}" if near else ""
            raise VariantError(f"there is no variant {name!r}{hint}")
        other = taken.setdefault(variant.group or name, name)
        if other != name:
            raise VariantError(f"a server cannot be both {other!r} and {name!r}; choose one of them")
    return [Chosen(variant) for variant in catalogue().values() if variant.name in names]
