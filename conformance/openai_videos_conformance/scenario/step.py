"""A step: one request of a run, under the name that its exchanges carry."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum, StrEnum
from typing import Any

import attrs

from .shape import PLAIN, Shape


class Cost(Enum):
    """Whether a step makes something that has to be paid for, or cannot be deleted."""

    NEVER = "never"
    IF_ACCEPTED = "if accepted"
    """It has to be refused; a server that takes it starts a job, or makes a character, that nobody wanted."""
    ALWAYS = "always"


class Stage(IntEnum):
    """When a step is taken, in this order."""

    START = 0
    """Right after the job that it is about was started; the jobs without a source are started here."""
    MEANWHILE = 1
    """While these jobs are under way."""
    SOURCE = 2
    """Once the job that it is about has ended."""
    DERIVED = 3
    """The jobs that are made of others are started here."""
    END = 4
    """Once every job has ended."""
    DELETION = 5
    REST = 6
    """Once these jobs are deleted: what is asked of others, while time passes for what may come back."""
    LATER = 7
    """A little after the deletions: what comes back, comes back later."""


class Key(Enum):
    """The key that a request carries."""

    OWN = "the one that was given"
    NONE = "none"
    WRONG = "sk-wrong-0000000000000000"


class Detour(StrEnum):
    """Why an exchange is no answer to its step after all; it is kept under the name of the step and this word."""

    BUSY = "busy"
    """The server asked to be asked later."""
    REDIRECT = "redirect"
    """The server sent the request on to another place."""
    REWORDED = "reworded"
    """The prompt was refused, and sent again in other words."""
    RESHAPED = "reshaped"
    """The request was refused, and sent again written in a plainer way."""
    UNNAMED = "unnamed"
    """What left a value to the server was refused, and sent again with one that the target names."""
    COLD = "cold"
    """The server was starting, and asked again until it had."""
    ENCODING = "encoding"
    """A body in this encoding was refused, and the same one taken in the other."""


@attrs.frozen(kw_only=True)
class Request:
    """What is sent. At most one of `json`, `form` and `content` is the body.

    The mark `{source}` stands for the id of the job that the step is about, `{image}` for a picture as large as the
    `size` of the body, `{image-file}` for the same as a file, `{large-image}` and `{large-image-file}` for one of more
    than a mebibyte, `{video}` for a video file and `{junk}` for a file that is neither.
    """

    operation: str | None = None
    """The operation of the contract, or None for a request outside of it."""
    method: str = "GET"
    """Of a request outside of the contract."""
    path: str = ""
    """Of a request outside of the contract, below the base URL."""
    ids: Mapping[str, str] = attrs.field(factory=dict)
    query: Mapping[str, str | int] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    key: Key = Key.OWN
    shape: Shape = PLAIN
    """How the body is written."""


@attrs.frozen(kw_only=True, eq=False)
class Step:
    """One request of a run. It is declared once, in a part, and known by its name."""

    name: str = attrs.field(kw_only=False)
    request: Request | None = None
    """What is sent; None where that depends on what was answered before."""
    cost: Cost = Cost.NEVER
    stage: Stage | None = None
    """When it is taken; None for the stage of its part."""

    def detour(self, why: Detour) -> str:
        """Give the name under which an exchange is kept that is no answer to this step after all."""
        return f"{self.name}.{why}"

    def __str__(self) -> str:
        return self.name
