"""A variant: one lawful way to be a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from openai_videos_mock.intercept.messages import Act
from openai_videos_mock.intercept.registry import Place, caller
from openai_videos_mock.server.settings import ServerSettings

Adjust: TypeAlias = Callable[[ServerSettings], Mapping[str, Any]]
"""What a variant changes in the settings. Applied twice it must give the same."""


@frozen
class Variant:
    """One lawful way to be a server."""

    name: str
    ground: tuple[str, ...]
    """The facts of the contract that allow it; empty where nothing says otherwise."""
    behaviour: str
    """What the server does, in one sentence."""
    act: Act | None = field(default=None, repr=False)
    adjust: Adjust | None = field(default=None, repr=False)
    group: str = ""
    """What it decides: of the variants of one group, a server can be one only."""
    bends: Mapping[str, str] = field(factory=dict)
    """The recommendations that it does not follow, by requirement id, with the reason."""
    outermost: bool = False
    """Whether it is about how an answer is written, faults included."""
    place: Place = field(factory=caller, init=False, eq=False, repr=False)
    """The file and the line of its declaration."""
