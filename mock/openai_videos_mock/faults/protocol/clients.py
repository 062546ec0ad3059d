"""Faults of how a request may be written: what one official client sends is taken, and what another sends is not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection

from attrs import evolve

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import CREATE, CREATE_CHARACTER, EDIT, EXTEND, LIST, STARTS, instead, requests
from openai_videos_mock.intercept.messages import Act, Part, Proceed, Reply, Request, refusal

_BODIES = STARTS | CREATE_CHARACTER
_MEBIBYTE = 1024 * 1024
_BOUNDARY = "rewritten-by-a-fault"


def _is_chunked(request: Request) -> bool:
    return request.header("transfer-encoding") == "chunked"


def _is_chunked_form(request: Request) -> bool:
    return _is_chunked(request) and request.is_form


def _is_typed(request: Request) -> bool:
    return re.search(rb'name="[^"]*"\r\nContent-Type: text/plain', request.body) is not None


def _is_quoted(request: Request) -> bool:
    return 'boundary="' in request.header("content-type")


def _is_quoted_wrongly_read(request: Request) -> Request:
    """Take the quotes for a part of the boundary, so that the form has no parts."""
    return evolve(request, body=b"") if _is_quoted(request) else request


def _file(request: Request) -> tuple[int, Part] | None:
    return next(((place, part) for place, part in enumerate(request.parts) if part.filename is not None), None)


def _file_at(test: Callable[[int, int], bool]) -> Callable[[Request], bool]:
    """Tell whether a form has its file at some place among so many parts."""

    def at(request: Request) -> bool:
        file = _file(request)
        return file is not None and test(file[0], len(request.parts))

    return at


_is_first = _file_at(lambda place, count: place == 0 and count > 1)
_is_between = _file_at(lambda place, count: 0 < place < count - 1)


def _named(test: Callable[[str], bool]) -> Callable[[Request], bool]:
    """Tell whether a form has a file of some name."""

    def named(request: Request) -> bool:
        file = _file(request)
        return file is not None and test((file[1].filename or "").encode("utf-8", "surrogateescape").decode())

    return named


def _typed(*types: str) -> Callable[[Request], bool]:
    def typed(request: Request) -> bool:
        file = _file(request)
        return file is not None and file[1].media_type in types

    return typed


def _written(request: Request, parts: Collection[Part]) -> Request:
    """Make the same request with other parts."""
    body = b""
    for part in parts:
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{part.name}"'
        head += "" if part.filename is None else f'; filename="file"\r\nContent-Type: {part.media_type}'
        body += head.encode() + b"\r\n\r\n" + part.content + b"\r\n"
    kind = ("content-type", f"multipart/form-data; boundary={_BOUNDARY}")
    headers = tuple(each for each in request.headers if each[0] not in ("content-type", "content-length"))
    return evolve(request, headers=(*headers, kind), body=body + f"--{_BOUNDARY}--\r\n".encode())


def _up_to_file(request: Request) -> Request:
    """Lose the fields that come after the file."""
    file = _file(request)
    return request if file is None else _written(request, request.parts[: file[0] + 1])


def _prompt_up_to_file(request: Request) -> Request:
    """Lose all fields that come after the file but the prompt."""
    file = _file(request)
    if file is None:
        return request
    kept = [part for place, part in enumerate(request.parts) if place <= file[0] or part.name == "prompt"]
    return _written(request, kept)


def _untyped(request: Request) -> Request:
    """Lose the text parts that say what they are."""
    return evolve(request, body=b"", headers=request.headers) if _is_typed(request) else request


def _in_brackets(name: str) -> Callable[[Request], bool]:
    return lambda request: request.is_form and any(part.name.startswith(f"{name}[") for part in request.parts)


def _takes_json_alone(request: Request) -> bool:
    return request.header("accept") == "application/json"


def _is_large(request: Request) -> bool:
    return len(request.body) > _MEBIBYTE


def _is_large_json(request: Request) -> bool:
    return not request.is_form and len(request.body) > _MEBIBYTE


_PAGE = Reply(status=413).with_body(b"<html><h1>413 Request Entity Too Large</h1></html>", "text/html")


def _packed(name: str, pack: Callable[[bytes], bytes]) -> Act:
    """Pack the answers to whoever takes any packed ones."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in LIST or "gzip" not in request.header("accept-encoding"):
            return reply
        return evolve(reply, headers=(*reply.headers, ("content-encoding", name)), body=pack(reply.body))

    return act


