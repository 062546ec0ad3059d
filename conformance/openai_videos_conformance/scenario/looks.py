"""What is asked of the jobs that are there: while they run, when they have ended, and when they are deleted."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

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
from .jobs import DEFAULTS, EDIT, EXTEND, FAILING, FORM, IMAGE_URL, REMIX, TWIN, UPLOAD
from .part import Job, Part
from .refusals import NO_VIDEO, PROMPT
from .shape import FileAt, Shape
from .step import Cost, Key, Request, Stage, Step

SETTLED = 2.0
"""Seconds that a list may take to show what was made."""
SOURCE = {"video_id": "{source}"}
NEWEST: Mapping[str, str | int] = {"limit": 100, "order": "desc"}
OLDEST: Mapping[str, str | int] = {"limit": 100, "order": "asc"}


def _download(name: str, **request: object) -> Step:
    return Step(name, request=Request(operation=DOWNLOAD_CONTENT, ids=SOURCE, **request))  # type: ignore[arg-type]


# While a job is under way.

EARLY_LIST = Step("early.list", request=Request(operation=LIST_VIDEOS, query=NEWEST), stage=Stage.MEANWHILE)
EARLY_CONTENT = _download("early.content")
EARLY_RETRIEVE = Step("early.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
_OF_UNFINISHED = {"prompt": "Of an unfinished video", "video": {"id": "{source}"}}
EARLY_REMIX = Step(
    "early.remix",
    request=Request(operation=REMIX_VIDEO, ids=SOURCE, json={"prompt": PROMPT}),
    cost=Cost.IF_ACCEPTED,
)
EARLY_EDIT = Step("early.edit", request=Request(operation=EDIT_VIDEO, json=_OF_UNFINISHED), cost=Cost.IF_ACCEPTED)
EARLY_EXTEND = Step(
    "early.extend",
    request=Request(operation=EXTEND_VIDEO, json={**_OF_UNFINISHED, "seconds": "4"}),
    cost=Cost.IF_ACCEPTED,
)
EARLY = Part(
    "early",
    stage=Stage.START,
    about=DEFAULTS,
    own_steps=(EARLY_CONTENT, EARLY_RETRIEVE, EARLY_REMIX, EARLY_EDIT, EARLY_EXTEND, EARLY_LIST),
)

DELETE_EARLY_DELETE = Step("delete-early.delete", request=Request(operation=DELETE_VIDEO, ids=SOURCE))
DELETE_EARLY_RETRIEVE = Step("delete-early.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
DELETE_EARLY_LATER = Step(
    "delete-early.later", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE), stage=Stage.LATER
)
"""By now the job would have been completed, had it gone on."""
DELETE_EARLY = Part(
    "delete-early",
    stage=Stage.START,
    about=IMAGE_URL,
    # Another one that runs as long: what was deleted may come back when it would have been completed.
    needs=(DEFAULTS,),
    own_steps=(DELETE_EARLY_DELETE, DELETE_EARLY_RETRIEVE, DELETE_EARLY_LATER),
)

# While jobs run, of nothing in particular.

METHODS_COLLECTION = Step("methods.collection", request=Request(method="PUT", path="/videos"))
METHODS_NO_SUCH_PATH = Step("methods.no-such-path", request=Request(path="/videos/video_0/no-such-thing"))
METHODS = Part("methods", stage=Stage.MEANWHILE, in_place=True, own_steps=(METHODS_COLLECTION, METHODS_NO_SUCH_PATH))

CHARACTER_CREATE = Step("character.create")
CHARACTER_WAYS: tuple[Request, ...] = tuple(
    Request(operation=CREATE_CHARACTER, form={"name": "Ada Löve", "video": "{video}"}, shape=shape)
    for shape in (
        Shape(file_at=FileAt.START, file_name="Löve, 去.mp4"),
        Shape(file_name="Löve, 去.mp4"),
        Shape(file_name="video.mp4"),
        Shape(file_name="video.mp4", file_type="video/mp4"),
    )
)
"""The ways to ask for a character, as those of a job."""
CHARACTER_RETRIEVE = Step(
    "character.retrieve", request=Request(operation=GET_CHARACTER, ids={"character_id": "{source}"})
)
CHARACTER = Part("character", stage=Stage.MEANWHILE, own_steps=(CHARACTER_CREATE, CHARACTER_RETRIEVE))

_ONE = {"limit": 1}
CLIENTS_LIST = Step(
    "clients.list",
    request=Request(
        operation=LIST_VIDEOS,
        query=_ONE,
        headers={"accept-encoding": "gzip"},
        shape=Shape(accept="application/json"),
    ),
)
"""As the official Go client asks: for JSON alone, and packed in one way alone."""
CLIENTS = Part("clients", stage=Stage.MEANWHILE, in_place=True, own_steps=(CLIENTS_LIST,))

AUTH_NONE = Step("auth.none", request=Request(operation=LIST_VIDEOS, query=_ONE, key=Key.NONE))
AUTH_WRONG = Step("auth.wrong", request=Request(operation=LIST_VIDEOS, query=_ONE, key=Key.WRONG))
AUTH_RETRIEVE = Step(
    "auth.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE, key=Key.NONE), stage=Stage.SOURCE
)
AUTH_CONTENT = Step(
    "auth.content", request=Request(operation=DOWNLOAD_CONTENT, ids=SOURCE, key=Key.NONE), stage=Stage.SOURCE
)
AUTH_CREATE = Step(
    "auth.create",
    request=Request(operation=CREATE_VIDEO, json={"prompt": PROMPT}, key=Key.NONE),
    cost=Cost.IF_ACCEPTED,
    stage=Stage.SOURCE,
)
AUTH_DELETE = Step("auth.delete", request=Request(operation=DELETE_VIDEO, ids=SOURCE, key=Key.NONE), stage=Stage.LATER)
AUTH = Part(
    "auth",
    stage=Stage.MEANWHILE,
    in_place=True,
    own_steps=(AUTH_NONE, AUTH_WRONG, AUTH_RETRIEVE, AUTH_CONTENT, AUTH_CREATE, AUTH_DELETE),
)

# Of a finished video.

CONTENT_PLAIN = _download("content.plain")
CONTENT_VARIANT = _download("content.variant", query={"variant": "video"})
CONTENT_BINARY = _download("content.binary", headers={"accept": "application/binary"})
CONTENT = Part(
    "content",
    stage=Stage.SOURCE,
    about=DEFAULTS,
    in_place=True,
    own_steps=(CONTENT_PLAIN, CONTENT_VARIANT, CONTENT_BINARY),
)

PREVIEWS_THUMBNAIL = _download("previews.thumbnail", query={"variant": "thumbnail"})
PREVIEWS_SPRITESHEET = _download("previews.spritesheet", query={"variant": "spritesheet"})
PREVIEWS = Part(
    "previews",
    stage=Stage.SOURCE,
    about=DEFAULTS,
    in_place=True,
    own_steps=(PREVIEWS_THUMBNAIL, PREVIEWS_SPRITESHEET),
)

FAILED_REMIX = Step(
    "refuse.failed.remix",
    request=Request(operation=REMIX_VIDEO, ids=SOURCE, json={"prompt": PROMPT}),
    cost=Cost.IF_ACCEPTED,
)
FAILED_EDIT = Step(
    "refuse.failed.edit",
    request=Request(operation=EDIT_VIDEO, json={"prompt": PROMPT, "video": {"id": "{source}"}}),
    cost=Cost.IF_ACCEPTED,
)
FAILED = Part("refuse.failed", stage=Stage.SOURCE, about=FAILING, own_steps=(FAILED_REMIX, FAILED_EDIT))

# Once every job has ended.

FORM_BYTES = _download("form-content.bytes")
FORM_CONTENT = Part("form-content", stage=Stage.REST, about=FORM, own_steps=(FORM_BYTES,))
UPLOAD_BYTES = _download("upload-content.bytes")
UPLOAD_CONTENT = Part("upload-content", stage=Stage.REST, about=UPLOAD, own_steps=(UPLOAD_BYTES,))
CONTENT_AGAIN_BYTES = _download("content-again.bytes")
CONTENT_AGAIN = Part("content-again", stage=Stage.END, about=DEFAULTS, in_place=True, own_steps=(CONTENT_AGAIN_BYTES,))
EXTEND_BYTES = _download("extend-content.bytes")
EXTEND_CONTENT = Part("extend-content", stage=Stage.END, about=EXTEND, own_steps=(EXTEND_BYTES,))
FAILED_BYTES = _download("failed-content.bytes")
FAILED_AGAIN = Step("failed-content.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
FAILED_CONTENT = Part("failed-content", stage=Stage.END, about=FAILING, own_steps=(FAILED_BYTES, FAILED_AGAIN))

DECODED = frozenset({CONTENT_PLAIN, FORM_BYTES, UPLOAD_BYTES, EXTEND_BYTES})
"""The downloads that a decoder looks into."""

SOURCE_AFTER_RETRIEVE = Step("source-after.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
SOURCE_AFTER = Part(
    "source-after",
    stage=Stage.END,
    about=DEFAULTS,
    needs=(REMIX, EDIT, EXTEND),
    own_steps=(SOURCE_AFTER_RETRIEVE,),
)

LIST_PLAIN = Step("list.plain", request=Request(operation=LIST_VIDEOS))
LIST_NEWEST = Step("list.newest", request=Request(operation=LIST_VIDEOS, query=NEWEST))
LIST_OLDEST = Step("list.oldest", request=Request(operation=LIST_VIDEOS, query=OLDEST))
LIST_ITEMS = Step("list.items", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
"""Each job that a list has to show, retrieved."""
LIST_STRANGER = Step("list.stranger", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
"""An id that no create gave: of another client, or written otherwise than the create did."""
LIST_AGAIN = Step("list.again", request=Request(operation=LIST_VIDEOS, query=NEWEST))
LIST_WALK_ASC = Step("list.walk-asc")
LIST_WALK_DESC = Step("list.walk-desc")
LIST_BEHIND = Step("list.behind")
LIST_CONFIRMED = Step("list.confirmed")
"""A page whose promise of more led to an empty one, asked for again."""
LIST_ZERO = Step("list.zero", request=Request(operation=LIST_VIDEOS, query={"limit": 0}))
LIST_UNKNOWN_CURSOR = Step(
    "list.unknown-cursor", request=Request(operation=LIST_VIDEOS, query={"after": NO_VIDEO, "limit": 2})
)
LIST_PAGE = Step("list.page")
"""The pages that are asked for by chance."""
LIST = Part(
    "list",
    stage=Stage.END,
    needs=(DEFAULTS, FORM),
    own_steps=(
        LIST_PLAIN,
        LIST_NEWEST,
        LIST_OLDEST,
        LIST_ITEMS,
        LIST_STRANGER,
        LIST_AGAIN,
        LIST_WALK_ASC,
        LIST_WALK_DESC,
        LIST_BEHIND,
        LIST_CONFIRMED,
        LIST_ZERO,
        LIST_UNKNOWN_CURSOR,
        LIST_PAGE,
    ),
)
LISTED: tuple[Job, ...] = (DEFAULTS, FORM, TWIN)
"""The jobs that are started apart from each other, so that a list has to show them in a known order."""


# Deletions.


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Deletion(Part):
    """A job is deleted, and looked for in every place."""

    stage: Stage = attrs.field(init=False, default=Stage.DELETION)
    about: Job | None = attrs.field(init=False, default=None)
    job: Job

    delete: Step = attrs.field(init=False)
    retrieve: Step = attrs.field(init=False)
    content: Step = attrs.field(init=False)
    list: Step = attrs.field(init=False)
    again: Step = attrs.field(init=False)
    later: Step = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        # The official Python client sends a DELETE with a JSON content type and no body.
        as_sent = {"content-type": "application/json"}
        steps = {
            "delete": Request(operation=DELETE_VIDEO, ids=SOURCE, headers=as_sent),
            "retrieve": Request(operation=RETRIEVE_VIDEO, ids=SOURCE),
            "content": Request(operation=DOWNLOAD_CONTENT, ids=SOURCE),
            "list": Request(operation=LIST_VIDEOS, query=NEWEST),
            "again": Request(operation=DELETE_VIDEO, ids=SOURCE),
            "later": Request(operation=RETRIEVE_VIDEO, ids=SOURCE),
        }
        for name, request in steps.items():
            stage = Stage.LATER if name == "later" else None
            object.__setattr__(self, name, Step(f"{self.name}.{name}", request=request, stage=stage))
        object.__setattr__(self, "about", self.job)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The deletion, and where the job is looked for."""
        return (self.delete, self.retrieve, self.content, self.list, self.again, self.later)


DELETE = Deletion("delete", job=DEFAULTS)
DELETE_FAILED = Deletion("delete-failed", job=FAILING)
