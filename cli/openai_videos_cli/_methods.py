"""What the client's methods are and take, read from their signatures: the contract says it once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal, get_args, get_origin

from openai_videos import Client
from openai_videos.resources.videos import DOCUMENTATION

# What every method takes, or what only a program can give; the command line has its own ways for these.
_APART = re.compile(r"extra_|poll_|timeout$|on_progress$|raise_on_failure$")


class Kind(Enum):
    """What a method does, as far as the command line treats it differently."""

    JOB = auto()
    WAIT = auto()
    DOWNLOAD = auto()
    LIST = auto()
    EACH = auto()
    """Takes one id and nothing else, and so can take several."""
    PLAIN = auto()


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method.

    `values` are those that the contract names, and `closed` tells whether there are no others. `reference` are the ways
    in which a file can be named instead of sent; None if the parameter is no file.
    """

    name: str
    help: str
    required: bool
    type: type[int] | type[str]
    values: tuple[str, ...]
    closed: bool
    reference: tuple[str, ...] | None

    @property
    def positional(self) -> bool:
        """Whether it is plain text that must be given: ids, prompts, names."""
        return self.required and not self.values and self.reference is None


@dataclass(frozen=True)
class Method:
    """One method of `client.videos`."""

    name: str
    kind: Kind
    help: str
    parameters: tuple[Parameter, ...]


def methods() -> Iterator[Method]:
    """Give every method but those that wait too: waiting is an option here."""
    # Nothing is sent before a method is called.
    videos = Client(base_url="http://127.0.0.1/v1", api_key="none").videos
    public = {name: method for name, method in inspect.getmembers(videos, inspect.ismethod) if name[0] != "_"}
    for name, method in public.items():
        if not name.endswith("_and_poll"):
            yield _method(name, method, waits=f"{name}_and_poll" in public)


def _method(name: str, method: Callable[..., Any], waits: bool) -> Method:
    signature = inspect.signature(method, eval_str=True)
    text, explained = DOCUMENTATION[name]
    if waits:
        kind = Kind.JOB
    elif "on_progress" in signature.parameters:
        kind = Kind.WAIT
    elif hasattr(signature.return_annotation, "write_to_file"):
        kind = Kind.DOWNLOAD
    elif hasattr(signature.return_annotation, "iter_pages"):
        kind = Kind.LIST
    else:
        kind = Kind.PLAIN
    parameters = tuple(
        _parameter(parameter, " ".join(explained.get(parameter.name, "").split()))
        for parameter in signature.parameters.values()
        if not _APART.match(parameter.name)
    )
    if kind is Kind.PLAIN and [parameter.positional for parameter in parameters] == [True]:
        kind = Kind.EACH
    return Method(name, kind, text, parameters)


def _parameter(parameter: inspect.Parameter, text: str) -> Parameter:
    hint = parameter.annotation
    accepted = (hint,) if get_origin(hint) is Literal else get_args(hint) or (hint,)
    values = [str(value) for item in accepted if get_origin(item) is Literal for value in get_args(item)]
    fields = [tuple(item.FIELDS.values()) for item in accepted if hasattr(item, "FIELDS")]
    return Parameter(
        name=parameter.name,
        help=text,
        required=parameter.default is parameter.empty,
        type=int if int in accepted else str,
        values=tuple(sorted(values, key=_in_order)),
        closed=bool(values) and str not in accepted,
        # The models that can stand for a file are its reference and the thing itself, which has more fields.
        reference=(min(fields, key=len) if fields else ()) if bytes in accepted else None,
    )


def _in_order(value: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", value)]
