"""The catalogue of all faults, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from openai_videos_mock.faults.crowds import changes, looks
from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.faults.jobs import creation, derived, lifecycle, schema, sources
from openai_videos_mock.faults.protocol import clients, corners, http, refusals
from openai_videos_mock.faults.resources import characters, content, deletion, listing
from openai_videos_mock.intercept.registry import register

_MODULES = (
    schema,
    creation,
    lifecycle,
    content,
    listing,
    deletion,
    derived,
    sources,
    characters,
    refusals,
    http,
    clients,
    corners,
    looks,
    changes,
)


@cache
def catalogue() -> Mapping[str, Fault]:
    """Give every fault that can be switched on, by name.

    Raises:
        RegistryError: Two of them have one name.
    """
    return register("fault", (fault for module in _MODULES for fault in module.FAULTS))


@cache
def sequential() -> Mapping[str, Fault]:
    """Give those of them that one client finds, which asks for one thing after the other."""
    return {name: fault for name, fault in catalogue().items() if fault.layer is not Layer.LOAD}


@cache
def overlapping() -> Mapping[str, Fault]:
    """Give those of them that show only where requests overlap."""
    return {name: fault for name, fault in catalogue().items() if fault.layer is Layer.LOAD}
