"""A request as it is sent: its marks filled in, its form made of parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs

from ...scenario.choice import seconds_for, size_for
from ...scenario.samples import JUNK, SAMPLE_SECONDS, SAMPLE_SIZE, image_url, sample_image, sample_video
from ...scenario.step import Request
from ...target.target import Target

FormPart: TypeAlias = tuple[str, tuple[str, bytes, str] | tuple[None, str]]
"""A part of a multipart body, as httpx takes it: name, then file name, content and media type, or the text."""

FILES: Mapping[str, Callable[[str, Target], bytes]] = {
    "{image}": lambda size, _: sample_image(size),
    "{video}": lambda _, target: sample_video(size_for(target, SAMPLE_SIZE), seconds_for(target, SAMPLE_SECONDS)),
    "{junk}": lambda *_: JUNK,
}
"""The files that marks stand for, by the size that the form asks for, and by what the target makes."""

DEFAULT_SIZE = "720x1280"


def filled(request: Request, source: str, size: str = DEFAULT_SIZE) -> Request:
    """Give a request with the id of a job, and a picture of a size, in place of the marks for them."""
    return attrs.evolve(
        request,
        ids={name: value.replace("{source}", source) for name, value in request.ids.items()},
        json=_filled(request.json, source, size),
        form=None if request.form is None else {k: v.replace("{source}", source) for k, v in request.form.items()},
    )


def _filled(value: Any, source: str, size: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(item, source, size) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, source, size) for item in value]
    if isinstance(value, str):
        text = value.replace("{source}", source)
        return text.replace("{image}", image_url(size)) if "{image}" in text else text
    return value


def form_parts(fields: Mapping[str, str], target: Target) -> list[FormPart]:
    """Make multipart parts as official clients write them: files are named `upload` and have no type of their own."""
    size = fields.get("size", DEFAULT_SIZE)
    return [
        (name, ("upload", FILES[value](size, target), "application/octet-stream"))
        if value in FILES
        else (name, (None, value))
        for name, value in fields.items()
    ]
