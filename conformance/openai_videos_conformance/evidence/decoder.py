"""A process that decodes one video and ends: what the bytes of a server make of it touches nothing else.

    python decoder.py < VIDEO        prints {"width": ..., "height": ..., "seconds": ..., "frames": ...}
                                     or {"damaged": why}, or {"too_large": why}

It imports nothing of this package, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import sys
from typing import Any

import av
from av.error import FFmpegError

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

FRAMES_MOST = 20_000
PIXELS_MOST = 4096 * 2304
"""Of one frame."""
ALL_PIXELS_MOST = 6_000_000_000
"""Of all frames: 20 s of the largest ones."""
STREAMS_MOST = 16
CPU_MOST = 60
"""Seconds."""
MEMORY_MOST = 640 * 1024 * 1024
"""Bytes of address space."""


class TooLarge(Exception):
    """Decoding it would take more than a judge can give; the message has the number."""


class Damaged(Exception):
    """It is no video that can be decoded whole."""


def confine() -> None:
    """Take from this process what it does not need: more time and memory, files, sockets."""
    # PyAV loads parts of itself when a stream needs them, which would be too late.
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    if resource is not None:
        for limit, most in (
            (resource.RLIMIT_CPU, CPU_MOST),
            (resource.RLIMIT_AS, MEMORY_MOST),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, 3),
        ):
            resource.setrlimit(limit, (most, most))


def decode(data: bytes) -> dict[str, Any]:
    """Decode every frame of a video file.

    Raises:
        Damaged, TooLarge: It could not be done.
    """
    # The format is fixed: one that is guessed could be a playlist, which opens files, sockets and URLs.
    with av.open(io.BytesIO(data), "r", format="mp4") as container:
        if len(container.streams) > STREAMS_MOST:
            raise TooLarge(f"{len(container.streams)} streams, more than {STREAMS_MOST}")
        if not container.streams.video:
            raise Damaged("there is no video stream")
        stream = container.streams.video[0]
        if stream.codec_context is None or not stream.codec_context.name:
            raise Damaged("its codec is unknown")
        check_size(stream.width, stream.height)
        if stream.frames > FRAMES_MOST:
            raise TooLarge(f"{stream.frames} frames, more than {FRAMES_MOST}")
        # Decoding frames in threads can lock up on damaged files.
        stream.thread_type = "SLICE"
        stream.codec_context.options = {"err_detect": "explode", "max_pixels": str(2 * PIXELS_MOST)}
        times: list[float] = []
        turned, pixels = False, 0
        for frame in container.decode(stream):
            if frame.is_corrupt:
                raise Damaged(f"frame {len(times)} is damaged")
            check_size(frame.width, frame.height)
            pixels += frame.width * frame.height
            times.append(float(frame.time or 0))
            if len(times) > FRAMES_MOST:
                raise TooLarge(f"more than {FRAMES_MOST} frames")
            if pixels > ALL_PIXELS_MOST:
                raise TooLarge(f"more than {ALL_PIXELS_MOST} pixels in {len(times)} frames")
            # A player turns the picture as the file says.
            turned = frame.rotation % 180 == 90
        rate, declared = float(stream.average_rate or 0), stream.frames
        width, height = (stream.height, stream.width) if turned else (stream.width, stream.height)
    if not times:
        raise Damaged("there is no frame")
    if len(times) < declared:
        raise Damaged(f"{declared} frames are declared and {len(times)} can be decoded")
    seconds = max(times) - min(times) + (1 / rate if rate else 0)
    return {"width": width, "height": height, "seconds": seconds, "frames": len(times)}


def check_size(width: int, height: int) -> None:
    """Raise `TooLarge` for a frame of too many pixels."""
    if width * height > PIXELS_MOST:
        raise TooLarge(f"frames of {width}x{height}, more than {PIXELS_MOST} pixels")


def main() -> None:
    """Decode what comes in, and say what it is."""
    confine()
    try:
        outcome = decode(sys.stdin.buffer.read())
    except Damaged as problem:
        outcome = {"damaged": str(problem)}
    except TooLarge as problem:
        outcome = {"too_large": str(problem)}
    except MemoryError:
        outcome = {"too_large": f"decoding it takes more than {MEMORY_MOST // 1024**2} MiB of memory"}
    except (FFmpegError, ValueError, AttributeError) as problem:
        # The last one comes of a stream whose codec libav does not know.
        outcome = {"damaged": f"it cannot be decoded: {problem}"}
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
