"""Faults of the files: whether they come, what they are, and what is in them."""

from __future__ import annotations

from collections.abc import Callable

from anyio.to_thread import run_sync

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import CONTENT, CREATE, current_video, instead, requests, successes
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, refusal
from openai_videos_mock.state.media import ContentVariant
from openai_videos_mock.state.parts import cut

_FETCHES = 2
_MP4 = "video/mp4"
_TEXT = Reply(status=200).with_body(b"the video is not ready", "text/plain")


def _variant(request: Request) -> str:
    return request.query.get("variant", "video")


def _is(*variants: str) -> Callable[[Request], bool]:
    return lambda request: _variant(request) in variants


_VIDEO = _is("video")
_KNOWN = _is("video", "thumbnail", "spritesheet")


def _body(change: Callable[[bytes], bytes]) -> Act:
    """Change the bytes of the video."""
    return successes(lambda reply: reply.with_body(change(reply.body), reply.media_type), CONTENT, _VIDEO)


def _typed(media_type: str) -> Act:
    return successes(lambda reply: reply.with_body(reply.body, media_type), CONTENT, _VIDEO)


def _rendered(length: Callable[[int], int] = lambda seconds: seconds, *, size: str = "") -> Act:
    """Send a file that is not as long, or not as large, as the job says."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in CONTENT or not reply.ok or not _VIDEO(request):
            return reply
        video = await current_video(request, proceed)
        seconds = length(int(video["seconds"]))
        render = request.world.studio.render
        parts = cut(request.world.store.job(request.id).parts, seconds)
        path = await run_sync(render, ContentVariant.VIDEO, size or video["size"], parts)
        return reply.with_body(path.read_bytes(), _MP4)

    return act


def _rendered_beside_file(length: Callable[[int], int] = lambda seconds: seconds, *, size: str = "") -> Act:
    """Send a file that is not as it was asked for, where the create brought a file of its own."""
    render = _rendered(length, size=size)

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in CONTENT and request.id in request.memory:
            return await render(request, proceed)
        reply = await proceed(request)
        if (
            request.operation in CREATE
            and reply.ok
            and any(isinstance(each, bytes) for each in request.fields.values())
        ):
            request.memory[reply.document["id"]] = True
        return reply

    return act


async def _gone_soon(request: Request, proceed: Proceed) -> Reply:
    """Keep no content that was fetched twice, whatever `expires_at` says."""
    if request.operation not in CONTENT or "variant" in request.query:
        return await proceed(request)
    fetched = request.memory.get(request.id, 0)
    reply = await proceed(request)
    request.memory[request.id] = fetched + reply.ok
    return refusal(404, "the content has expired") if fetched >= _FETCHES else reply


def _without_moov(body: bytes) -> bytes:
    return body.replace(b"moov", b"free", 1)


def _noise(body: bytes) -> bytes:
    """Overwrite most of the pictures, and leave the boxes as they are."""
    start = body.find(b"mdat") + 64
    return body[:start] + bytes(i * 7 % 251 for i in range(len(body) - start))


async def _different(request: Request, proceed: Proceed) -> Reply:
    """Append an empty box that grows with every download."""
    reply = await proceed(request)
    if request.operation not in CONTENT or not reply.ok or not _VIDEO(request):
        return reply
    request.memory["n"] = request.memory.get("n", 0) + 1
    box = (8 + request.memory["n"]).to_bytes(4) + b"free" + b"\0" * request.memory["n"]
    return reply.with_body(reply.body + box, _MP4)


def _early(answer: Reply) -> Act:
    """Replace the refusal of content of a job that is under way."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if reply.ok or request.operation not in CONTENT:
            return reply
        video = await current_video(request, proceed)
        return answer if video.get("status") in ("queued", "in_progress") else reply

    return act


def _of_failed(answer: Reply) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if reply.ok or request.operation not in CONTENT:
            return reply
        return answer if (await current_video(request, proceed)).get("status") == "failed" else reply

    return act


def _of_unknown(answer: Reply) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if reply.ok or request.operation not in CONTENT:
            return reply
        return reply if await current_video(request, proceed) else answer

    return act


def _without_variant(request: Request) -> Request:
    return request.with_query(variant=None)


def _swapped(request: Request) -> Request:
    return request.with_query(variant="thumbnail")


