"""Shapes: how clients write a request that means the same. What real ones send is noted in `docs/conformance.md`."""

from __future__ import annotations

from enum import Enum

import attrs

OCTETS = "application/octet-stream"


class FileAt(Enum):
    """Where in a form its file stands."""

    END = "after the fields"
    START = "before the fields"
    MIDDLE = "between the fields"


@attrs.frozen(kw_only=True)
class Shape:
    """How a request is written. The defaults are the plainest way, which every server takes that takes any."""

    chunked: bool = False
    """The body comes in chunks, and its length is not said."""
    charset: bool = False
    """A body in JSON says that it is written in UTF-8, which it is in any case."""
    typed: bool = False
    """The text parts of a form say that they are text/plain."""
    quoted: bool = False
    """The boundary of a form is written in quotes."""
    file_at: FileAt = FileAt.END
    file_name: str = "upload"
    file_type: str = OCTETS
    accept: str = "*/*"
    """The media types of the answer that the client takes."""


PLAIN = Shape()
