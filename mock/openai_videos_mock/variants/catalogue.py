"""The catalogue of all variants, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from openai_videos_mock.intercept.registry import register
from openai_videos_mock.variants.jobs import ids, lifecycle, traffic
from openai_videos_mock.variants.protocol import access, http, refusals, requests
from openai_videos_mock.variants.resources import content, features, listing, shapes
from openai_videos_mock.variants.variant import Variant

_MODULES = (requests, lifecycle, listing, traffic, ids, refusals, features, content, shapes, access, http)
"""From the server outwards: each sees what those before it made of the answer."""


@cache
def catalogue() -> Mapping[str, Variant]:
    """Give every variant that a server can be, by name, from the server outwards.

    Raises:
        RegistryError: Two of them have one name.
    """
    return register("variant", (variant for module in _MODULES for variant in module.VARIANTS))
