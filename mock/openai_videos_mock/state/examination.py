"""The examination of uploads: whether they are what they should be, found out by decoding them where that is safe."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from attrs import evolve, frozen
from PIL import Image, UnidentifiedImageError

from openai_videos_mock.state.parts import Part, make_part
from openai_videos_mock.state.studio import Studio
from openai_videos_mock.state.upload import Probe, probe

_DECODER = Path(__file__).with_name("decoder.py")
_PATIENCE = 60.0
"""Seconds that a decoder is waited for; it ends by itself long before, unless the machine is very busy."""
_AT_ONCE = threading.BoundedSemaphore(2)
_LARGEST_STILL = 256 * 1024
_MOST_PIXELS = 64_000_000
_UPLOAD = "an upload"
_MOST_KEPT = 32
_OUTCOMES: dict[bytes, dict[str, Any]] = {}
"""By digest of the upload: applications, and tests of them, send the same few again and again."""


class NoMedia(Exception):
    """An upload is not what it should be; the message says why."""


@frozen
class Footage:
    """What an uploaded video turned out to be."""

    shape: Probe
    parts: tuple[Part, ...]


def examine_video(file: IO[bytes], studio: Studio) -> Footage:
    """Decode an upload, or recognize it as one that was made here.

    Raises:
        NoMedia: It is no video that can be decoded.
    """
    shape = probe(file)
    if shape is None:
        raise NoMedia("it is no whole MP4 with a picture in it")
    size, digest = _size_and_digest(file)
    if (made := studio.recognize(size, digest)) is not None:
        return Footage(shape, made.parts)
    outcome = _known(file, digest)
    if "damaged" in outcome:
        raise NoMedia(str(outcome["damaged"]))
    if "too_large" not in outcome:
        shape = Probe(int(outcome["width"]), int(outcome["height"]), max(1, round(float(outcome["seconds"]))))
    still = str(outcome.get("still", ""))
    part = make_part(_UPLOAD, "", "", shape.seconds)
    return Footage(shape, (evolve(part, still=still if len(still) <= _LARGEST_STILL else ""),))


def _size_and_digest(file: IO[bytes]) -> tuple[int, bytes]:
    """Give the length and the SHA-256 of a file, read piece by piece."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return file.tell(), digest.digest()


def _known(file: IO[bytes], digest: bytes) -> dict[str, Any]:
    """Give what a decoder says of the file with this digest, decoded now if it was not yet."""
    outcome = _OUTCOMES.get(digest) or _decoded(file)
    if len(_OUTCOMES) >= _MOST_KEPT:
        _OUTCOMES.pop(next(iter(_OUTCOMES)), None)
    if "too_large" not in outcome:  # a busy machine may say so, too
        _OUTCOMES[digest] = outcome
    return outcome


def _decoded(file: IO[bytes]) -> dict[str, Any]:
    """Let a process of its own decode a file, as one of few."""
    # Not on the path: the folder of the decoder has modules whose names others use, too.
    command = [sys.executable, "-I", str(_DECODER)]
    file.seek(0)
    with _AT_ONCE:
        try:
            # With a descriptor, so that nobody has to hold it in memory; a file that is small has none yet.
            if isinstance(file, SpooledTemporaryFile):
                file.rollover()
            file.seek(0)
            done = subprocess.run(  # noqa: S603
                command, stdin=file.fileno(), capture_output=True, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return {"too_large": "decoding it takes too long"}
    try:
        outcome = json.loads(done.stdout)
    except ValueError:
        return {"damaged": "the decoder broke on it"}
    return outcome if isinstance(outcome, dict) else {"damaged": "the decoder broke on it"}


def examine_image(file: IO[bytes]) -> None:
    """Decode an image.

    Raises:
        NoMedia: It is none of the formats that the API takes, is damaged, or too large to be looked at.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=("PNG", "JPEG", "WEBP")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise NoMedia(f"it is larger than {_MOST_PIXELS} pixels")
            image.load()
    except UnidentifiedImageError:
        raise NoMedia("it is no PNG, JPEG or WebP") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise NoMedia(f"it cannot be decoded: {problem}") from None
