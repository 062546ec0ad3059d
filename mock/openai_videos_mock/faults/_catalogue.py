"""All faults by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from openai_videos_mock.faults import (
    _characters,
    _content,
    _corners,
    _create,
    _delete,
    _derived,
    _http,
    _lifecycle,
    _list,
    _refusals,
    _schema,
    _sources,
)
from openai_videos_mock.faults._fault import Fault
from openai_videos_mock.intercept.rows import by_name

_MODULES = (
    _schema,
    _create,
    _lifecycle,
    _content,
    _list,
    _delete,
    _derived,
    _sources,
    _characters,
    _refusals,
    _http,
    _corners,
)


@cache
def catalogue() -> Mapping[str, Fault]:
    """Every fault that can be switched on, by name."""
    return by_name(fault for module in _MODULES for fault in module.FAULTS)
