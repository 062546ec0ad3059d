"""The ways in which jobs are asked for: at first as demanding as real clients are, then one thing less at a time."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from .part import FAILING_PROMPT, Way
from .shape import FileAt, Shape

PROMPT = "A paper boat drifts across a quiet pond"
UNICODE_PROMPT = "Ein Mädchen läuft über die Brücke 🌉, “去看日出”, سلام"
LONG_PROMPT = PROMPT + ". " + "The light is soft. " * 100

UNNAMED = "anonymous_file"
"""How the official Go client calls a file that has no name."""
BLOB = "blob"
"""How browsers, and with them the official Node client, call one."""
UNKNOWN = "unknown_file"
PATH = "/home/ann/Ein Bild von der Brücke, 去"
"""LiteLLM names a file by its whole path; here one of letters of more than one script, and without an ending."""


def _form(fields: Mapping[str, str], **shape: object) -> Way:
    return Way(form=True, fields=fields, shape=Shape(**shape))  # type: ignore[arg-type]


def _json(**fields: str) -> Way:
    return Way(fields=fields)


def _less(*ways: Way) -> tuple[Way, ...]:
    return tuple(attrs.evolve(way, is_less=True) for way in ways)


def _without(fields: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name not in names}


# What leaves nothing to the server shows whether it is a default that is refused.
_NAMED = _less(_json(prompt=PROMPT, size="1280x720"), _json(prompt=PROMPT, size="1280x720", seconds="4"))
DEFAULTS = (_json(prompt=PROMPT), *_NAMED)

# The same body to the byte, framed as it may be.
TWIN = (
    Way(fields={"prompt": PROMPT}, shape=Shape(chunked=True, charset=True, accept="application/json")),
    Way(fields={"prompt": PROMPT}, shape=Shape(chunked=True, accept="application/json")),
    Way(fields={"prompt": PROMPT}, shape=Shape(accept="application/json")),
    *DEFAULTS,
)

# As the official Ruby client writes it, but for the quotes, with a reference as no official client can write otherwise.
_FORM = {"prompt": UNICODE_PROMPT, "seconds": "8", "size": "1280x720"}
FORM = (
    _form({**_FORM, "input_reference[image_url]": "{image}"}, chunked=True, typed=True, quoted=True),
    _form(_FORM, chunked=True, typed=True, quoted=True),
    _form(_FORM, typed=True, quoted=True),
    _form(_FORM, quoted=True),
    _form(_FORM),
    *_less(_form(_without(_FORM, "seconds")), _form(_without(_FORM, "seconds", "size"))),
)

# As the official Go client sorts the parts: the file comes first.
_UPLOAD = {"prompt": LONG_PROMPT, "size": "720x1280", "seconds": "8", "input_reference": "{image-file}"}
_START = FileAt.START
_TAME = {"file_name": "picture.png", "file_type": "image/png"}
UPLOAD = (
    _form({**_UPLOAD, "input_reference": "{large-image-file}"}, file_at=_START, file_name=PATH),
    _form(_UPLOAD, file_at=_START, file_name=PATH),
    _form(_UPLOAD, file_at=_START, file_name=UNNAMED),
    _form(_UPLOAD, file_at=_START, file_name="picture.png"),
    _form(_UPLOAD, file_at=_START, **_TAME),
    _form(_UPLOAD, **_TAME),
    *_less(
        _form(_without(_UPLOAD, "seconds"), **_TAME),
        _form({**_without(_UPLOAD, "seconds"), "size": "1280x720"}, **_TAME),
        _form(_without(_UPLOAD, "seconds", "size"), **_TAME),
    ),
)

# Deleted while it is under way, so that the longest one costs little where that is possible.
_IMAGE_URL = {"prompt": PROMPT, "seconds": "12", "size": "1280x720", "input_reference.image_url": "{image}"}
IMAGE_URL = (
    _json(**{**_IMAGE_URL, "size": "1024x1792", "input_reference.image_url": "{large-image}"}),
    _json(**{**_IMAGE_URL, "input_reference.image_url": "{large-image}"}),
    _json(**_IMAGE_URL),
    *_less(
        _json(**_without(_IMAGE_URL, "seconds")),
        _json(**_without(_IMAGE_URL, "seconds", "size")),
        _json(prompt=PROMPT),
    ),
)

# As the official Node client orders the parts of a form with a file that a browser made.
_FAILING = {"prompt": FAILING_PROMPT, "size": "1792x1024", "seconds": "4", "input_reference": "{image-file}"}
_NODE = {"file_at": FileAt.MIDDLE, "file_name": BLOB, "file_type": "image/png"}
FAILING = (
    _form(_FAILING, **_NODE),
    _form(_without(_FAILING, "size"), **_NODE),
    _form(_without(_FAILING, "size"), file_name=BLOB, file_type="image/png"),
    _form(_without(_FAILING, "size"), file_name="picture.png", file_type="image/png"),
    _form(_without(_FAILING, "size"), file_name="picture.png"),
    _json(prompt=FAILING_PROMPT),
)

REMIX = (_json(prompt="The boat turns gold"),)

EDIT = (_json(**{"prompt": "Make it night", "video.id": "{source}"}),)
EDIT_BRACKETS = (_form({"prompt": "Make it rain", "video[id]": "{source}"}),)
_SNOW = {"prompt": "Make it snow", "video": "{video}"}
EDIT_UPLOAD = (
    _form(_SNOW, file_name=PATH, file_type="video/mp4"),
    _form(_SNOW, file_name="video.mp4", file_type="video/mp4"),
    _form(_SNOW, file_name="video.mp4"),
)

# A server that makes other lengths may all the same extend by those of the documentation alone.
_SHORE = _json(**{"prompt": "The boat reaches the shore", "seconds": "4", "video.id": "{source}"})
EXTEND = (_SHORE, *_less(attrs.evolve(_SHORE, is_documented=True)))
_LONG = {"prompt": "The boat sails on", "seconds": "20"}
EXTEND_LONG = (_form({**_LONG, "video[id]": "{source}"}), _json(**_LONG, **{"video.id": "{source}"}))
# As the official Node client writes a file that it reads as it sends it.
_SINKS = {"prompt": "The boat sinks", "seconds": "8", "video": "{video}"}
EXTEND_UPLOAD = (
    _form(_SINKS, chunked=True, typed=True, file_at=FileAt.MIDDLE, file_name=UNKNOWN),
    _form(_SINKS, typed=True, file_at=FileAt.MIDDLE, file_name=UNKNOWN),
    _form(_SINKS, file_at=FileAt.MIDDLE, file_name=UNKNOWN),
    _form(_SINKS, file_name=UNKNOWN),
    _form(_SINKS, file_name="video.mp4"),
    _form(_SINKS, file_name="video.mp4", file_type="video/mp4"),
)

# As the official Ruby client sends it, and it alone.
_SILVER = {"prompt": "The boat turns silver"}
REMIX_FORM = (_form(_SILVER, chunked=True, typed=True), _form(_SILVER, typed=True), _form(_SILVER))
