"""Variants of JSON: how it is written, and which keys are there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from openai_videos_mock.intercept.acts import (
    CREATE_CHARACTER,
    DELETE,
    GET_CHARACTER,
    LIST,
    SHOWS,
    documents,
    in_status,
    put,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import JSON, Act, Proceed, Reply, Request, Video
from openai_videos_mock.variants.variant import Group, Variant

_NULLABLE = ("completed_at", "error", "expires_at", "prompt", "remixed_from_video_id")
_ALL = SHOWS | LIST | DELETE | CREATE_CHARACTER | GET_CHARACTER
_MORE: dict[str, Any] = {
    "quality": "standard",
    "user": None,
    "usage": {"seconds": 4, "cost": 0.4},
    "tags": ["a", 1, None],
    "n": 1,
    "x-internal": True,
}


def _sparse(video: Video, _: Request) -> None:
    for name in _NULLABLE:
        if video.get(name) is None:
            video.pop(name, None)


def _more(document: Video, _: Request) -> None:
    document.update({name: value for name, value in _MORE.items() if name not in document})


def _nameless(document: Video, _: Request) -> None:
    document["name"] = None


def _unnumbered(document: Video, _: Request) -> None:
    document["id"] = None


def _written(write: Callable[[Any], str]) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        document = reply.document
        return reply.with_body(write(document).encode(), JSON) if document else reply

    return act


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(item) for item in value] if isinstance(value, list) else value


async def _more_everywhere(request: Request, proceed: Proceed) -> Reply:
    async def with_videos(request: Request) -> Reply:
        return await videos(_more)(request, proceed)

    return await documents(_more, _ALL)(request, with_videos)


VARIANTS = (
    Variant("characters-nameless", ("S-CHAR-04", "D-29"), "A character does not show its name.",
            documents(_nameless, CREATE_CHARACTER | GET_CHARACTER)),
    Variant("characters-without-id", ("S-CHAR-02", "D-29"), "A new character has no id.",
            documents(_unnumbered, CREATE_CHARACTER),
            bends={"character.has-id": "D-29 lets the id be null"}),
    Variant("nulls-absent", ("D-06",), "What has no value is left out.", videos(_sparse),
            bends={"video.nullable-keys": "D-06 lets absent keys pass, and notes them"}),
    Variant("keys-extra", ("D-45", "D-07"), "Every object has keys that the contract does not know.",
            _more_everywhere),
    Variant("keys-late", ("D-45", "D-07"), "A video has a `url` and a path from its completion on.",
            videos(where(in_status("completed"), put(url="https://example.org/video.mp4", file_path="/video.mp4")))),
    Variant("json-turned", (), "Keys come in another order, and what is not ASCII as it is.",
            _written(lambda document: json.dumps(_turned(document), ensure_ascii=False)), group=Group.JSON),
    Variant("json-escaped", (), "JSON is ASCII, with everything else escaped.", _written(json.dumps), group=Group.JSON),
    Variant("json-pretty", (), "JSON is indented, and ends with a line.",
            _written(lambda document: json.dumps(document, indent=4, ensure_ascii=False) + "\n"), group=Group.JSON),
)  # fmt: skip