def _value(name: str, value: str) -> Act:
    """Refuse a create that asks for a value by name."""
    return instead(CREATE, refusal(400, f"{name} {value} is not supported"), lambda r: r.fields.get(name) == value)


_I = Layer.INPUT
FAULTS = (
    Fault("client-chunked-empty", _I, "clients.chunked", "A body in chunks is read as an empty one.",
          requests(lambda request: evolve(request, body=b""), _BODIES, _is_chunked)),
    Fault("client-chunked-first", _I, "clients.chunked", "Of a body in chunks, the first one is read.",
          requests(lambda request: evolve(request, body=request.body[: len(request.body) // 4]), _BODIES, _is_chunked)),
    Fault("client-chunked-form", _I, "clients.chunked", "A form in chunks is read as an empty one.",
          requests(lambda request: evolve(request, body=b""), _BODIES, _is_chunked_form)),
    Fault("client-chunked-501", _I, "clients.chunked", "A body in chunks is answered with 501.",
          instead(_BODIES, 501, _is_chunked)),
    Fault("client-chunked-500", _I, "clients.answered", "A body in chunks is a server error.",
          instead(_BODIES, 500, _is_chunked)),
    Fault("client-chunked-411", _I, "clients.no-length", "A body without a length is answered with 411.",
          instead(_BODIES, 411, _is_chunked)),
    Fault("client-charset-refused", _I, "clients.charset", "JSON that names its charset is answered with 415.",
          instead(_BODIES, 415, lambda request: "charset" in request.header("content-type"))),
    Fault("client-typed-text-refused", _I, "clients.typed-text", "A text part that says text/plain is refused.",
          instead(_BODIES, 400, _is_typed)),
    Fault("client-typed-text-lost", _I, "clients.typed-text", "Text parts that say text/plain are not read.",
          requests(_untyped, _BODIES)),
    Fault("client-typed-text-500", _I, "clients.answered", "A text part that says text/plain is a server error.",
          instead(_BODIES, 500, _is_typed)),
    Fault("client-quotes-refused", _I, "clients.quoted-boundary", "A boundary in quotes is refused.",
          instead(_BODIES, 400, _is_quoted)),
    Fault("client-quotes-kept", _I, "clients.quoted-boundary", "The quotes around a boundary are taken for its own.",
          requests(_is_quoted_wrongly_read, _BODIES)),
    Fault("client-quotes-500", _I, "clients.answered", "A boundary in quotes is a server error.",
          instead(_BODIES, 500, _is_quoted)),
    Fault("client-file-first", _I, "clients.part-order", "A form that begins with its file is refused.",
          instead(_BODIES, 400, _is_first)),
    Fault("client-file-middle", _I, "clients.part-order", "A form with its file between the fields is refused.",
          instead(_BODIES, 400, _is_between)),
    Fault("client-file-ends-form", _I, "clients.part-order", "What comes after a file is not read.",
          requests(_up_to_file, _BODIES)),
    Fault("client-file-ends-fields", Layer.ECHO, "create.echo-seconds",
          "Of what comes after a file, the prompt is read.", requests(_prompt_up_to_file, CREATE)),
    Fault("create-upload-name", _I, "clients.file-name", "A file whose name has no ending is refused.",
          instead(CREATE, 400, _named(lambda name: "." not in name))),
    Fault("client-file-name-path", _I, "clients.file-name", "A file whose name is a path is refused.",
          instead(_BODIES, 400, _named(lambda name: "/" in name))),
    Fault("client-file-name-script", _I, "clients.file-name", "A file whose name is not ASCII is refused.",
          instead(_BODIES, 400, _named(lambda name: not name.isascii()))),
    Fault("client-file-name-500", _I, "clients.answered", "A file whose name is not ASCII is a server error.",
          instead(_BODIES, 500, _named(lambda name: not name.isascii()))),
    Fault("client-file-name-unknown", _I, "clients.file-name", "An extension takes no file without an ending.",
          instead(EXTEND, 400, _named(lambda name: "." not in name))),
    Fault("client-file-name-blob", _I, "clients.file-name", "A file of the name `blob` is refused.",
          instead(_BODIES, 400, _named(lambda name: name == "blob"))),
    Fault("create-upload-type", _I, "clients.file-type", "A file of the type octet-stream is refused.",
          instead(CREATE, 415, _typed("application/octet-stream"))),
    Fault("client-file-type-png", _I, "clients.file-type", "A file of the type image/png is refused.",
          instead(CREATE, 415, _typed("image/png"))),
    Fault("client-file-type-mp4", _I, "clients.file-type", "A file of the type video/mp4 is refused.",
          instead(EDIT | EXTEND | CREATE_CHARACTER, 415, _typed("video/mp4"))),
    Fault("client-brackets-create", _I, "create.brackets", "The field `input_reference[image_url]` is refused.",
          instead(CREATE, 400, _in_brackets("input_reference"))),
    Fault("client-brackets-500", _I, "clients.answered", "The field `input_reference[image_url]` is a server error.",
          instead(CREATE, 500, lambda request: b"[image_url]" in request.body)),
    Fault("client-file-id-500", _I, "http.no-server-error", "The field `input_reference[file_id]` is a server error.",
          instead(CREATE, 500, lambda request: b"[file_id]" in request.body)),
    Fault("client-brackets-extend", _I, "extend.brackets", "An extension does not take the field `video[id]`.",
          instead(EXTEND, 400, _in_brackets("video"))),
    Fault("client-accept-json-list", _I, "clients.accept-json", "A list for who takes JSON alone is answered with 406.",
          instead(LIST, 406, _takes_json_alone)),
    Fault("client-accept-json-create", _I, "clients.accept-json", "A create that takes JSON alone is refused.",
          instead(CREATE, 406, _takes_json_alone)),
    Fault("client-coding-deflate", Layer.WIRE, "clients.coding", "Who takes gzip is sent deflate.",
          _packed("deflate", zlib.compress)),
    Fault("client-coding-brotli", Layer.WIRE, "clients.coding", "Who takes gzip is sent another coding.",
          _packed("br", bytes)),
    Fault("client-large-refused", _I, "create.large-body", "A body of more than 1 MiB is refused.",
          instead(_BODIES, 413, _is_large)),
    Fault("client-large-json", _I, "create.large-body", "A body in JSON of more than 1 MiB is refused.",
          instead(_BODIES, 413, _is_large_json)),
    Fault("client-large-page", _I, "http.error-envelope", "A body of more than 1 MiB is refused with a page in HTML.",
          instead(_BODIES, _PAGE, _is_large)),
    Fault("client-size-portrait", _I, "create.sizes", "A create that names 720x1280 is refused.",
          _value("size", "720x1280")),
    Fault("client-size-landscape", _I, "create.sizes", "A create that names 1280x720 is refused.",
          _value("size", "1280x720")),
    Fault("client-size-large", _I, "create.large-sizes", "A create that names 1024x1792 is refused.",
          _value("size", "1024x1792")),
    Fault("client-seconds-8", _I, "create.lengths", "A create that names 8 seconds is refused.",
          _value("seconds", "8")),
    Fault("client-seconds-12", _I, "create.lengths", "A create that names 12 seconds is refused.",
          _value("seconds", "12")),
)  # fmt: skip
