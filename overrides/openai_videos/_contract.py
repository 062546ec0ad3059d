"""What the contract says about an operation, as far as a client needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_videos_gen.types import Model


class Operation(NamedTuple):
    """What the contract says about one operation.

    `request` makes the parts of a request; `json`, `form` and `multipart` are the bodies that it takes, and `raw` tells
    that it takes bytes. `files` are the body fields that hold a file, each with the class of the reference that can
    stand for it; `several` those that hold a list of files. `gives` is what is made of an answer: a model of the class
    `returns`, a list with such models, any other JSON with them, or text.
    """

    request: Callable[..., dict[str, Any]]
    returns: type[Model] | None = None
    json: type[Model] | None = None
    multipart: type[Model] | None = None
    form: type[Model] | None = None
    raw: bool = False
    gives: Literal["model", "list", "value", "text"] = "model"
    several: frozenset[str] = frozenset()
    files: Mapping[str, type[Model] | None] = {}