_S, _B, _I = Layer.STATUS, Layer.BYTES, Layer.INPUT
_STUB = b"\0\0\0\x14ftypisom\0\0\2\0isom"
FAULTS = (
    Fault("content-404", _S, "content.available", "Content is never found.", instead(CONTENT, 404, _VIDEO)),
    Fault("content-empty", _B, "content.available", "Content is an empty body.", _body(lambda _: b"")),
    Fault("content-204", _S, "content.available", "Content is answered with 204.",
          instead(CONTENT, Reply(status=204), _VIDEO)),
    Fault("content-url", _B, "content.available", "Content is a JSON object with a URL.",
          successes(lambda reply: reply.with_json({"url": "http://127.0.0.1:9/video.mp4"}), CONTENT, _VIDEO)),
    Fault("content-redirect-nowhere", _S, "content.available", "Content redirects to a page that does not exist.",
          instead(CONTENT, Reply(status=302, headers=(("location", "/v1/nowhere"),)), _VIDEO)),
    Fault("content-octet-stream", _B, "content.media-type", "The video comes as octet-stream.",
          _typed("application/octet-stream")),
    Fault("content-quicktime", _B, "content.media-type", "The video comes as video/quicktime.",
          _typed("video/quicktime")),
    Fault("content-no-type", _B, "content.media-type", "The video comes without a Content-Type.", _typed("")),
    Fault("content-json-type", _B, "content.media-type", "The video comes as application/json.",
          _typed("application/json")),
    Fault("content-variant-404", _I, "content.variant-video", "An explicit `variant=video` is answered with 404.",
          instead(CONTENT, 404, lambda request: request.query.get("variant") == "video")),
    Fault("content-variant-thumbnail", _I, "content.variant-video", "`variant=video` gives the thumbnail.",
          requests(_swapped, CONTENT, lambda request: request.query.get("variant") == "video")),
    Fault("content-variant-other-bytes", _I, "content.variant-video", "`variant=video` gives other bytes.",
          successes(lambda reply: reply.with_body(reply.body + b"\0\0\0\x08free", _MP4), CONTENT,
                    lambda request: request.query.get("variant") == "video")),
    Fault("content-cut", _B, "content.container", "The file is cut in the middle, with a length that fits.",
          _body(lambda body: body[: len(body) // 2])),
    Fault("content-cut-end", _B, "content.container", "The last bytes of the file are missing.",
          _body(lambda body: body[:-100])),
    Fault("content-no-moov", _B, "content.container", "The file has no index of its pictures.", _body(_without_moov)),
    Fault("content-text", _B, "content.container", "The file is an error page.",
          _body(lambda _: b"<html>Internal error</html>")),
    Fault("content-stub", _B, "content.container", "The file is a header and nothing else.", _body(lambda _: _STUB)),
    Fault("content-base64", _B, "content.container", "The file is written in hexadecimal digits.",
          _body(lambda body: body.hex().encode())),
    Fault("content-picture", _B, "content.container", "The file is a picture under the type of a video.",
          successes(lambda reply: reply.with_body(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, _MP4), CONTENT, _VIDEO)),
    Fault("content-noise", _B, "content.decodes", "The pictures in the file are noise.", _body(_noise)),
    Fault("content-short", _B, "content.duration", "Videos last half as long as their jobs say.",
          _rendered(lambda seconds: max(1, seconds // 2))),
    Fault("content-long", _B, "content.duration", "Every video lasts 12 seconds.", _rendered(lambda _: 12)),
    Fault("content-size-turned", _B, "content.resolution", "Every picture is 1280x720.",
          _rendered(size="1280x720")),
    Fault("content-size-small", _B, "content.resolution", "Pictures are smaller than their jobs say.",
          _rendered(size="360x640")),
    Fault("content-seconds-default", _B, "content.asked-duration", "Every video lasts 4 seconds.",
          _rendered(lambda _: 4)),
    Fault("content-size-default", _B, "content.asked-resolution", "Every picture is 720x1280.",
          _rendered(size="720x1280")),
    Fault("content-seconds-beside-file", _B, "content.upload-duration",
          "A video that was asked for with a file lasts 4 seconds.", _rendered_beside_file(lambda _: 4)),
    Fault("content-size-beside-file", _B, "content.upload-resolution",
          "A video that was asked for with a file is 1280x720.", _rendered_beside_file(size="1280x720")),
    Fault("content-gone-soon", _S, "content.until-expiry", "The content is gone long before `expires_at`.", _gone_soon),
    Fault("content-different", _B, "content.stable", "Every download has other bytes.", _different),
    Fault("content-accept-406", _I, "content.accept-binary", "`Accept: application/binary` is answered with 406.",
          instead(CONTENT, 406, lambda request: request.header("accept") == "application/binary")),
    Fault("content-accept-json", _I, "content.accept-binary", "Who does not ask for video gets JSON.",
          instead(CONTENT, Reply(status=200).with_json({"file": "video.mp4"}),
                  lambda request: request.header("accept") == "application/binary")),
    Fault("content-early-empty", _S, "content.not-early", "The content of a running job is an empty success.",
          _early(Reply(status=200, headers=(("content-type", _MP4),)))),
    Fault("content-early-part", _S, "content.not-early", "The content of a running job is what is there so far.",
          _early(Reply(status=200).with_body(_STUB, _MP4))),
    Fault("content-early-202", _S, "content.not-early", "The content of a running job is answered with 202.",
          _early(Reply(status=202).with_json({"status": "in_progress"}))),
    Fault("content-early-text", _S, "content.not-early", "The content of a running job is a note with 200.",
          _early(_TEXT)),
    Fault("content-early-500", _S, "content.early-refused", "The content of a running job is a server error.",
          _early(refusal(500))),
    Fault("content-early-503", _S, "content.early-refused", "The content of a running job is answered with 503.",
          _early(refusal(503))),
    Fault("content-failed-text", _S, "failed.no-content", "The content of a failed job is a note with 200.",
          _of_failed(_TEXT)),
    Fault("content-failed-empty", _S, "failed.no-content", "The content of a failed job is an empty success.",
          _of_failed(Reply(status=200, headers=(("content-type", _MP4),)))),
    Fault("content-failed-204", _S, "failed.no-content", "The content of a failed job is answered with 204.",
          _of_failed(Reply(status=204))),
    Fault("content-variant-ignored", _I, "content.unknown-variant", "A variant that is none gives the video.",
          requests(_without_variant, CONTENT, lambda request: not _KNOWN(request))),
    Fault("content-unknown-500", _S, "content.unknown-id", "The content of an unknown id is a server error.",
          _of_unknown(refusal(500))),
    Fault("content-unknown-400", _S, "content.unknown-id", "The content of an unknown id is answered with 400.",
          _of_unknown(refusal(400))),
    Fault("content-unknown-200", _S, "content.unknown-id", "The content of an unknown id is an empty success.",
          _of_unknown(Reply(status=200, headers=(("content-type", _MP4),)))),
    Fault("preview-thumbnail-video", _B, "previews.thumbnail", "`variant=thumbnail` gives the video.",
          requests(_without_variant, CONTENT, _is("thumbnail"))),
    Fault("preview-thumbnail-500", _S, "previews.thumbnail", "`variant=thumbnail` is a server error.",
          instead(CONTENT, 500, _is("thumbnail"))),
    Fault("preview-sheet-video", _B, "previews.spritesheet", "`variant=spritesheet` gives the video.",
          requests(_without_variant, CONTENT, _is("spritesheet"))),
    Fault("preview-sheet-json", _B, "previews.spritesheet", "`variant=spritesheet` gives JSON.",
          instead(CONTENT, Reply(status=200).with_json({"frames": []}), _is("spritesheet"))),
    Fault("preview-wrong-type", _B, "previews.real", "The thumbnail is a JPEG that says it is WebP.",
          successes(lambda reply: reply.with_body(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 64, "image/webp"), CONTENT,
                    _is("thumbnail"))),
    Fault("preview-empty", _B, "previews.real", "Previews are empty.",
          successes(lambda reply: reply.with_body(b"", reply.media_type), CONTENT, _is("thumbnail", "spritesheet"))),
    Fault("preview-cut", _B, "previews.real", "Previews break off in the middle.",
          successes(lambda reply: reply.with_body(reply.body[: len(reply.body) // 2], reply.media_type), CONTENT,
                    _is("thumbnail", "spritesheet"))),
    Fault("preview-video-as-picture", _B, "previews.real", "Previews are the video under the type of a picture.",
          successes(lambda reply: reply.with_body(_STUB, reply.media_type), CONTENT, _is("thumbnail", "spritesheet"))),
)  # fmt: skip
