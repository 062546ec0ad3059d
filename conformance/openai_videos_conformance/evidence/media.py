"""Media that a run uploads, and a look into the media that it downloads."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import cast

import attrs
import av
from av.error import FFmpegError

SAMPLE_SIZE, SAMPLE_SECONDS = (1280, 720), 4
"""The shape of the video that a run uploads."""

_RATE = 4

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


@cache
def sample_image(width: int = 720, height: int = 1280) -> bytes:
    """A PNG picture of one colour."""
    return _encode("image2pipe", "png", "rgb24", width, height, frames=1)


@cache
def sample_video() -> bytes:
    """Four seconds of grey, as an H.264 MP4 file. It lies across, so that it differs from what a create makes."""
    return _encode("mp4", "libx264", "yuv420p", *SAMPLE_SIZE, frames=SAMPLE_SECONDS * _RATE)


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


def boxes(data: bytes) -> list[str]:
    """The types of the top-level boxes of an MP4 file, every box checked to end within its parent.

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
        with av.open(io.BytesIO(data), "r") as container:
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


def picture_kind(data: bytes) -> str | None:
    """The media type of a picture by its first bytes, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            return kind
    return BRANDS.get(data[8:12]) if data[4:8] == b"ftyp" else None


def is_cut(data: bytes) -> bool:
    """Whether a WebP, PNG or JPEG picture breaks off before its end; of other kinds it is not known."""
    match picture_kind(data):
        case "image/webp":
            return int.from_bytes(data[4:8], "little") + 8 > len(data)
        case "image/png":
            return b"IEND" not in data
        case "image/jpeg":
            return b"\xff\xd9" not in data
        case _:
            return False


SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"\0\0\0\x0cJXL ": "image/jxl",
    b"\xff\x0a": "image/jxl",
}
"""How pictures begin, except for those in boxes."""

BRANDS = {b"avif": "image/avif", b"heic": "image/heif", b"mif1": "image/heif"}
"""The pictures in boxes, by what their first box names."""

PICTURES = {"image/webp", *SIGNATURES.values(), *BRANDS.values()}
"""The media types of the pictures that are told by their first bytes."""
