"""Faults of remixes, edits and extensions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from anyio.to_thread import run_sync

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CONTENT,
    EDIT,
    EXTEND,
    REMIX,
    RETRIEVE,
    current_video,
    documents,
    instead,
    put,
    videos,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal
from openai_videos_mock.state.media import ContentVariant
from openai_videos_mock.state.parts import cut

_OPERATIONS = {"remix": REMIX, "edit": EDIT, "extend": EXTEND}
_NAMES = {"remix": "A remix", "edit": "An edit", "extend": "An extension"}


def source_id(request: Request) -> str:
    """Find the id of the video that a request builds on; empty for an upload."""
    if request.operation in REMIX:
        return request.id
    fields = request.fields
    video = fields.get("video")
    source = video.get("id") if isinstance(video, dict) else fields.get("video[id]")
    return source if isinstance(source, str) else ""


def uploads(request: Request) -> bool:
    """Tell whether the body brings the video itself."""
    return isinstance(request.fields.get("video"), bytes)


def _named_in_json(request: Request) -> bool:
    return not request.is_form and bool(request.fields.get("prompt")) and bool(source_id(request))


def shown_as(operations: Collection[str], change: Callable[[Video, Video], None]) -> Act:
    """Change a derived job wherever it is shown, given the source as it was."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        origin = source_id(request) if request.operation in operations else ""
        source = (await proceed(request.at(f"/videos/{origin}"))).document if origin else {}
        reply = await proceed(request)
        if source and reply.ok:
            request.memory[reply.document["id"]] = source
        return await _apply(reply, request)

    async def _apply(reply: Reply, request: Request) -> Reply:
        document = reply.document
        for video in document.get("data", [document]):
            if video.get("id") in request.memory and video.get("object") == "video":
                change(video, request.memory[video["id"]])
        return reply.with_json(document) if reply.ok and document != reply.document else reply

    return act


def _same_id(operations: Collection[str]) -> Act:
    def answer(reply: Reply, source: str) -> Reply:
        return reply.with_json({**reply.document, "id": source})

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        source = source_id(request) if request.operation in operations else ""
        return answer(reply, source) if source and reply.ok else reply

    return act


def _from_unfinished(operations: Collection[str]) -> Act:
    """Start a job even though its source is under way."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in operations or reply.ok:
            return reply
        source = await proceed(request.at(f"/videos/{source_id(request)}"))
        if source.document.get("status") not in ("queued", "in_progress"):
            return reply
        return await proceed(request.at("/videos", "POST", prompt="of something unfinished"))

    return act


def _of_unknown(operations: Collection[str], status: int) -> Act:
    """Replace the refusal of a source that does not exist; 200 starts a job."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        source = source_id(request) if request.operation in operations and not reply.ok else ""
        if not source or not request.fields.get("prompt") or (await proceed(request.at(f"/videos/{source}"))).ok:
            return reply
        if status == 200:
            return await proceed(request.at("/videos", "POST", prompt="of something unknown"))
        return refusal(status)

    return act


