"""Requests that a server has to refuse. None may start a job.

In each part, what MUST be refused comes first, since a part ends with the first request that makes something.
"""

from __future__ import annotations

from typing import Any

from ..contract.operations import (
    CREATE_CHARACTER,
    CREATE_VIDEO,
    DELETE_VIDEO,
    DOWNLOAD_CONTENT,
    EDIT_VIDEO,
    EXTEND_VIDEO,
    GET_CHARACTER,
    LIST_VIDEOS,
    REMIX_VIDEO,
    RETRIEVE_VIDEO,
)
from .choice import WRONG_LENGTH
from .jobs import DEFAULTS
from .part import Part
from .step import Cost, Request, Stage, Step

PROMPT = "This request is incomplete on purpose and must be refused"
NO_VIDEO = "video_does_not_exist_0000"
NO_CHARACTER = "char_does_not_exist_0000"
JSON, TEXT, NO_BOUNDARY = "application/json", "text/plain", "multipart/form-data; boundary=absent"
SOURCE = {"id": "{source}"}
NO_SOURCE = {"id": NO_VIDEO}


def _refusal(name: str, operation: str, *, media_type: str | None = None, **request: Any) -> Step:
    headers = {"content-type": media_type} if media_type else {}
    return Step(name, request=Request(operation=operation, headers=headers, **request), cost=Cost.IF_ACCEPTED)


CREATE_NO_PROMPT = _refusal("refuse.create.prompt", CREATE_VIDEO, json={"seconds": "4"})
CREATE_NO_PROMPT_FORM = _refusal("refuse.create.prompt-form", CREATE_VIDEO, form={"seconds": "4"})
CREATE_FILE_ID_FORM = _refusal(
    "refuse.create.file-id-form", CREATE_VIDEO, form={"seconds": "4", "input_reference[file_id]": "file_0"}
)
CREATE_ARRAY = _refusal("refuse.create.array", CREATE_VIDEO, json=[{"prompt": PROMPT}])
CREATE_MALFORMED = _refusal("refuse.create.malformed", CREATE_VIDEO, content=b'{"prompt": "unfinished', media_type=JSON)
CREATE_MALFORMED_FORM = _refusal(
    "refuse.create.malformed-form", CREATE_VIDEO, content=b"no boundary here", media_type=NO_BOUNDARY
)
CREATE_NO_BODY = _refusal("refuse.create.no-body", CREATE_VIDEO, content=b"", media_type=JSON)
CREATE_EMPTY_PROMPT = _refusal("refuse.create.empty-prompt", CREATE_VIDEO, json={"prompt": ""})
CREATE_PROMPT_TYPE = _refusal("refuse.create.prompt-type", CREATE_VIDEO, json={"prompt": ["a", "list"]})
CREATE_SECONDS = _refusal("refuse.create.seconds", CREATE_VIDEO, json={"prompt": PROMPT, "seconds": WRONG_LENGTH})
CREATE_SECONDS_FORM = _refusal("refuse.create.seconds-form", CREATE_VIDEO, form={"prompt": PROMPT, "seconds": "abc"})
CREATE_SIZE = _refusal("refuse.create.size", CREATE_VIDEO, json={"prompt": PROMPT, "size": "1x1"})
CREATE_SIZE_FORM = _refusal("refuse.create.size-form", CREATE_VIDEO, form={"prompt": PROMPT, "size": "huge"})
CREATE_MEDIA_TYPE = _refusal("refuse.create.media-type", CREATE_VIDEO, content=PROMPT.encode(), media_type=TEXT)
CREATE_REFERENCE = _refusal(
    "refuse.create.reference",
    CREATE_VIDEO,
    json={"prompt": PROMPT, "input_reference": {"file_id": "file_0", "image_url": "{image}"}},
)
CREATE_IMAGE_TEXT = _refusal(
    "refuse.create.image-text",
    CREATE_VIDEO,
    json={"prompt": PROMPT, "input_reference": {"image_url": "this is no URL"}},
)
CREATE_IMAGE_BASE64 = _refusal(
    "refuse.create.image-base64",
    CREATE_VIDEO,
    json={"prompt": PROMPT, "input_reference": {"image_url": "data:image/png;base64,this-is_no*base64"}},
)
CREATES = Part(
    "refuse.create",
    stage=Stage.MEANWHILE,
    own_steps=(
        CREATE_NO_PROMPT,
        CREATE_NO_PROMPT_FORM,
        CREATE_FILE_ID_FORM,
        CREATE_ARRAY,
        CREATE_MALFORMED,
        CREATE_MALFORMED_FORM,
        CREATE_NO_BODY,
        CREATE_EMPTY_PROMPT,
        CREATE_PROMPT_TYPE,
        CREATE_SECONDS,
        CREATE_SECONDS_FORM,
        CREATE_SIZE,
        CREATE_SIZE_FORM,
        CREATE_MEDIA_TYPE,
        CREATE_REFERENCE,
        CREATE_IMAGE_TEXT,
        CREATE_IMAGE_BASE64,
    ),
)

