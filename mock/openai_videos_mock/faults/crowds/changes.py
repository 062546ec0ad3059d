"""Faults of what is made, deleted or listed while others ask: one client that waits for each answer meets none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from openai_videos_mock.faults.crowds.overlap import OPEN, under_way
from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import CONTENT, CREATE, DELETE, LIST, RETRIEVE, SHOWS, current_video
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal


async def _one_job(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in CREATE:
        return await proceed(request)
    first: asyncio.Future[Reply] | None = request.memory.get("first")
    if first is not None and not first.done():
        return await asyncio.shield(first)
    first = request.memory["first"] = asyncio.get_running_loop().create_future()
    await asyncio.sleep(OPEN)
    reply = await proceed(request)
    first.set_result(reply)
    return reply


async def _lost(request: Request, proceed: Proceed) -> Reply:
    lost: set[str] = request.memory.setdefault("lost", set())
    if request.operation in RETRIEVE and request.id in lost:
        return refusal(404)
    if request.operation not in CREATE:
        return await proceed(request)
    async with under_way(request) as others:
        reply = await proceed(request)
    if others and reply.ok:
        lost.add(reply.document["id"])
    return reply


async def _prompt_of_another(request: Request, proceed: Proceed) -> Reply:
    prompts: dict[str, str] = request.memory.setdefault("prompts", {})
    if request.operation in CREATE:
        async with under_way(request) as others:
            reply = await proceed(request)
        if others and reply.ok:
            prompts[reply.document["id"]] = str(others[0].fields.get("prompt"))
    else:
        reply = await proceed(request)
    if request.operation in SHOWS and reply.ok and (prompt := prompts.get(reply.document["id"])) is not None:
        return reply.with_json({**reply.document, "prompt": prompt})
    return reply


async def _returns(request: Request, proceed: Proceed) -> Reply:
    gone: dict[str, Video] = request.memory.setdefault("gone", {})
    missed: set[str] = request.memory.setdefault("missed", set())
    if request.operation in DELETE:
        video = await current_video(request, proceed)
        reply = await proceed(request)
        if reply.ok:
            gone[request.id] = video
        return reply
    if request.operation not in RETRIEVE:
        return await proceed(request)
    async with under_way(request) as others:
        reply = await proceed(request)
    if request.id in missed and others:
        return Reply(status=200).with_json(gone[request.id])
    if request.id in gone:
        missed.add(request.id)
    return reply


async def _not_deleted(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in RETRIEVE | DELETE:
        return await proceed(request)
    async with under_way(request) as others:
        if request.operation in DELETE and others:
            return Reply(status=200).with_json({"id": request.id, "object": "video.deleted", "deleted": True})
        return await proceed(request)


def _listed_by(change: Callable[[list[Any], dict[str, Video]], list[Any]], operation: frozenset[str]) -> Act:
    """Change every list by the jobs of which something was done while one was read."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        marked: dict[str, Video] = request.memory.setdefault("marked", {})
        if request.operation in operation:
            is_read = bool(request.memory.get("crowd"))
            before = await current_video(request, proceed) if request.id else {}
            reply = await proceed(request)
            video = before or reply.document
            if is_read and reply.ok and video:
                marked[str(video["id"])] = video
            return reply
        if request.operation not in LIST:
            return await proceed(request)
        async with under_way(request):
            reply = await proceed(request)
        page = reply.document
        if not (reply.ok and marked):
            return reply
        videos = change(page["data"], marked)
        ends = {"first_id": videos[0]["id"], "last_id": videos[-1]["id"]} if videos else {}
        return reply.with_json({**page, "data": videos, **ends})

    return act


def _without(videos: list[Any], marked: dict[str, Video]) -> list[Any]:
    return [video for video in videos if video["id"] not in marked]


def _with(videos: list[Any], marked: dict[str, Video]) -> list[Any]:
    return [*(video for name, video in marked.items() if name not in {each["id"] for each in videos}), *videos]


async def _deletion_beside(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in CONTENT | DELETE:
        return await proceed(request)
    async with under_way(request):
        if request.operation in CONTENT and any(each.operation in DELETE for each in request.memory["crowd"]):
            return refusal(500)
        return await proceed(request)


FAULTS = (
    Fault("load-one-job", Layer.LOAD, "create.new-id", "Creates that overlap get one job.", _one_job),
    Fault("load-job-lost", Layer.LOAD, "lifecycle.readable", "Of creates that overlap, only the first is kept.", _lost),
    Fault(
        "load-prompt-of-another", Layer.LOAD, "create.echo-prompt",
        "Creates that overlap make jobs with the prompt of the first.", _prompt_of_another,
    ),
    Fault(
        "load-not-deleted", Layer.LOAD, "delete.gone",
        "A deletion that overlaps a look is confirmed and forgotten.", _not_deleted,
    ),
    Fault(
        "load-deleted-returns", Layer.LOAD, "delete.stays-gone",
        "A deleted job that was seen gone is there again where looks overlap.", _returns,
    ),
    Fault(
        "load-deleted-listed", Layer.LOAD, "delete.not-listed",
        "A job that is deleted while a list is read stays in every list.", _listed_by(_with, DELETE),
    ),
    Fault(
        "load-list-loses", Layer.LOAD, "list.terminates",
        "A job that is created while a list is read is in no list.", _listed_by(_without, CREATE),
    ),
    Fault(
        "load-content-500", Layer.LOAD, "http.no-server-error",
        "A download that overlaps a deletion is a server error.", _deletion_beside,
    ),
)  # fmt: skip
