"""What a fault is."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from openai_videos_mock.intercept.messages import Act
from openai_videos_mock.intercept.rows import caller


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
    place: str = field(factory=caller, init=False, repr=False, eq=False)
    """File and line of the row."""
