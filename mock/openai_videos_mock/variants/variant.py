"""A variant: one lawful way to be a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeAlias

from attrs import field, frozen
from attrs.validators import deep_iterable, deep_mapping, instance_of, optional

from openai_videos_mock.intercept.messages import Act
from openai_videos_mock.intercept.registry import Place, caller, like, one_of
from openai_videos_mock.server.settings import ServerSettings

Adjust: TypeAlias = Callable[[ServerSettings], Mapping[str, Any]]
"""What a variant changes in the settings. Applied twice it must give the same."""


class Group(Enum):
    """What a variant decides: of the variants of one group, a server can be one only."""

    BUSY = "when there is too much to do"
    CONTAINER = "how the file of a video is made up"
    CORE = "how it is said that something is not offered"
    CURSOR = "where an unknown cursor leads"
    DELETE_UNDER_WAY = "what becomes of a job under way that is deleted"
    EXPIRY = "when a video expires"
    FRAMING = "how an answer is framed on the wire"
    IDS = "what an id looks like"
    JSON = "how JSON is written"
    KEY = "which key is asked for"
    METHOD = "how a method that a path does not have is refused"
    MODELS = "which models there are"
    MODERATION = "which prompts are moderated, and when"
    NOT_READY = "how content is refused that is not ready"
    PACE = "how long a job takes"
    PATH = "what the paths begin with"
    PREVIEWS = "what previews there are"
    REDIRECT = "where content lies"
    REFUSAL_STATUS = "which status a refusal has"
    STATES = "which states a job passes through"
    ZERO = "what a limit of 0 stands for"


@frozen
class Variant:
    """One lawful way to be a server."""

    name: str = field(validator=like(r"[a-z0-9.]+(-[a-z0-9.]+)*", "words in small letters, with hyphens between"))
    ground: tuple[str, ...] = field(
        validator=deep_iterable(like(r"[A-Z]+(-[A-Z]+)?-[0-9]+", "the id of a fact, such as E-31"))
    )
    """The facts of the contract that allow it; empty where nothing says otherwise."""
    behaviour: str = field(validator=like(r"[A-Z`][^\n]*\.", "a sentence"))
    """What the server does, in one sentence."""
    act: Act | None = field(default=None, repr=False)
    adjust: Adjust | None = field(default=None, repr=False)
    group: Group | None = field(default=None, validator=optional(one_of(Group)))
    bends: Mapping[str, str] = field(
        factory=dict,
        validator=deep_mapping(
            key_validator=like(r"[a-z0-9-]+\.[a-z0-9-]+", "the id of a requirement, such as list.limit"),
            value_validator=instance_of(str),
        ),
    )
    """The recommendations that it does not follow, by requirement id, with the reason."""
    outermost: bool = False
    """Whether it is about how an answer is written, faults included."""
    place: Place = field(factory=caller, init=False, eq=False, repr=False)
    """The file and the line of its declaration."""
