"""The media that a run uploads."""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from functools import cache
from typing import cast

import av

SAMPLE_SIZE, SAMPLE_SECONDS = "1280x720", "4"
"""The shape of the video that a run uploads. It lies across, so that it differs from what a create makes."""

JUNK = b"These bytes are no video.\n" * 40
"""A file that is neither a picture nor a video."""

_RATE = 4


@cache
def sample_image(size: str) -> bytes:
    """Make a PNG picture of one colour."""
    width, height = map(int, size.split("x"))
    return _encode("image2pipe", "png", "rgb24", width, height, frames=1)


@cache
def sample_video(size: str = SAMPLE_SIZE, seconds: str = SAMPLE_SECONDS) -> bytes:
    """Make some seconds of grey, as an H.264 MP4 file."""
    width, height = map(int, size.split("x"))
    return _encode("mp4", "libx264", "yuv420p", width, height, frames=int(seconds) * _RATE)


def image_url(size: str) -> str:
    """Make a picture of a size, as a data URL."""
    return "data:image/png;base64," + base64.b64encode(sample_image(size)).decode()


def _encode(container: str, codec: str, pixels: str, width: int, height: int, *, frames: int) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=container) as output:
        stream = cast("av.VideoStream", output.add_stream(codec, rate=_RATE))
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        for number in range(frames):
            frame = av.VideoFrame(width, height, pixels)
            for plane in frame.planes:
                plane.update(b"\x80" * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, _RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return target.getvalue()
