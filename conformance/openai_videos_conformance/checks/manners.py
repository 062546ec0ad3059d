"""Manners: the ways to write a request that a check can tell apart, by what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs

from ..exchange.exchange import Exchange
from ..exchange.form import FormPart
from .readers import asked_for

MEBIBYTE = 1024 * 1024

Has: TypeAlias = Callable[[Exchange], bool]


@attrs.frozen
class Manner:
    """A way to write a request."""

    told: str
    """In a few words, such as `a body in chunks`."""
    has: Has
    """Whether a request is written like that."""


def file_of(exchange: Exchange) -> tuple[int, FormPart] | None:
    """Give the file of a form, with its place among the parts."""
    return next(((place, part) for place, part in enumerate(exchange.form) if part.filename is not None), None)


def of_file(test: Callable[[FormPart], bool]) -> Has:
    """Make what tells whether a form has a file that passes a test."""

    def has(exchange: Exchange) -> bool:
        file = file_of(exchange)
        return file is not None and test(file[1])

    return has


def file_named(told: str, test: Callable[[str], bool]) -> Manner:
    """Make the manner of a file whose name passes a test."""
    return Manner(f"a file whose name {told}", of_file(lambda part: test(part.filename or "")))


def file_typed(name: str) -> Manner:
    """Make the manner of a file that says that it is of a media type."""
    return Manner(f"a file of the type {name}", of_file(lambda part: part.media_type == name))


def field(name: str, value: str) -> Manner:
    """Make the manner of a create that asks for a value by name."""
    return Manner(f"{name} {value}", lambda exchange: asked_for(exchange, name) == value)


def in_brackets(told: str) -> Manner:
    """Make the manner of a form with a reference, such as `video[id]`."""
    start = told.partition("[")[0] + "["
    return Manner(told, lambda exchange: any(part.name.startswith(start) for part in exchange.form))


def names_image(exchange: Exchange) -> bool:
    """Tell whether a create comes with a reference image, in whatever way."""
    in_form = any(part.name.startswith("input_reference") for part in exchange.form)
    return in_form or (not exchange.form and bool(asked_for(exchange, "input_reference")))


def _is_file_early(exchange: Exchange) -> bool:
    file = file_of(exchange)
    return file is not None and file[0] < len(exchange.form) - 1


CHUNKED = Manner("a body in chunks", lambda exchange: exchange.request_header("transfer-encoding").lower() == "chunked")
TYPED_TEXT = Manner(
    "text parts that say text/plain",
    lambda exchange: any(part.is_typed for part in exchange.form if part.filename is None),
)
QUOTED_BOUNDARY = Manner(
    "a boundary in quotes", lambda exchange: 'boundary="' in exchange.request_header("content-type")
)
FILE_EARLY = Manner("a file before other fields", _is_file_early)
LARGE = Manner("a body of more than 1 MiB", lambda exchange: len(exchange.request_body) > MEBIBYTE)
JSON_ALONE = Manner(
    "a request that takes JSON alone", lambda exchange: exchange.request_header("accept") == "application/json"
)


def are_alike(way: Exchange, plainer: Exchange) -> bool:
    """Tell whether two requests differ in a manner alone: not in the encoding, nor in whether there is a file."""
    same_encoding = bool(way.form) == bool(plainer.form)
    return same_encoding and (file_of(way) is None) == (file_of(plainer) is None)
