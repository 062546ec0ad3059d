"""Acts: the moulds that most faults and variants are cast from."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, TypeAlias

from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal

CREATE = frozenset({"create_video"})
EDIT = frozenset({"edit_video"})
EXTEND = frozenset({"extend_video"})
REMIX = frozenset({"remix_video"})
RETRIEVE = frozenset({"retrieve_video"})
LIST = frozenset({"list_videos"})
CONTENT = frozenset({"download_content"})
DELETE = frozenset({"delete_video"})
CREATE_CHARACTER = frozenset({"create_character"})
GET_CHARACTER = frozenset({"get_character"})
DERIVES = EDIT | EXTEND | REMIX
STARTS = CREATE | DERIVES
SHOWS = STARTS | RETRIEVE
"""The operations that answer with a video."""

When: TypeAlias = Callable[[Request], bool]
Change: TypeAlias = Callable[[Video, Request], None]


def always(_: Request) -> bool:
    """Tell that any request is meant."""
    return True


def videos(change: Change, operations: Collection[str] = SHOWS | LIST) -> Act:
    """Change every video that the answers of these operations show."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in operations or not reply.ok:
            return reply
        document = reply.document
        for video in _shown(document, request):
            change(video, request)
        return _changed(reply, document)

    return act


def _shown(document: Video, request: Request) -> list[Video]:
    if request.operation not in LIST:
        return [document]
    items = document.get("data")  # another fault may have been here before
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _changed(reply: Reply, document: Video) -> Reply:
    # Compared as text: in Python, false equals 0.
    return reply.with_json(document) if json.dumps(document) != json.dumps(reply.document) else reply


def documents(change: Change, operations: Collection[str]) -> Act:
    """Change the JSON object that a success of these operations has."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in operations or not reply.ok:
            return reply
        document = reply.document
        change(document, request)
        return _changed(reply, document)

    return act


def successes(change: Callable[[Reply], Reply], operations: Collection[str], when: When = always) -> Act:
    """Change the whole answer of these operations, where it is a success."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        return change(reply) if reply.ok and request.operation in operations and when(request) else reply

    return act


def refusals(change: Callable[[Reply], Reply], operations: Collection[str] | None = None) -> Act:
    """Change the answers that refuse a request."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        wanted = operations is None or request.operation in operations
        return change(reply) if 400 <= reply.status < 500 and wanted else reply

    return act


def instead(operations: Collection[str], answer: Reply | int, when: When = always) -> Act:
    """Reply with an error of some status or anything else; the server is not asked."""
    reply = answer if isinstance(answer, Reply) else refusal(answer)

    async def act(request: Request, proceed: Proceed) -> Reply:
        return reply if request.operation in operations and when(request) else await proceed(request)

    return act


def requests(change: Callable[[Request], Request], operations: Collection[str], when: When = always) -> Act:
    """Let the server see another request than the one that was sent."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        return await proceed(change(request) if request.operation in operations and when(request) else request)

    return act


def lax(operations: Collection[str], when: When = always) -> Act:
    """Where a start is refused for what `when` tells, start an ordinary job all the same."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if reply.ok or request.operation not in operations or not when(request):
            return reply
        return await proceed(request.at("/videos", "POST", prompt="whatever"))

    return act


def refused_with(operations: Collection[str], status: int, code: int | None = None) -> Act:
    """Turn the refusals of these operations that have one status into another one."""

    def change(reply: Reply) -> Reply:
        return refusal(status) if code is None or reply.status == code else reply

    return refusals(change, operations)


async def applied(act: Act, request: Request, reply: Reply) -> Reply:
    """Give what an act makes of a reply that is there already."""

    async def proceed(_: Request) -> Reply:
        return reply

    return await act(request, proceed)


def put(**values: Any) -> Change:
    """Give properties other values."""

    def change(video: Video, _: Request) -> None:
        video.update(values)

    return change


def drop(*names: str) -> Change:
    """Leave properties out."""

    def change(video: Video, _: Request) -> None:
        for name in names:
            video.pop(name, None)

    return change


def where(test: Callable[[Video], bool], change: Change) -> Change:
    """Change only the videos that pass a test."""

    def chosen(video: Video, request: Request) -> None:
        if test(video):
            change(video, request)

    return chosen


def in_status(*statuses: str) -> Callable[[Video], bool]:
    """Tell whether a video has one of these statuses."""
    return lambda video: video.get("status") in statuses


async def current_video(request: Request, proceed: Proceed) -> Video:
    """Find the video that the path names, as the server knows it now; empty if it knows none."""
    reply = await proceed(request.at(f"/videos/{request.id}"))
    return reply.document if reply.ok else {}
