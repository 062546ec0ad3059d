"""Chosen variants: those that one server is, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve, field, frozen

from openai_videos_mock.intercept.messages import Proceed, Reply, Request
from openai_videos_mock.intercept.registry import nearest
from openai_videos_mock.variants.catalogue import catalogue
from openai_videos_mock.variants.variant import Group, Variant


class VariantError(ValueError):
    """A variant was asked for that cannot be had; the message says what can."""


@frozen
class Chosen:
    """A variant of one server, with what it remembers there."""

    variant: Variant
    memory: dict[str, Any] = field(factory=dict, eq=False, repr=False)

    async def act(self, request: Request, proceed: Proceed) -> Reply:
        """Let a request be answered in the way of the variant."""
        if self.variant.act is None:
            return await proceed(request)
        return await self.variant.act(evolve(request, memory=self.memory), proceed)


def choose(names: Sequence[str]) -> list[Chosen]:
    """Find variants, in the order in which they stand around a server, whatever the order of their names.

    Raises:
        VariantError: There is no such variant, or two of them exclude each other.
    """
    taken: dict[Group, str] = {}
    for name in names:
        variant = catalogue().get(name)
        if variant is None:
            raise VariantError(f"there is no variant {name!r}{nearest(name, catalogue())}")
        if variant.group is not None and (other := taken.setdefault(variant.group, name)) != name:
            raise VariantError(
                f"a server cannot be both {other!r} and {name!r}: each decides {variant.group.value}; choose one"
            )
    return [Chosen(variant) for variant in catalogue().values() if variant.name in names]
