"""Which of what a server makes a job asks for: size, length, model, and the fields that the server wants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import attrs

from ..contract.document import document
from ..contract.operations import CREATE_VIDEO
from ..target.target import Target
from .part import Job, Way
from .samples import SAMPLE_SECONDS
from .step import Request

_SCHEMAS: Mapping[str, Any] = document()["components"]["schemas"]
SIZES: Sequence[str] = _SCHEMAS["VideoSize"]["enum"]
"""The documented sizes, the default first."""
LENGTHS: Sequence[str] = _SCHEMAS["VideoSeconds"]["enum"]
"""The documented lengths of a create, the default first."""
SEGMENTS: Sequence[str] = _SCHEMAS["VideoExtensionSeconds"]["enum"]
"""The documented lengths of an extension."""


def size_for(target: Target, wanted: str) -> str:
    """Give a documented size, or where the server does not make it, the one that is most like it."""
    if not target.sizes or wanted in target.sizes:
        return wanted
    alike = [size for size in target.sizes if _lies_across(size) == _lies_across(wanted)]
    documented = [size for size in SIZES if _lies_across(size) == _lies_across(wanted)]
    return _in_place(sorted(alike or target.sizes, key=_pixels), documented.index(wanted))


def seconds_for(target: Target, wanted: str) -> str:
    """Give a documented length, or where the server does not make it, the one that is as far from the shortest."""
    if not target.seconds or wanted in target.seconds or (wanted in SEGMENTS and _makes_what_is_documented(target)):
        return wanted
    return _in_place(sorted(target.seconds, key=int), SEGMENTS.index(wanted))


def seconds_of(way: Way, target: Target) -> str:
    """Give the length that a way asks a server for."""
    wanted = way.fields["seconds"]
    return wanted if way.is_documented else seconds_for(target, wanted)


def makes_length(target: Target, wanted: str) -> bool:
    """Tell whether a server makes a documented length of a create or an extension, as far as it is said."""
    return seconds_for(target, wanted) == wanted


def length_of(job: Job, target: Target) -> int:
    """Give the seconds of video that a job generates; the most where that is up to the server."""
    if "seconds" in job.fields:
        return max(int(seconds_of(way, target)) for way in job.ways if "seconds" in way.fields)
    if job.is_of_upload:
        return int(seconds_for(target, SAMPLE_SECONDS))
    if job.source is not None:
        return length_of(job.source, target)
    return default_length(target)


def default_length(target: Target) -> int:
    """Give the seconds of video that a create without a length makes; the most where that is up to the server."""
    default = LENGTHS[0]
    return int(default) if not target.seconds or default in target.seconds else max(map(int, target.seconds))


def seconds_asked_for(body: object, target: Target) -> int:
    """Give the seconds of video that a request would make where it is accepted."""
    asked = str(body.get("seconds", "")) if isinstance(body, Mapping) else ""
    return int(asked) if re.fullmatch("[1-9][0-9]{0,3}", asked) else default_length(target)


WRONG_LENGTH = "{wrong-length}"
"""What stands for a length that has to be refused, since the server makes no such video."""


def as_refusable(request: Request, target: Target) -> Request:
    """Give a request that has to be refused, with nothing wrong in it that a server may refuse instead."""
    is_create = request.operation == CREATE_VIDEO
    if isinstance(request.json, Mapping):
        return attrs.evolve(request, json=_refusable(request.json, target, is_create=is_create))
    if request.form is not None:
        return attrs.evolve(request, form=_refusable(request.form, target, is_create=is_create))
    return request


def _refusable(body: Mapping[str, Any], target: Target, *, is_create: bool) -> dict[str, Any]:
    told = body.get("seconds")
    if told == WRONG_LENGTH:
        told = next(str(number) for number in count(5, 2) if str(number) not in target.seconds)
    elif isinstance(told, str) and told in SEGMENTS:
        told = seconds_for(target, told)
    seconds = {"seconds": told} if told is not None else {}
    model = {"model": target.model} if target.model and is_create else {}
    return {**model, **(values_left_out(target) if is_create else {}), **body, **seconds}


def values_left_out(target: Target) -> dict[str, str]:
    """Give the values that stand for defaults which a server does not make, by field."""
    size, seconds = size_for(target, SIZES[0]), seconds_for(target, LENGTHS[0])
    chosen = {"size": size} if size != SIZES[0] else {}
    return {**chosen, **({"seconds": seconds} if seconds != LENGTHS[0] else {})}


def fields_of(job: Job, way: Way, target: Target, prompt: str, *, is_named: bool = False) -> dict[str, str]:
    """Give the fields of a job as they are sent to a server; `is_named` asks for what is else left to the server."""
    fields = {**way.fields, "prompt": prompt}
    if "size" in fields:
        fields["size"] = size_for(target, fields["size"])
    if "seconds" in fields:
        fields["seconds"] = seconds_of(way, target)
    if job.operation == CREATE_VIDEO:
        if is_named:
            fields = {**values_left_out(target), **fields}
        others = [model for model in target.models if model != target.model]
        if model := others[0] if others and job.is_of_other_model else target.model:
            fields["model"] = model
    return fields


def further_fields(target: Target) -> dict[str, Any]:
    """Give the fields that a create in JSON has besides those of the contract."""
    return {**target.create, **target.create_json}


def further_parts(target: Target) -> dict[str, str]:
    """Give the parts that a create as a form has besides those of the contract: what is nested, with brackets."""
    return dict(_parts({**target.create, **target.create_form}))


def _parts(fields: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        name = f"{within}[{key}]" if within else key
        if isinstance(value, Mapping):
            yield from _parts(value, name)
        elif isinstance(value, bool):
            yield name, str(value).lower()
        elif value is not None:
            yield name, str(value)


def _makes_what_is_documented(target: Target) -> bool:
    return set(LENGTHS) <= set(target.seconds)


def _in_place(choices: Sequence[str], place: int) -> str:
    return choices[min(place, len(choices) - 1)]


def _pixels(size: str) -> int:
    width, _, height = size.partition("x")
    return int(width) * int(height)


def _lies_across(size: str) -> bool:
    width, _, height = size.partition("x")
    return int(width) >= int(height)
