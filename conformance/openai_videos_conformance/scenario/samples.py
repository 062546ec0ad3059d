"""The media that a run uploads."""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from functools import cache
from typing import cast

import av

SAMPLE_SIZE, SAMPLE_SECONDS = (1280, 720), 4
"""The shape of the video that a run uploads. It lies across, so that it differs from what a create makes."""

JUNK = b"These bytes are no video.\n" * 40
"""A file that is neither a picture nor a video."""

_RATE = 4


@cache
def sample_image(width: int = 720, height: int = 1280) -> bytes:
    """Make a PNG picture of one colour."""
    return _encode("image2pipe", "png", "rgb24", width, height, frames=1)


@cache
def sample_video() -> bytes:
    """Make four seconds of grey, as an H.264 MP4 file."""
    return _encode("mp4", "libx264", "yuv420p", *SAMPLE_SIZE, frames=SAMPLE_SECONDS * _RATE)


def image_url(size: str) -> str:
    """Make a picture of a size, as a data URL."""
    width, height = map(int, size.split("x"))
    return "data:image/png;base64," + base64.b64encode(sample_image(width, height)).decode()


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
