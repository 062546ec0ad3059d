"""All variants by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from openai_videos_mock.intercept.rows import by_name
from openai_videos_mock.variants import (
    _access,
    _content,
    _features,
    _http,
    _ids,
    _life,
    _list,
    _refusals,
    _requests,
    _shapes,
    _traffic,
)
from openai_videos_mock.variants._variant import Variant

_MODULES = (_requests, _life, _list, _traffic, _ids, _refusals, _features, _content, _shapes, _access, _http)
"""From the server outwards: each sees what those before it made of the answer."""


@cache
def catalogue() -> Mapping[str, Variant]:
    """Every variant that a server can be, by name."""
    return by_name(variant for module in _MODULES for variant in module.VARIANTS)
