"""A look into a video that was downloaded: its boxes, and what a decoder finds in it."""

from __future__ import annotations

import hashlib
import json
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import attrs

from ..exchange.text import sentence

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})

BOXES_MOST = 10_000
DEPTH_MOST = 16

DECODER = Path(__file__).with_name("decoder.py")
PATIENCE = 180.0
"""Seconds that a decoder is waited for; it ends by itself long before, unless the machine is very busy."""


class MediaError(Exception):
    """Bytes are not the media they should be; the message says where they break."""


class TooLargeToJudge(MediaError):
    """Looking into it would take more time or memory than a judge can give; the message has the number."""


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
        MediaError: A box is cut short, has an impossible length, or there are too many to be looked at.
    """
    left = iter(range(BOXES_MOST))
    return [kind.decode("latin-1") for kind, _, _ in _walk(data, 0, len(data), left, 0)]


def _walk(data: bytes, start: int, end: int, left: Iterator[int], depth: int) -> Iterator[tuple[bytes, int, int]]:
    if depth > DEPTH_MOST:
        raise TooLargeToJudge(f"its boxes are nested deeper than {DEPTH_MOST}")
    while start < end:
        if next(left, None) is None:
            raise TooLargeToJudge(f"it has more than {BOXES_MOST} boxes")
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
            for _ in _walk(data, start + header, start + size, left, depth + 1):
                pass
        yield kind, start, size
        start += size


_LOOKS: dict[bytes, Future[Movie]] = {}
"""By the digest of the file: many checks look into the same one."""


def begin(data: bytes) -> Future[Movie]:
    """Begin to decode a video file that will be looked into, for whoever else has to wait meanwhile."""
    digest = hashlib.sha256(data).digest()
    if digest not in _LOOKS:
        look = _LOOKS[digest] = Future()
        threading.Thread(target=_end, args=(look, data), daemon=True).start()
    return _LOOKS[digest]


def _end(look: Future[Movie], data: bytes) -> None:
    try:
        look.set_result(_decoded(data))
    except Exception as problem:  # noqa: BLE001 - it belongs to whoever asks for the outcome
        look.set_exception(problem)


def movie(data: bytes) -> Movie:
    """Decode every frame of a video file, in a process of its own that has limits.

    Raises:
        MediaError: The bytes are no video, a frame cannot be decoded, or it is too large.
    """
    try:
        return begin(data).result()
    except MediaError as problem:
        # A new one, since each that is raised gathers a traceback.
        raise type(problem)(str(problem)) from None


def _decoded(data: bytes) -> Movie:
    # Not on the path: the folder of the decoder has modules whose names others use, too.
    command = [sys.executable, "-P", str(DECODER)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TooLargeToJudge(f"decoding it takes more than {PATIENCE:g} s") from None
    if -done.returncode == signal.SIGXCPU:
        raise TooLargeToJudge("decoding it takes more than a minute of processor time")
    try:
        outcome = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise MediaError(sentence(f"the decoder broke on it with {done.returncode}: {last}")) from None
    if "too_large" in outcome:
        raise TooLargeToJudge(outcome["too_large"])
    if "damaged" in outcome:
        raise MediaError(outcome["damaged"])
    return Movie(**outcome)
