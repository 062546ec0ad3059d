"""A request as it is sent: its marks filled in, its body written in its shape."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import httpx

from ...scenario.choice import seconds_for, size_for
from ...scenario.samples import JUNK, SAMPLE_SECONDS, SAMPLE_SIZE, image_url, sample_image, sample_video
from ...scenario.shape import FileAt, Shape
from ...scenario.step import Request
from ...target.target import Target

FILES: Mapping[str, Callable[[str, Target], bytes]] = {
    "{image-file}": lambda size, _: sample_image(size),
    "{large-image-file}": lambda size, _: sample_image(size, large=True),
    "{video}": lambda _, target: sample_video(size_for(target, SAMPLE_SIZE), seconds_for(target, SAMPLE_SECONDS)),
    "{junk}": lambda *_: JUNK,
}
"""The files that marks stand for, by the size that the form asks for, and by what the target makes."""

TEXTS: Mapping[str, Callable[[str], str]] = {
    "{image}": image_url,
    "{large-image}": lambda size: image_url(size, large=True),
}

DEFAULT_SIZE = "720x1280"
PIECES = 4
"""A body in chunks has about so many: what reads the first one alone is to be noticed."""
PIECE_MOST = 64 * 1024


def filled(request: Request, source: str) -> Request:
    """Give a request with the id of a job, and a picture of the size that is asked for, in place of their marks."""
    body = request.json if isinstance(request.json, Mapping) else request.form or {}
    size = str(body.get("size", DEFAULT_SIZE))
    return attrs.evolve(
        request,
        ids={name: value.replace("{source}", source) for name, value in request.ids.items()},
        json=_filled(request.json, source, size),
        form=_filled(request.form, source, size),
    )


def _filled(value: Any, source: str, size: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(item, source, size) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, source, size) for item in value]
    if isinstance(value, str):
        text = value.replace("{source}", source)
        return TEXTS[text](size) if text in TEXTS else text
    return value


def content_of(request: Request, target: Target) -> tuple[Mapping[str, str], bytes | None]:
    """Write the form of a request, or give its body as it stands; with the headers that say what it is.

    A body in JSON is none of these, unless it comes in chunks: the HTTP library writes it.
    """
    if request.form is not None:
        boundary = f"videos-{secrets.token_hex(12)}"
        named = f'"{boundary}"' if request.shape.quoted else boundary
        kind = {"content-type": f"multipart/form-data; boundary={named}"}
        return kind, _written(request.form, request.shape, boundary, target)
    if request.json is not None and (request.shape.chunked or request.shape.charset):
        plain = httpx.Request("POST", "http://videos.invalid", json=request.json)
        named = "; charset=utf-8" if request.shape.charset else ""
        return {"content-type": plain.headers["content-type"] + named}, plain.content
    return {}, request.content


def _written(form: Mapping[str, str], shape: Shape, boundary: str, target: Target) -> bytes:
    size = form.get("size", DEFAULT_SIZE)
    body = b""
    for name, value in _ordered(form, shape.file_at):
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if value in FILES:
            head += f'; filename="{shape.file_name}"\r\nContent-Type: {shape.file_type}'
        elif shape.typed:
            head += "\r\nContent-Type: text/plain"
        content = FILES[value](size, target) if value in FILES else value.encode()
        body += head.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def _ordered(form: Mapping[str, str], file_at: FileAt) -> list[tuple[str, str]]:
    fields = [(name, value) for name, value in form.items() if value not in FILES]
    place = {FileAt.START: 0, FileAt.MIDDLE: 1, FileAt.END: len(fields)}[file_at]
    return [*fields[:place], *((name, value) for name, value in form.items() if value in FILES), *fields[place:]]


@attrs.frozen
class Chunks(httpx.SyncByteStream):
    """A body that is sent piece by piece, so that its length is not said."""

    body: bytes

    def __iter__(self) -> Iterator[bytes]:
        size = max(1, min(PIECE_MOST, -(-len(self.body) // PIECES)))
        for start in range(0, len(self.body), size):
            yield self.body[start : start + size]


def is_chunked(request: httpx.Request) -> bool:
    """Tell whether a request says that its body comes in chunks."""
    return "chunked" in request.headers.get_list("transfer-encoding")
