"""A fault, and the layers in which one can be seen."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from openai_videos_mock.intercept.messages import Act
from openai_videos_mock.intercept.registry import Place, caller


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


@frozen
class Fault:
    """One way to be wrong."""

    name: str
    layer: Layer
    breaks: str
    """The id of the requirement that no longer holds."""
    behaviour: str
    """What the server does, in one sentence."""
    act: Act = field(repr=False)
    place: Place = field(factory=caller, init=False, eq=False, repr=False)
    """The file and the line of its declaration."""
