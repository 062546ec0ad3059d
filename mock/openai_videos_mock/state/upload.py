"""The reading of an uploaded video: how large and how long it is, by the boxes of its MP4.

No decoder looks at it here. One that guesses the container follows a playlist to files, sockets and URLs, and even one
that takes nothing but MP4 sets up as many samples as the file claims to have: a gibibyte of memory, for 1600 bytes.
"""

from collections.abc import Iterator
from os import SEEK_END
from struct import Struct, error
from typing import IO, NamedTuple

from attrs import frozen

_LARGEST_HEAD = 16 * 1024 * 1024
_MOST_BOXES = 1000
MOST_PIXELS = 8192 * 8192
"""Of an upload that is looked at."""
_SHORT, _LONG = Struct(">I4s"), Struct(">Q")
_TIMES = {0: Struct(">II"), 1: Struct(">IQ")}
"""Units a second and units, as versions 0 and 1 of `mvhd` write them."""


@frozen
class Probe:
    """What an uploaded video turned out to be."""

    width: int
    height: int
    seconds: int


class _Box(NamedTuple):
    kind: bytes
    start: int
    """Where its content begins."""
    end: int


def probe(file: IO[bytes]) -> Probe | None:
    """Look into an upload; give nothing if it is no whole MP4 with a picture in it."""
    try:
        size = file.seek(0, SEEK_END)
        boxes = list(_boxes(file, 0, size))
        if not boxes or boxes[0].kind != b"ftyp":
            return None
        movie = next(box for box in boxes if box.kind == b"moov")
        if movie.end - movie.start > _LARGEST_HEAD:
            return None
        inner = list(_boxes(file, movie.start, movie.end))
        seconds = _seconds(file, next(box for box in inner if box.kind == b"mvhd"))
        sizes = (_picture(file, box) for box in inner if box.kind == b"trak")
        width, height = next(picture for picture in sizes if picture is not None)
    except (ValueError, StopIteration, error):
        return None
    if not 0 < width * height <= MOST_PIXELS:
        return None
    return Probe(width, height, max(1, round(seconds)))


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[_Box]:
    """Walk over boxes that lie behind each other. Raises `ValueError` if they do not fit."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        size, kind = _SHORT.unpack(_read(file, start, _SHORT.size))
        head = _SHORT.size
        if size == 1:
            size = _LONG.unpack(_read(file, start + head, _LONG.size))[0]
            head += _LONG.size
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise ValueError("a box does not fit into what it lies in")
        yield _Box(kind, start + head, start + size)
        start += size
    raise ValueError("there are too many boxes")


def _read(file: IO[bytes], start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def _seconds(file: IO[bytes], header: _Box) -> float:
    version = _read(file, header.start, 1)[0]
    skipped = 4 + (16 if version else 8)
    form = _TIMES[1 if version else 0]
    units_a_second, units = form.unpack(_read(file, header.start + skipped, form.size))
    if not units_a_second:
        raise ValueError("a second has no units")
    return float(units / units_a_second)


def _picture(file: IO[bytes], track: _Box) -> tuple[int, int] | None:
    """Give width and height of a track that is a picture."""
    inner = list(_boxes(file, track.start, track.end))
    media = next(box for box in inner if box.kind == b"mdia")
    handler = next(box for box in _boxes(file, media.start, media.end) if box.kind == b"hdlr")
    if _read(file, handler.start + 8, 4) != b"vide":
        return None
    header = next(box for box in inner if box.kind == b"tkhd")
    # At its end, in every version, as numbers with 16 bits behind the point.
    width, _, height, _ = Struct(">4H").unpack(_read(file, header.end - 8, 8))
    return width, height
