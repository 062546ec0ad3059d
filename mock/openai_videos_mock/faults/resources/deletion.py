"""Faults of the delete, and of what is left of a video after it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attrs import evolve

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CONTENT,
    DELETE,
    LIST,
    RETRIEVE,
    current_video,
    documents,
    drop,
    instead,
    put,
    successes,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal

_RETURNS_AFTER = 1.0


def _haunted(shows: Callable[[Request, Reply, float], Reply | None]) -> Act:
    """Delete properly, but keep what could be retrieved; `shows` may give it, given the age of the deletion."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in DELETE:
            video = await proceed(request.at(f"/videos/{request.id}"))
            files = await proceed(request.at(f"/videos/{request.id}/content"))
            reply = await proceed(request)
            if reply.ok:
                request.memory[request.id] = (video, files, request.world.now())
            return reply
        reply = await proceed(request)
        for video, files, time in _memories(request):
            own = request.operation in RETRIEVE | CONTENT and request.id in request.memory
            if own or request.operation in LIST:
                ghost = shows(request, files if request.operation in CONTENT else video, request.world.now() - time)
                if ghost is not None:
                    reply = _listed(reply, ghost.document) if request.operation in LIST else ghost
        return reply

    return act


def _memories(request: Request) -> Collection[tuple[Reply, Reply, float]]:
    return [request.memory[request.id]] if request.id in request.memory else request.memory.values()


def _listed(reply: Reply, video: Video) -> Reply:
    page = reply.document
    if not reply.ok or any(each["id"] == video["id"] for each in page["data"]):
        return reply
    page["data"] = [video, *page["data"]]
    return reply.with_json({**page, "first_id": video["id"]})


def _shows(operations: Collection[str]) -> Callable[[Request, Reply, float], Reply | None]:
    return lambda request, kept, _: kept if request.operation in operations else None


def _as_deleted(request: Request, kept: Reply, _: float) -> Reply | None:
    return kept.with_json({**kept.document, "status": "deleted"}) if request.operation in RETRIEVE else None


def _returning(request: Request, kept: Reply, age: float) -> Reply | None:
    return kept if age > _RETURNS_AFTER and request.operation in RETRIEVE else None


def _gone_with(status: int) -> Callable[[Request, Reply, float], Reply | None]:
    return lambda request, _, __: refusal(status) if request.operation in RETRIEVE else None


def _content_gone_with(status: int) -> Callable[[Request, Reply, float], Reply | None]:
    return lambda request, _, __: refusal(status) if request.operation in CONTENT else None


async def _nothing_happens(request: Request, proceed: Proceed) -> Reply:
    """Confirm a delete and do nothing."""
    if request.operation in DELETE:
        video = await current_video(request, proceed)
        if video:
            return Reply(status=200).with_json({"id": request.id, "object": "video.deleted", "deleted": True})
    return await proceed(request)


