"""Manners: the ways to write a request that a check can tell apart, by what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from ..catalogue import causes
from ..catalogue.registry import Reference
from ..exchange.exchange import Exchange
from ..exchange.form import FormPart
from ..exchange.refusal import named_fields
from ..scenario.shape import OCTETS
from .readers import asked_for

MEBIBYTE = 1024 * 1024
LENGTH_REQUIRED = 411

Has: TypeAlias = Callable[[Exchange], bool]


@attrs.frozen
class Manner:
    """A way to write a request."""

    told: str
    """In a few words, such as `a body in chunks`."""
    has: Has
    """Whether a request is written like that."""
    by: Reference
    """The requirement that judges its refusal."""
    by_status: Mapping[int, Reference] = attrs.field(factory=dict, kw_only=True)
    """The requirement that judges a refusal by a status which says another thing."""
    field: str = attrs.field(default="", kw_only=True)
    """The field of a body that it is about, if it is about one."""

    def judged_by(self, refusal: Exchange) -> Reference:
        """Name the requirement that judges a refusal of it."""
        return self.by_status.get(refusal.status, self.by)

    def is_named_by(self, refusal: Exchange) -> bool:
        """Tell whether a refusal names the field that it is about as its reason."""
        return self.field != "" and self.field in named_fields(refusal)


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
    has = of_file(lambda part: test(part.filename or ""))
    return Manner(f"a file whose name {told}", has, causes.CLIENTS_FILE_NAME)


def file_typed(name: str) -> Manner:
    """Make the manner of a file that says that it is of a media type."""
    return Manner(f"a file of the type {name}", of_file(lambda part: part.media_type == name), causes.CLIENTS_FILE_TYPE)


def value(name: str, value: str, by: Reference) -> Manner:
    """Make the manner of a create that asks for a value by name."""
    return Manner(f"{name} {value}", lambda exchange: asked_for(exchange, name) == value, by, field=name)


def in_brackets(told: str, by: Reference) -> Manner:
    """Make the manner of a form with a reference, such as `video[id]`."""
    start = told.partition("[")[0] + "["
    return Manner(told, lambda exchange: any(part.name.startswith(start) for part in exchange.form), by)


def names_image(exchange: Exchange) -> bool:
    """Tell whether a create comes with a reference image, in whatever way."""
    in_form = any(part.name.startswith("input_reference") for part in exchange.form)
    return in_form or (not exchange.form and bool(asked_for(exchange, "input_reference")))


def _is_file_early(exchange: Exchange) -> bool:
    file = file_of(exchange)
    return file is not None and file[0] < len(exchange.form) - 1


CHUNKED = Manner(
    "a body in chunks",
    lambda exchange: exchange.request_header("transfer-encoding").lower() == "chunked",
    causes.CLIENTS_CHUNKED,
    # A server may insist on a length.
    by_status={LENGTH_REQUIRED: causes.CLIENTS_NO_LENGTH},
)
TYPED_TEXT = Manner(
    "text parts that say text/plain",
    lambda exchange: any(part.is_typed for part in exchange.form if part.filename is None),
    causes.CLIENTS_TYPED_TEXT,
)
CHARSET = Manner(
    "JSON that names its charset",
    lambda exchange: "charset" in exchange.request_header("content-type"),
    causes.CLIENTS_CHARSET,
)
QUOTED_BOUNDARY = Manner(
    "a boundary in quotes",
    lambda exchange: 'boundary="' in exchange.request_header("content-type"),
    causes.CLIENTS_QUOTED_BOUNDARY,
)
FILE_EARLY = Manner("a file before other fields", _is_file_early, causes.CLIENTS_PART_ORDER)
FILE_TYPES = tuple(map(file_typed, (OCTETS, "image/png", "video/mp4")))
FILE_NAMES = (
    file_named("has no ending", lambda name: "." not in name),
    file_named("is a path, or not ASCII", lambda name: "/" in name or not name.isascii()),
)
LARGE = Manner(
    "a body of more than 1 MiB", lambda exchange: len(exchange.request_body) > MEBIBYTE, causes.CREATE_LARGE_BODY
)
JSON_ALONE = Manner(
    "a request that takes JSON alone",
    lambda exchange: exchange.request_header("accept") == "application/json",
    causes.CLIENTS_ACCEPT_JSON,
)
SIZES = tuple(value("size", size, causes.CREATE_SIZES) for size in ("720x1280", "1280x720"))
LARGE_SIZES = tuple(value("size", size, causes.CREATE_LARGE_SIZES) for size in ("1024x1792", "1792x1024"))
LENGTHS = tuple(value("seconds", seconds, causes.CREATE_LENGTHS) for seconds in ("4", "8", "12"))
IMAGE_IN_BRACKETS = in_brackets("input_reference[image_url]", causes.CREATE_BRACKETS)

EVERY: tuple[Manner, ...] = (
    CHARSET,
    TYPED_TEXT,
    QUOTED_BOUNDARY,
    FILE_EARLY,
    *FILE_TYPES,
    *FILE_NAMES,
    LARGE,
    *SIZES,
    *LARGE_SIZES,
    *LENGTHS,
    CHUNKED,
    JSON_ALONE,
    IMAGE_IN_BRACKETS,
)


def are_alike(way: Exchange, plainer: Exchange) -> bool:
    """Tell whether two requests differ in a manner alone: not in the encoding, nor in whether there is a file."""
    same_encoding = bool(way.form) == bool(plainer.form)
    return same_encoding and (file_of(way) is None) == (file_of(plainer) is None)
