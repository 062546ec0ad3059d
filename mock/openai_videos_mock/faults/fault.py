"""A fault, and the layers in which one can be seen."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from openai_videos_mock.intercept.messages import Act
from openai_videos_mock.intercept.registry import Place, caller, like, one_of


class Layer(StrEnum):
    """Where a fault can be seen."""

    SCHEMA = "schema"
    STATUS = "status"
    INPUT = "input"
    AUTH = "auth"
    ECHO = "echo"
    SEQUENCE = "sequence"
    LIST = "list"
    BYTES = "bytes"
    TIME = "time"
    WIRE = "wire"
    LOAD = "load"
    """Only where requests overlap: a suite that asks for one thing after the other is not to find it."""


@frozen
class Fault:
    """One way to be wrong."""

    name: str = field(validator=like(r"[a-z0-9]+(-[a-z0-9]+)+", "words in small letters, with hyphens between"))
    layer: Layer = field(validator=one_of(Layer))
    breaks: str = field(validator=like(r"[a-z0-9-]+\.[a-z0-9-]+", "the id of a requirement, such as list.limit"))
    """The id of the requirement that no longer holds. Whether there is one is checked where the judge is known."""
    behaviour: str = field(validator=like(r"[A-Z`][^\n]*\.", "a sentence"))
    """What the server does, in one sentence."""
    act: Act = field(repr=False)
    place: Place = field(factory=caller, init=False, eq=False, repr=False)
    """The file and the line of its declaration."""
