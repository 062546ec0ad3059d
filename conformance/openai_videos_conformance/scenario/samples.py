"""The media that a run uploads."""

from __future__ import annotations

import base64
import io
import random
from fractions import Fraction
from functools import cache
from typing import cast

import av

SAMPLE_SIZE, SAMPLE_SECONDS = "1280x720", "4"
"""The shape of the video that a run uploads. It lies across, so that it differs from what a create makes."""

JUNK = b"These bytes are no video.\n" * 40
"""A file that is neither a picture nor a video."""

_RATE = 4


LARGE = 1200 * 1024
"""Bytes of a picture that is larger than what many servers take without being told to."""


@cache
def sample_image(size: str, *, large: bool = False) -> bytes:
    """Make a PNG picture of one colour; a large one has noise at its top, which nothing can pack."""
    width, height = map(int, size.split("x"))
    return _encode("image2pipe", "png", "rgb24", width, height, frames=1, noise=LARGE if large else 0)


@cache
def sample_video(size: str = SAMPLE_SIZE, seconds: str = SAMPLE_SECONDS) -> bytes:
    """Make some seconds of grey, as an H.264 MP4 file."""
    width, height = map(int, size.split("x"))
    return _encode("mp4", "libx264", "yuv420p", width, height, frames=int(seconds) * _RATE)


def image_url(size: str, *, large: bool = False) -> str:
    """Make a picture of a size, as a data URL."""
    return "data:image/png;base64," + base64.b64encode(sample_image(size, large=large)).decode()


def _encode(container: str, codec: str, pixels: str, width: int, height: int, *, frames: int, noise: int = 0) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=container) as output:
        stream = cast("av.VideoStream", output.add_stream(codec, rate=_RATE))
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        for number in range(frames):
            frame = av.VideoFrame(width, height, pixels)
            for plane in frame.planes:
                # The same in every run, so that runs can be compared.
                rough = random.Random(0).randbytes(min(noise, plane.buffer_size))  # noqa: S311
                plane.update(rough.ljust(plane.buffer_size, b"\x80"))
            frame.pts, frame.time_base = number, Fraction(1, _RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return target.getvalue()
