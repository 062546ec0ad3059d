"""The files of a video: a real MP4 of H.264 and AAC, a WebP thumbnail and a JPEG spritesheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

import av
from av.video.frame import VideoFrame
from PIL import Image

from openai_videos_mock.state.parts import Part
from openai_videos_mock.state.picture import Layout, draw_card, draw_moment, tint
from openai_videos_mock.state.sound import add_track, write_tone

_FRAME_RATE = 5
_KEY_FRAMES = 10
"""Frames from one at which a player can start to the next."""
_SHEET_CELLS = 5


class ContentVariant(StrEnum):
    """A file that belongs to a completed video."""

    VIDEO = "video"
    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"

    @property
    def media_type(self) -> str:
        """What the file is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ContentVariant.VIDEO: "video/mp4",
    ContentVariant.THUMBNAIL: "image/webp",
    ContentVariant.SPRITESHEET: "image/jpeg",
}


@lru_cache(maxsize=128)
def make_file(variant: ContentVariant, size: str, parts: tuple[Part, ...]) -> bytes:
    """Make a file; equal arguments give equal bytes. Kept for the next server of this process, as tests start many."""
    width, height = map(int, size.split("x"))
    layout = Layout(width, height)
    seconds = sum(part.seconds for part in parts)
    match variant:
        case ContentVariant.VIDEO:
            return _encode(layout, size, parts, seconds)
        case ContentVariant.THUMBNAIL:
            return _image("WEBP", [_picture(layout, size, parts, seconds / 2)])
        case ContentVariant.SPRITESHEET:
            moments = [seconds * cell / _SHEET_CELLS for cell in range(_SHEET_CELLS)]
            pictures = [_picture(layout, size, parts, moment) for moment in moments]
            return _image("JPEG", [(each.reduce(4), part) for each, part in pictures])


def _picture(layout: Layout, size: str, parts: Sequence[Part], moment: float) -> tuple[Image.Image, Part]:
    end = sum(part.seconds for part in parts)
    part = next(part for index, part in enumerate(parts) if moment < sum(each.seconds for each in parts[: index + 1]))
    return draw_moment(draw_card(part, layout, size), layout, moment, end), part


def _image(form: str, pictures: Sequence[tuple[Image.Image, Part]]) -> bytes:
    """Encode pictures below each other."""
    width, height = pictures[0][0].size
    whole = Image.new("YCbCr", (width, height * len(pictures)))
    for number, (grey, part) in enumerate(pictures):
        chroma = [Image.new("L", grey.size, value) for value in tint(part)]
        whole.paste(Image.merge("YCbCr", (grey, *chroma)), (0, height * number))
    content = io.BytesIO()
    (whole if form == "JPEG" else whole.convert("RGB")).save(content, form, quality=80, method=0)
    return content.getvalue()


def _encode(layout: Layout, size: str, parts: Sequence[Part], seconds: int) -> bytes:
    frames = seconds * _FRAME_RATE
    file = io.BytesIO()
    # Room for the index at the beginning, so that a player can start before it has all.
    room = 4096 + 16 * frames + 8 * seconds * 50
    with av.open(file, "w", format="mp4", options={"moov_size": str(room)}) as container:
        # One thread, because libx264 writes other bytes for every number of threads.
        options = {"preset": "ultrafast", "threads": "1", "bf": "0"}
        stream = container.add_stream("libx264", _FRAME_RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = layout.width, layout.height, "yuv420p"
        stream.codec_context.gop_size = _KEY_FRAMES
        sound = add_track(container)
        container.start_encoding()
        for picture in _frames(layout, size, parts, seconds):
            for packet in stream.encode(picture):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
        write_tone(container, sound, seconds)
    return file.getvalue()


def _frames(layout: Layout, size: str, parts: Sequence[Part], seconds: int) -> Iterator[VideoFrame]:
    number = 0
    for part in parts:
        card, colours = draw_card(part, layout, size), tint(part)
        for _ in range(part.seconds * _FRAME_RATE):
            frame = VideoFrame(layout.width, layout.height, "yuv420p")
            luma, *chroma = frame.planes
            grey = draw_moment(card, layout, number / _FRAME_RATE, seconds)
            luma.update(grey.tobytes("raw", "L", luma.line_size, 1))
            for plane, value in zip(chroma, colours, strict=True):
                plane.update(bytes([value]) * plane.buffer_size)
            frame.pts = number
            number += 1
            yield frame