def _file_of(length: Callable[[int, int], int]) -> Act:
    """Send a file of another length for extensions, given the seconds of the whole and of the source."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        source = source_id(request) if request.operation in EXTEND else ""
        before = (await proceed(request.at(f"/videos/{source}"))).document if source else {}
        reply = await proceed(request)
        if before and reply.ok:
            request.memory[reply.document["id"]] = int(before["seconds"])
        if request.operation not in CONTENT or not reply.ok or request.id not in request.memory:
            return reply
        video = await current_video(request, proceed)
        seconds = length(int(video["seconds"]), request.memory[request.id])
        parts = cut(request.world.store.job(request.id).parts, seconds)
        path = await run_sync(request.world.studio.render, ContentVariant.VIDEO, video["size"], parts)
        return reply.with_body(path.read_bytes(), "video/mp4")

    return act


_Q, _I, _E, _S = Layer.SEQUENCE, Layer.INPUT, Layer.ECHO, Layer.STATUS
_DEFAULT = {"size": "720x1280", "seconds": "4"}
_OTHER = {"size": "1792x1024", "seconds": "12", "model": "sora-2-pro"}


def _with(name: str, value: str) -> Callable[[Video, Video], None]:
    return lambda video, _: video.update({name: value})


def _shared() -> Iterator[Fault]:
    """Make the faults that remix, edit and extend have alike."""
    for short, operations in _OPERATIONS.items():
        name = _NAMES[short]
        yield Fault(f"{short}-same-id", _Q, f"{short}.new-job", f"{name} has the id of its source.",
                    _same_id(operations))  # fmt: skip
        yield Fault(f"{short}-of-unfinished", _I, f"{short}.unfinished", f"{name} of a running job is started.",
                    _from_unfinished(operations))  # fmt: skip
        for status in (200, 500):
            does = "is started" if status == 200 else "is a server error"
            yield Fault(f"{short}-of-unknown-{status}", _S, f"{short}.unknown", f"{name} of an unknown video {does}.",
                        _of_unknown(operations, status))  # fmt: skip
        for field in ("size", "seconds", "model"):
            # The seconds of an extension are those of the whole, and an edit may change the model.
            if (short, field) in (("extend", "seconds"), ("edit", "model")):
                continue
            yield Fault(f"{short}-other-{field}", _E, f"{short}.keeps", f"{name} has another {field} than its source.",
                        shown_as(operations, _with(field, _OTHER[field])))  # fmt: skip
        for field in ("size",) if short == "extend" else ("size", "seconds"):
            yield Fault(f"{short}-default-{field}", _E, f"{short}.keeps", f"{name} falls back to the default {field}.",
                        shown_as(operations, _with(field, _DEFAULT[field])))  # fmt: skip


def _sized(video: Video, source: Video) -> None:
    video["seconds"] = str(int(video["seconds"]) - int(source["seconds"]))


FAULTS = (
    *_shared(),
    Fault("remix-json-refused", _I, "remix.json", "A remix in JSON is answered with 415.",
          instead(REMIX, 415, lambda request: not request.is_form)),
    Fault("remix-form-refused", _I, "remix.multipart", "A remix in multipart is answered with 415.",
          instead(REMIX, 415, lambda request: request.is_form)),
    Fault("remix-source-null", _E, "remix.source", "A remix does not name its source.",
          videos(put(remixed_from_video_id=None))),
    Fault("remix-source-own", _E, "remix.source", "A remix names itself as its source.",
          videos(lambda video, _: video.update(
              remixed_from_video_id=video["remixed_from_video_id"] and video["id"]))),
    Fault("remix-source-lost", _E, "remix.source", "A remix names its source in the answer to its create only.",
          documents(put(remixed_from_video_id=None), RETRIEVE)),
    Fault("edit-reference-refused", _I, "edit.reference", "An edit in JSON is answered with 415.",
          instead(EDIT, 415, lambda request: not request.is_form)),
    Fault("edit-needs-upload", _I, "edit.reference", "An edit that names a video is refused.",
          instead(EDIT, 400, _named_in_json)),
    Fault("edit-brackets-refused", _I, "edit.brackets", "The field `video[id]` is refused.",
          instead(EDIT, 400, lambda request: "video[id]" in request.fields)),
    Fault("edit-brackets-500", _I, "edit.brackets-answer", "The field `video[id]` is a server error.",
          instead(EDIT, 500, lambda request: "video[id]" in request.fields)),
    Fault("edit-upload-500", _S, "edit.upload", "An edit of an upload is a server error.",
          instead(EDIT, 500, uploads)),
    Fault("extend-reference-refused", _I, "extend.reference", "An extension in JSON is answered with 415.",
          instead(EXTEND, 415, lambda request: not request.is_form)),
    Fault("extend-needs-upload", _I, "extend.reference", "An extension that names a video is refused.",
          instead(EXTEND, 400, _named_in_json)),
    Fault("extend-upload-500", _S, "extend.upload", "An extension of an upload is a server error.",
          instead(EXTEND, 500, uploads)),
    Fault("extend-20-refused", _I, "extend.long", "An extension by 16 or 20 seconds is refused.",
          instead(EXTEND, 400, lambda request: request.fields.get("seconds") in ("16", "20"))),
    Fault("extend-segment-only", _E, "extend.stitched", "An extension has the seconds of the new segment.",
          shown_as(EXTEND, _sized)),
    Fault("extend-source-only", _E, "extend.stitched", "An extension has the seconds of its source.",
          shown_as(EXTEND, lambda video, source: video.update(seconds=source["seconds"]))),
    Fault("extend-at-most-20", _E, "extend.stitched", "The seconds of an extension are never more than 20.",
          shown_as(EXTEND, lambda video, _: video.update(seconds=str(min(20, int(video["seconds"])))))),
    Fault("extend-file-segment", Layer.BYTES, "extend.stitched-bytes", "The file of an extension is the segment.",
          _file_of(lambda whole, source: whole - source)),
    Fault("extend-file-source", Layer.BYTES, "extend.stitched-bytes", "The file of an extension is its source.",
          _file_of(lambda _, source: source)),
)  # fmt: skip
