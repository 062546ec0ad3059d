"""Variants of content: how files come, and what kind of files they are."""

from __future__ import annotations

import io
import secrets
import uuid
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import cast
from urllib.parse import quote

import av
from anyio.to_thread import run_sync
from attrs import evolve

from openai_videos_mock.intercept.acts import CONTENT, successes
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, refusal
from openai_videos_mock.variants.variant import Group, Variant

_FILES = "/files/"
_FREE = ("E-28", "D-32")


def _is_video(request: Request) -> bool:
    return request.query.get("variant", "video") == "video"


def _away(status: int, *, elsewhere: bool = False, refusals: bool = False) -> Act:
    """Send clients for the bytes, and for refusals too, to another place, where they lie without a key."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.path.startswith(_FILES):
            return _stored(request)
        reply = await proceed(request)
        if request.operation not in CONTENT or not (reply.ok or refusals):
            return reply
        name = f"{secrets.token_hex(8)}?signature={quote('a+b/c==', safe='')}"
        request.memory[name.partition("?")[0]] = reply
        place = request.world.settings.base_path + _FILES + name
        return Reply(status=status, headers=(("location", _elsewhere(request) + place if elsewhere else place),))

    def _stored(request: Request) -> Reply:
        file: Reply | None = request.memory.get(request.path.removeprefix(_FILES))
        if file is None:
            return refusal(404, "There is no such file.")
        if elsewhere and request.header("authorization"):
            # Stores take a signature in the URL or a key, and refuse a request that has both.
            return refusal(400, "Only one way to authorise is allowed.")
        return file

    return act


def _elsewhere(request: Request) -> str:
    """Name this machine otherwise: to a client, that is another origin."""
    host, _, port = request.header("host").rpartition(":")
    return f"http://{'127.0.0.1' if host == 'localhost' else 'localhost'}:{port}"


def _with_headers(**headers: str) -> Act:
    extra = tuple((name.replace("_", "-"), value) for name, value in headers.items())

    def change(reply: Reply) -> Reply:
        return evolve(reply, headers=(*reply.without(*(name for name, _ in extra)).headers, *extra))

    return successes(change, CONTENT, _is_video)


async def _whole(request: Request, proceed: Proceed) -> Reply:
    """Never send a part, and promise none."""
    if request.operation not in CONTENT:
        return await proceed(request)
    reply = await proceed(request.without("range", "if-range"))
    return reply.without("accept-ranges", "etag")


def _remade(make: Callable[[bytes], bytes], wanted: Callable[[Request], bool] = _is_video, media_type: str = "") -> Act:
    """Make other bytes of the same file, once for each."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in CONTENT:
            request = request.without("range")
        reply = await proceed(request)
        if request.operation not in CONTENT or not reply.ok or not wanted(request):
            return reply
        key = sha256(reply.body).hexdigest()
        if key not in request.memory:
            request.memory[key] = await run_sync(make, reply.body)
        return reply.with_body(request.memory[key], media_type or reply.media_type)

    return act


def _remux(options: Mapping[str, str], *, sound: bool = True) -> Callable[[bytes], bytes]:
    """Write the tracks of a file anew, or those without its sound."""

    def make(body: bytes) -> bytes:
        target = io.BytesIO()
        with av.open(io.BytesIO(body), "r") as source, av.open(target, "w", "mp4", options=dict(options)) as output:
            kept = [track for track in source.streams if track.type == "video" or (sound and track.type == "audio")]
            tracks = {track.index: output.add_stream_from_template(track) for track in kept}
            for packet in source.demux(kept):
                if packet.dts is not None:
                    packet.stream = tracks[packet.stream.index]
                    output.mux(packet)
        return target.getvalue()

    return make


def _picture(codec: str, pixels: str) -> Callable[[bytes], bytes]:
    def make(body: bytes) -> bytes:
        with av.open(io.BytesIO(body), "r") as source:
            frame = next(source.decode(video=0)).reformat(format=pixels)
        target = io.BytesIO()
        with av.open(target, "w", "image2pipe") as output:
            stream = cast("av.VideoStream", output.add_stream(codec, 1))
            stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, pixels
            output.mux([*stream.encode(frame), *stream.encode(None)])
        return target.getvalue()

    return make


def _signed(body: bytes) -> bytes:
    """Append where a video comes from, in a box that players pass over."""
    content = uuid.UUID("d8fec3d6-1b0e-483c-9297-5828877ec481").bytes + b"signed" * 100
    return body + (8 + len(content)).to_bytes(4) + b"uuid" + content


def _is_preview(request: Request) -> bool:
    return not _is_video(request)


_ANY_IMAGE = ("D-31",)
VARIANTS = (
    Variant("video-fragmented", ("E-23",), "The MP4 file is in fragments, as servers stream it.",
            _remade(_remux({"movflags": "frag_keyframe+empty_moov+default_base_moof"})), group=Group.CONTAINER),
    Variant("video-index-last", ("E-23",), "The MP4 file has its index at the end.", _remade(_remux({})),
            group=Group.CONTAINER),
    Variant("video-silent", ("E-23",), "The video has no sound track.", _remade(_remux({}, sound=False)),
            group=Group.CONTAINER),
    Variant("video-signed", ("E-23",), "The MP4 file has a box that says where it comes from.", _remade(_signed)),
    Variant("video-type-codecs", ("E-23",), "The media type of the video names its codecs.",
            _with_headers(content_type='video/mp4; codecs="avc1.42E01E"')),
    Variant("video-attached", (), "The video comes with a file name to save it under.",
            _with_headers(content_disposition="attachment; filename=\"video.mp4\"; filename*=UTF-8''vid%C3%A9o.mp4")),
    *(
        Variant(f"previews-{kind}", _ANY_IMAGE, f"Previews are {kind.upper()} pictures.",
                _remade(_picture(codec, pixels), _is_preview, f"image/{kind}"), group=Group.PREVIEWS)
        for kind, codec, pixels in (("png", "png", "rgb24"), ("jpeg", "mjpeg", "yuvj420p"), ("bmp", "bmp", "bgr24"))
    ),
    Variant("no-ranges", (), "A part of a file cannot be asked for.", _whole),
    *(
        Variant(f"content-{status}", _FREE, f"Content is a redirect with {status} to another path.", _away(status),
                group=Group.REDIRECT)
        for status in (302, 307)
    ),
    Variant("content-302-always", _FREE, "Content is a redirect to a store, which refuses what is not there.",
            _away(302, refusals=True), group=Group.REDIRECT),
    Variant("content-elsewhere", _FREE, "Content is a redirect to another host, which refuses requests with a key.",
            _away(302, elsewhere=True), group=Group.REDIRECT),
)  # fmt: skip
