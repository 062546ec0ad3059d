"""A look into a video that was downloaded: its boxes, and what a decoder finds in it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import cache

import attrs
import av
from av.error import FFmpegError

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


class MediaError(Exception):
    """Bytes are not the media they should be; the message says where they break."""


@attrs.frozen
class Movie:
    """What a decoder found in a video file."""

    width: int
    height: int
    seconds: float
    """Duration by the decoded frames."""
    frames: int


def boxes(data: bytes) -> list[str]:
    """List the types of the top-level boxes of an MP4 file, every box checked to end within its parent.

    Raises:
        MediaError: A box is cut short or has an impossible length.
    """
    return [kind.decode("latin-1") for kind, _, _ in _walk(data, 0, len(data))]


def _walk(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start < end:
        if end - start < 8:
            raise MediaError(f"{end - start} stray bytes at offset {start}, too few for a box")
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1 and end - start >= 16:
            size, header = struct.unpack_from(">Q", data, start + 8)[0], 16
        elif size == 0:
            size = end - start
        if size < header or start + size > end:
            raise MediaError(
                f"the box {kind!r} at offset {start} is {size} bytes long, but {end - start} bytes are left"
            )
        if kind in CONTAINERS:
            for _ in _walk(data, start + header, start + size):
                pass
        yield kind, start, size
        start += size


@cache
def movie(data: bytes) -> Movie:
    """Decode every frame of a video file.

    Raises:
        MediaError: The bytes are no video, or a frame cannot be decoded.
    """
    try:
        # The format is fixed: one that is guessed could be a playlist, which opens files, sockets and URLs.
        with av.open(io.BytesIO(data), "r", format="mp4") as container:
            if not container.streams.video:
                raise MediaError("there is no video stream")
            stream = container.streams.video[0]
            # Decoding frames in threads can lock up on damaged files.
            stream.thread_type = "SLICE"
            stream.codec_context.options = {"err_detect": "explode"}
            times: list[float] = []
            turned = False
            for frame in container.decode(stream):
                if frame.is_corrupt:
                    raise MediaError(f"frame {len(times)} is damaged")
                times.append(float(frame.time or 0))
                # A player turns the picture as the file says.
                turned = frame.rotation % 180 == 90
            rate = float(stream.average_rate or 0)
            declared = stream.frames
            width, height = (stream.height, stream.width) if turned else (stream.width, stream.height)
    except (FFmpegError, ValueError) as problem:
        raise MediaError(f"it cannot be decoded: {problem}") from None
    if not times:
        raise MediaError("there is no frame")
    if declared and len(times) < declared:
        raise MediaError(f"{declared} frames are declared and {len(times)} can be decoded")
    return Movie(width, height, max(times) - min(times) + (1 / rate if rate else 0), len(times))
