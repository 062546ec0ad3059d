"""Faults of what remixes, edits and extensions are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.faults.jobs.derived import shown_as, source_id, uploads
from openai_videos_mock.intercept.acts import (
    EDIT,
    EXTEND,
    REMIX,
    RETRIEVE,
    applied,
    current_video,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video


def _changes_source(change: Callable[[Video, str], None]) -> Act:
    """Show a video that something was derived from in another way; the text is the prompt of what was derived."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        source, prompt = source_id(request), str(request.fields.get("prompt"))
        reply = await proceed(request)
        if source and reply.ok:
            request.memory[source] = prompt
        document = reply.document
        if request.operation in RETRIEVE and reply.ok and request.id in request.memory:
            change(document, request.memory[request.id])
            return reply.with_json(document)
        return reply

    return act


async def _source_deleted(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    if request.operation in EDIT and reply.ok and source_id(request):
        await proceed(request.at(f"/videos/{source_id(request)}", "DELETE"))
    return reply


async def _names_root(request: Request, proceed: Proceed) -> Reply:
    """Let the remix of a remix name what the first remix was made of."""
    reply = await proceed(request)
    if request.operation in REMIX and reply.ok:
        request.memory[reply.document["id"]] = request.memory.get(request.id, request.id)

    def change(video: Video, _: Request) -> None:
        if video["id"] in request.memory:
            video["remixed_from_video_id"] = request.memory[video["id"]]

    return await applied(videos(change), request, reply)


def _of_failed(operations: Collection[str]) -> Act:
    """Start a job of a failed one."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in operations or reply.ok or not (source := source_id(request)):
            return reply
        failed = (await proceed(request.at(f"/videos/{source}"))).document.get("status") == "failed"
        return await proceed(request.at("/videos", "POST", prompt="of something failed")) if failed else reply

    return act


def _of_upload(operations: Collection[str], change: Callable[[Video, Request], None]) -> Act:
    """Change a job wherever it is shown that was made of an upload."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation in operations and reply.ok and uploads(request):
            request.memory[reply.document["id"]] = request.fields.get("seconds")
        of_upload = where(lambda video: video["id"] in request.memory, change)
        return await applied(videos(of_upload), request, reply)

    return act


def _segment(video: Video, request: Request) -> None:
    video["seconds"] = request.memory[video["id"]]


async def _grows_wide(request: Request, proceed: Proceed) -> Reply:
    """Turn a wide source upright once something is derived from it."""
    source = source_id(request)
    reply = await proceed(request)
    if source and reply.ok:
        video = await current_video(request.at(f"/videos/{source}"), proceed)
        if video.get("size") == "1280x720":
            request.memory[source] = True

    def turn(video: Video, _: Request) -> None:
        if video["id"] in request.memory:
            video["size"] = "720x1280"

    return await applied(videos(turn), request, reply) if request.operation in RETRIEVE else reply


_Q, _I, _E = Layer.SEQUENCE, Layer.INPUT, Layer.ECHO
FAULTS = (
    Fault("source-gets-prompt", _Q, "source.unchanged", "The source gets the prompt of what is derived from it.",
          _changes_source(lambda video, prompt: video.update(prompt=prompt))),
    Fault("source-becomes-remix", _Q, "source.unchanged", "The source names itself as the source of a remix.",
          _changes_source(lambda video, _: video.update(remixed_from_video_id=video["id"]))),
    Fault("source-grows", _Q, "source.unchanged", "The source gets longer by what is derived from it.",
          _changes_source(lambda video, _: video.update(seconds=str(int(video["seconds"]) + 4)))),
    Fault("source-deleted", _Q, "source.unchanged", "An edit deletes its source.", _source_deleted),
    Fault("source-turns", _Q, "source.unchanged", "A wide source is upright once something is derived from it.",
          _grows_wide),
    Fault("remix-source-root", _E, "remix.source", "A remix of a remix names what the first was made of.",
          _names_root),
    Fault("remix-prompt-of-source", _E, "create.echo-prompt", "A remix shows the prompt of its source.",
          shown_as(REMIX, lambda video, source: video.update(prompt=source["prompt"]))),
    Fault("remix-of-failed", _I, "failed.not-derived", "A remix of a failed job is started.",
          _of_failed(REMIX)),
    Fault("edit-of-failed", _I, "failed.not-derived", "An edit of a failed job is started.", _of_failed(EDIT)),
    Fault("edit-upload-default-size", _E, "edit.keeps", "An edit of an upload falls back to the default size.",
          _of_upload(EDIT, lambda video, _: video.update(size="720x1280"))),
    Fault("extend-upload-segment", _E, "extend.stitched-upload",
          "An extension of an upload has the seconds of the new segment.", _of_upload(EXTEND, _segment)),
)  # fmt: skip