LIST_ORDER = _refusal("refuse.list.order", LIST_VIDEOS, query={"order": "sideways"})
LIST_LIMIT_TYPE = _refusal("refuse.list.limit-type", LIST_VIDEOS, query={"limit": "many"})
LIST_LIMIT_NEGATIVE = _refusal("refuse.list.limit-negative", LIST_VIDEOS, query={"limit": -1})
LIST_LIMIT_LARGE = _refusal("refuse.list.limit-large", LIST_VIDEOS, query={"limit": 101})
LISTS = Part(
    "refuse.list",
    stage=Stage.MEANWHILE,
    in_place=True,
    own_steps=(LIST_ORDER, LIST_LIMIT_TYPE, LIST_LIMIT_NEGATIVE, LIST_LIMIT_LARGE),
)

CHARACTER_NO_NAME = _refusal("refuse.character.name", CREATE_CHARACTER, form={"video": "{video}"})
CHARACTER_NO_VIDEO = _refusal("refuse.character.video", CREATE_CHARACTER, form={"name": "Ada"})
CHARACTER_JUNK = _refusal("refuse.character.junk", CREATE_CHARACTER, form={"name": "Ada", "video": "{junk}"})
CHARACTERS = Part(
    "refuse.character", stage=Stage.MEANWHILE, own_steps=(CHARACTER_NO_NAME, CHARACTER_NO_VIDEO, CHARACTER_JUNK)
)

UNKNOWN_RETRIEVE = _refusal("unknown.retrieve", RETRIEVE_VIDEO, ids={"video_id": NO_VIDEO})
UNKNOWN_DELETE = _refusal("unknown.delete", DELETE_VIDEO, ids={"video_id": NO_VIDEO})
UNKNOWN_CONTENT = _refusal("unknown.content", DOWNLOAD_CONTENT, ids={"video_id": NO_VIDEO})
UNKNOWN_CHARACTER = _refusal("unknown.character", GET_CHARACTER, ids={"character_id": NO_CHARACTER})
UNKNOWN = Part(
    "unknown",
    stage=Stage.MEANWHILE,
    in_place=True,
    own_steps=(UNKNOWN_RETRIEVE, UNKNOWN_DELETE, UNKNOWN_CONTENT, UNKNOWN_CHARACTER),
)

CONTENT_VARIANT = _refusal(
    "refuse.content.variant", DOWNLOAD_CONTENT, ids={"video_id": "{source}"}, query={"variant": "poster"}
)
CONTENT = Part("refuse.content", stage=Stage.SOURCE, about=DEFAULTS, in_place=True, own_steps=(CONTENT_VARIANT,))

REMIX_NO_PROMPT = _refusal("refuse.remix.prompt", REMIX_VIDEO, ids={"video_id": "{source}"}, json={})
REMIX_UNKNOWN = _refusal("refuse.remix.unknown", REMIX_VIDEO, ids={"video_id": NO_VIDEO}, json={"prompt": PROMPT})
REMIXES = Part("refuse.remix", stage=Stage.SOURCE, about=DEFAULTS, own_steps=(REMIX_NO_PROMPT, REMIX_UNKNOWN))

EDIT_NO_PROMPT = _refusal("refuse.edit.prompt", EDIT_VIDEO, json={"video": SOURCE})
EDIT_NO_VIDEO = _refusal("refuse.edit.video", EDIT_VIDEO, json={"prompt": PROMPT})
EDIT_VIDEO_STRING = _refusal("refuse.edit.video-string", EDIT_VIDEO, json={"prompt": PROMPT, "video": "{source}"})
EDIT_UNKNOWN = _refusal("refuse.edit.unknown", EDIT_VIDEO, json={"prompt": PROMPT, "video": NO_SOURCE})
EDITS = Part(
    "refuse.edit",
    stage=Stage.SOURCE,
    about=DEFAULTS,
    own_steps=(EDIT_NO_PROMPT, EDIT_NO_VIDEO, EDIT_VIDEO_STRING, EDIT_UNKNOWN),
)

EXTEND_NO_PROMPT = _refusal("refuse.extend.prompt", EXTEND_VIDEO, json={"seconds": "4", "video": SOURCE})
EXTEND_NO_SECONDS = _refusal("refuse.extend.seconds", EXTEND_VIDEO, json={"prompt": PROMPT, "video": SOURCE})
EXTEND_NO_VIDEO = _refusal("refuse.extend.video", EXTEND_VIDEO, json={"prompt": PROMPT, "seconds": "4"})
EXTEND_SECONDS = _refusal(
    "refuse.extend.seconds-value", EXTEND_VIDEO, json={"prompt": PROMPT, "seconds": WRONG_LENGTH, "video": SOURCE}
)
EXTEND_UNKNOWN = _refusal(
    "refuse.extend.unknown", EXTEND_VIDEO, json={"prompt": PROMPT, "seconds": "4", "video": NO_SOURCE}
)
EXTENSIONS = Part(
    "refuse.extend",
    stage=Stage.SOURCE,
    about=DEFAULTS,
    own_steps=(EXTEND_NO_PROMPT, EXTEND_NO_SECONDS, EXTEND_NO_VIDEO, EXTEND_SECONDS, EXTEND_UNKNOWN),
)
