"""Faults of leniency: what must be refused is taken, or refused in the wrong way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from openai_videos_mock.contract.document import load_contract
from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CREATE,
    CREATE_CHARACTER,
    EDIT,
    EXTEND,
    REMIX,
    RETRIEVE,
    instead,
    lax,
    refused_with,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request

_BODY = Callable[[Request], bool]


def _in_json(request: Request) -> bool:
    return request.header("content-type").startswith("application/json")


def _without(name: str) -> _BODY:
    return lambda request: bool(request.fields) and name not in request.fields and "video[id]" not in request.fields


def _having(name: str, wrong: Callable[[Any], bool]) -> _BODY:
    return lambda request: name in request.fields and wrong(request.fields[name])


def _no_text(value: Any) -> bool:
    return not isinstance(value, str)


def _undocumented(schema: str) -> Callable[[Any], bool]:
    return lambda value: value not in load_contract().schemas[schema]["enum"]


def _both(first: _BODY, second: _BODY) -> _BODY:
    return lambda request: first(request) and second(request)


def _form(request: Request) -> bool:
    return request.is_form


def _array(request: Request) -> bool:
    return _in_json(request) and request.body.lstrip().startswith(b"[")


def _broken_json(request: Request) -> bool:
    return _in_json(request) and request.body.startswith(b"{") and not request.fields and request.body != b"{}"


def _no_body(request: Request) -> bool:
    return not request.body


def _broken_form(request: Request) -> bool:
    return request.is_form and not request.fields


def _other_type(request: Request) -> bool:
    return bool(request.body) and not request.is_form and not _in_json(request)


def _image_url(wrong: Callable[[str], bool]) -> _BODY:
    def has(request: Request) -> bool:
        reference = request.fields.get("input_reference")
        url = reference.get("image_url") if isinstance(reference, dict) and len(reference) == 1 else None
        return isinstance(url, str) and wrong(url)

    return has


def _makes(when: _BODY) -> Act:
    """Make a character of an incomplete request."""
    character = Reply(status=200).with_json({"id": "char_1", "name": "Nobody", "created_at": 1_800_000_000})
    return instead(CREATE_CHARACTER, character, when)


def _crash(when: _BODY) -> Act:
    return instead(CREATE, 500, when)


def _retrieved(answer: Reply | int) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in RETRIEVE or reply.status != 404:
            return reply
        return await instead(RETRIEVE, answer)(request, proceed)

    return act


_LENIENT: tuple[tuple[str, str, str, frozenset[str], _BODY], ...] = (
    ("create-no-prompt", "refuse.create-prompt", "A create in JSON without a prompt", CREATE,
     _both(_in_json, _without("prompt"))),
    ("create-no-prompt-form", "refuse.create-prompt", "A create in multipart without a prompt", CREATE,
     _both(_form, _without("prompt"))),
    ("create-empty-prompt", "refuse.create-empty-prompt", "A create with an empty prompt", CREATE,
     _having("prompt", lambda value: value == "")),
    ("create-prompt-list", "refuse.create-prompt-type", "A create whose prompt is no string", CREATE,
     _having("prompt", _no_text)),
    ("create-image-no-url", "refuse.create-image-url", "A create whose `image_url` is no URL", CREATE,
     _image_url(lambda url: ":" not in url)),
    ("create-image-no-base64", "refuse.create-image-url", "A create whose `image_url` is broken base64", CREATE,
     _image_url(lambda url: url.startswith("data:"))),
    ("create-any-seconds", "refuse.create-seconds", "A create with any seconds", CREATE,
     _having("seconds", _undocumented("VideoSeconds"))),
    ("create-number-seconds", "refuse.create-seconds", "A create with any whole number as seconds", CREATE,
     _both(_having("prompt", bool), _having("seconds", lambda value: str(value).isdigit()))),
    ("create-any-seconds-form", "refuse.create-seconds", "A create in multipart with any seconds", CREATE,
     _both(_form, _having("seconds", _undocumented("VideoSeconds")))),
    ("create-any-size", "refuse.create-size", "A create with any size", CREATE,
     _having("size", _undocumented("VideoSize"))),
    ("create-small-size", "refuse.create-size", "A create with any width and height", CREATE,
     _having("size", lambda value: "x" in str(value))),
    ("create-any-size-form", "refuse.create-size", "A create in multipart with any size", CREATE,
     _both(_form, _having("size", _undocumented("VideoSize")))),
    ("create-array", "refuse.create-malformed", "A create whose body is an array", CREATE, _array),
    ("create-reference-both", "refuse.create-reference", "A create that names a file and an image as one reference",
     CREATE, _having("input_reference", lambda value: isinstance(value, dict) and len(value) > 1)),
    ("create-broken-json", "refuse.create-malformed", "A create whose JSON breaks off", CREATE, _broken_json),
    ("create-no-body", "refuse.create-malformed", "A create without a body", CREATE, _no_body),
    ("create-broken-form", "refuse.create-malformed", "A create whose form has no boundary", CREATE, _broken_form),
    ("create-any-media-type", "refuse.create-media-type", "A create in plain text", CREATE, _other_type),
    ("remix-no-prompt", "refuse.remix-prompt", "A remix without a prompt", REMIX,
     lambda request: "prompt" not in request.fields),
    ("edit-no-prompt", "refuse.edit-prompt", "An edit without a prompt", EDIT, _without("prompt")),
    ("edit-no-video", "refuse.edit-video", "An edit without a video", EDIT, _without("video")),
    ("edit-video-string", "refuse.edit-video-string", "An edit whose video is a bare string", EDIT,
     _having("video", lambda value: isinstance(value, str))),
    ("extend-no-prompt", "refuse.extend-prompt", "An extension without a prompt", EXTEND, _without("prompt")),
    ("extend-no-seconds", "refuse.extend-seconds", "An extension without seconds", EXTEND, _without("seconds")),
    ("extend-any-seconds", "refuse.extend-seconds-value", "An extension by any seconds", EXTEND,
     _having("seconds", _undocumented("VideoExtensionSeconds"))),
    ("extend-no-video", "refuse.extend-video", "An extension without a video", EXTEND, _without("video")),
)  # fmt: skip


def _lenient() -> Iterator[Fault]:
    for name, breaks, what, operations, when in _LENIENT:
        yield Fault(f"takes-{name}", Layer.INPUT, breaks, f"{what} starts a job.", lax(operations, when))


_S = Layer.STATUS
FAULTS = (
    *_lenient(),
    Fault("crash-broken-json", _S, "refuse.create-malformed", "A create whose JSON breaks off is a server error.",
          _crash(_broken_json)),
    Fault("crash-broken-form", _S, "refuse.create-malformed", "A create whose form has no boundary is a server error.",
          _crash(_broken_form)),
    Fault("crash-array", _S, "refuse.create-malformed", "A create whose body is an array is a server error.",
          _crash(_array)),
    Fault("crash-no-body", _S, "refuse.create-malformed", "A create without a body is a server error.",
          _crash(_no_body)),
    Fault("crash-no-prompt", _S, "refuse.create-prompt", "A create without a prompt is a server error.",
          _crash(_without("prompt"))),
    Fault("crash-prompt-list", _S, "refuse.create-prompt-type", "A create whose prompt is no string is a server error.",
          _crash(_having("prompt", _no_text))),
    Fault("refuses-with-200", _S, "http.error-status", "A refused create is answered with 200 and an error in it.",
          instead(CREATE, Reply(status=200).with_json({"error": {"message": "no prompt"}}), _without("prompt"))),
    Fault("takes-character-no-name", Layer.INPUT, "refuse.character-name", "A character without a name is made.",
          _makes(_without("name"))),
    Fault("takes-character-no-video", Layer.INPUT, "refuse.character-video", "A character without a video is made.",
          _makes(_without("video"))),
    *(
        Fault(f"retrieve-unknown-{status}", _S, "retrieve.unknown", f"An unknown id is answered with {status}.",
              refused_with(RETRIEVE, status, 404))
        for status in (400, 403, 500)
    ),
    Fault("retrieve-unknown-empty", _S, "retrieve.unknown", "An unknown id is answered with 200 and null.",
          _retrieved(Reply(status=200).with_json(None))),
)  # fmt: skip
