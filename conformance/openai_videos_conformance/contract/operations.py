"""The operations of the contract, each known by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import attrs

from ..exchange.exchange import url_id
from ..target.features import Feature
from .document import document, success_schema


class UnknownOperation(Exception):
    """The contract has no operation of this id; the message names those that it has."""


@attrs.frozen
class Route:
    """Where an operation is found."""

    method: str
    path: str
    """The template of its path, such as `/videos/{video_id}`."""


@cache
def routes() -> Mapping[str, Route]:
    """Give the route of each operation, by its id."""
    return {
        operation["operationId"]: Route(method.upper(), path)
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    }


def known(operation: str) -> str:
    """Give the id of an operation back.

    Raises:
        UnknownOperation: The contract has no such operation.
    """
    if operation not in routes():
        raise UnknownOperation(f"openapi.yaml has no operation {operation!r}, only {', '.join(routes())}")
    return operation


@cache
def _successes() -> Mapping[str, str]:
    operations = [operation for item in document()["paths"].values() for operation in item.values()]
    return {operation["operationId"]: success_schema(operation) for operation in operations}


def success_of(operation: str) -> str:
    """Name the schema that a success of an operation has; empty where it is none of the named ones."""
    return _successes()[operation]


def _answers_with(schema: str) -> frozenset[str]:
    return frozenset(operation for operation, success in _successes().items() if success == schema)


CREATE_VIDEO = known("create_video")
EDIT_VIDEO = known("edit_video")
EXTEND_VIDEO = known("extend_video")
REMIX_VIDEO = known("remix_video")
RETRIEVE_VIDEO = known("retrieve_video")
LIST_VIDEOS = known("list_videos")
DELETE_VIDEO = known("delete_video")
DOWNLOAD_CONTENT = known("download_content")
CREATE_CHARACTER = known("create_character")
GET_CHARACTER = known("get_character")

SHOWS_VIDEO = _answers_with("Video")
"""The operations that answer with a video."""

STARTS_JOB = frozenset(name for name in SHOWS_VIDEO if routes()[name].method == "POST")
"""The operations that start a generation job where a server accepts them."""

FEATURES: Mapping[str, Feature] = {
    REMIX_VIDEO: Feature.REMIX,
    EDIT_VIDEO: Feature.EDITS,
    EXTEND_VIDEO: Feature.EXTENSIONS,
    CREATE_CHARACTER: Feature.CHARACTERS,
    GET_CHARACTER: Feature.CHARACTERS,
}
"""The feature that an operation belongs to, where a server may leave it out."""

NOT_OFFERED = frozenset({404, 405, 501})
"""How a server says that it does not have an operation."""

_PAID = re.compile(
    "|".join(re.sub(r"\\\{.*?\\\}", "[^/]*", re.escape(routes()[name].path)) + "/?$" for name in sorted(STARTS_JOB))
)


def starts_job(method: str, url: str) -> bool:
    """Tell whether a request starts a generation job where a server accepts it, whatever prefix its URL has."""
    return method == "POST" and _PAID.search(urlsplit(url).path) is not None


def address(operation: str, path_parameters: Mapping[str, str]) -> tuple[str, str]:
    """Give method and path of an operation, ids percent-encoded."""
    route = routes()[operation]
    if not path_parameters:
        return route.method, route.path
    encoded = {name: url_id(value) for name, value in path_parameters.items()}
    return route.method, route.path.format(**encoded)