async def _as_video(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in DELETE:
        return await proceed(request)
    video = await current_video(request, proceed)
    reply = await proceed(request)
    return reply.with_json({**video, "status": "deleted"}) if reply.ok else reply


async def _cancelled_for_now(request: Request, proceed: Proceed) -> Reply:
    """Confirm the deletion of a running job, and let it come back as soon as it is completed."""
    if request.operation in DELETE and _running(await current_video(request, proceed)):
        request.memory[request.id] = True
        return _confirmed(request)
    reply = await proceed(request)
    hidden = request.operation in RETRIEVE and request.id in request.memory and _running(reply.document)
    return refusal(404) if hidden else reply


def _again(answer: Callable[[Request], Reply]) -> Act:
    """Replace what a second delete gets."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation in DELETE:
            if request.id in request.memory:
                return answer(request)
            if reply.ok:
                request.memory[request.id] = True
        return reply

    return act


def _of(test: Callable[[Video], bool], answer: Callable[[Request], Reply]) -> Act:
    """Replace what the delete of a video gets that passes a test; an unknown one is empty."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in DELETE and request.id not in request.memory:
            if test(await current_video(request, proceed)):
                return answer(request)
            request.memory[request.id] = True  # a second delete is another fault's business
        return await proceed(request)

    return act


def _confirmed(request: Request) -> Reply:
    return Reply(status=200).with_json({"id": request.id, "object": "video.deleted", "deleted": True})


def _error(status: int) -> Callable[[Request], Reply]:
    return lambda _: refusal(status)


def _failed(video: Video) -> bool:
    return video.get("status") == "failed"


def _running(video: Video) -> bool:
    return video.get("status") in ("queued", "in_progress")


def _unknown(video: Video) -> bool:
    return not video


def _empty(request: Request) -> bool:
    return request.header("content-type") == "application/json" and not request.body


async def _no_content(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    return evolve(reply.with_body(b"", ""), status=204) if request.operation in DELETE and reply.ok else reply


_S, _C, _Q, _T = Layer.STATUS, Layer.SCHEMA, Layer.SEQUENCE, Layer.TIME
FAULTS = (
    Fault("delete-404", _S, "delete.answers", "There is no route to delete with: 404.", instead(DELETE, 404)),
    Fault("delete-405", _S, "delete.answers", "The method DELETE is not allowed: 405.", instead(DELETE, 405)),
    Fault("delete-json-refused", Layer.INPUT, "delete.answers",
          "A DELETE with a JSON content type and no body is refused.", instead(DELETE, 400, _empty)),
    Fault("delete-409", _S, "delete.answers", "A completed video is not deleted: 409.",
          _of(lambda video: video.get("status") == "completed", _error(409))),
    Fault("delete-204", _S, "delete.answers", "A delete is answered with 204 and no body.", _no_content),
    Fault("delete-empty-object", _C, "delete.object", "A delete is answered with an empty object.",
          documents(lambda answer, _: answer.clear(), DELETE)),
    Fault("delete-answers-video", _C, "delete.object", "A delete is answered with the video, status `deleted`.",
          _as_video),
    Fault("delete-ok", _C, "delete.object", "A delete is answered with `{\"ok\": true}`.",
          successes(lambda reply: reply.with_json({"ok": True}), DELETE)),
    Fault("delete-id-missing", _C, "delete.id", "The answer to a delete lacks the id.", documents(drop("id"), DELETE)),
    Fault("delete-id-other", _C, "delete.id", "The answer to a delete has another id.",
          documents(put(id="video_other"), DELETE)),
    Fault("delete-false", _C, "delete.deleted", "`deleted` is false.", documents(put(deleted=False), DELETE)),
    Fault("delete-deleted-string", _C, "delete.deleted", "`deleted` is a string.",
          documents(put(deleted="true"), DELETE)),
    Fault("delete-deleted-missing", _C, "delete.deleted", "The answer to a delete lacks `deleted`.",
          documents(drop("deleted"), DELETE)),
    Fault("delete-object-video", _C, "delete.type", "`object` of the answer to a delete is `video`.",
          documents(put(object="video"), DELETE)),
    Fault("delete-object-missing", _C, "delete.type", "The answer to a delete lacks `object`.",
          documents(drop("object"), DELETE)),
    Fault("delete-nothing", _Q, "delete.gone", "A delete is confirmed, and nothing is deleted.", _nothing_happens),
    Fault("delete-still-retrieved", _Q, "delete.gone", "A deleted video is still retrieved.",
          _haunted(_shows(RETRIEVE))),
    Fault("delete-status-deleted", _Q, "delete.gone", "A deleted video is retrieved with the status `deleted`.",
          _haunted(_as_deleted)),
    Fault("delete-gone-410", _S, "delete.not-found", "A deleted video is answered with 410.",
          _haunted(_gone_with(410))),
    Fault("delete-gone-500", _S, "delete.gone", "A deleted video is a server error.", _haunted(_gone_with(500))),
    Fault("delete-files-stay", _Q, "delete.content-gone", "The files of a deleted video stay.",
          _haunted(_shows(CONTENT))),
    Fault("delete-files-500", _S, "delete.content-gone", "The content of a deleted video is a server error.",
          _haunted(_content_gone_with(500))),
    Fault("delete-files-400", _S, "delete.not-found", "The content of a deleted video is answered with 400.",
          _haunted(_content_gone_with(400))),
    Fault("delete-still-listed", _Q, "delete.not-listed", "A deleted video stays in the list.",
          _haunted(_shows(LIST))),
    Fault("delete-returns", _T, "delete.stays-gone", "A deleted video comes back a second later.",
          _haunted(_returning)),
    Fault("delete-twice-200", _S, "delete.twice", "A second delete is confirmed too.", _again(_confirmed)),
    Fault("delete-twice-400", _S, "delete.twice", "A second delete is answered with 400.", _again(_error(400))),
    Fault("delete-twice-500", _S, "delete.twice", "A second delete is a server error.", _again(_error(500))),
    Fault("delete-early-500", _S, "delete.early", "Deleting a running job is a server error.",
          _of(_running, _error(500))),
    Fault("delete-early-nothing", _Q, "delete.early", "Deleting a running job is confirmed, and it runs on.",
          _of(_running, _confirmed)),
    Fault("delete-early-returns", _T, "delete.early-stays-gone",
          "A running job whose deletion is confirmed comes back when it is completed.", _cancelled_for_now),
    Fault("delete-unknown-200", _S, "delete.unknown", "Deleting an unknown id is confirmed.",
          _of(_unknown, _confirmed)),
    Fault("delete-unknown-400", _S, "delete.unknown", "Deleting an unknown id is answered with 400.",
          _of(_unknown, _error(400))),
    Fault("delete-unknown-500", _S, "delete.unknown", "Deleting an unknown id is a server error.",
          _of(_unknown, _error(500))),
    *(
        Fault(f"delete-failed-{status}", _S, "failed.delete", f"Deleting a failed job is answered with {status}.",
              _of(_failed, _error(status)))
        for status in (400, 404, 409, 500)
    ),
)  # fmt: skip
