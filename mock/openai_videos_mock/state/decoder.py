"""A process that decodes one uploaded video and ends: what the bytes of a stranger make of it touches nothing else.

    python decoder.py < VIDEO        prints {"width": ..., "height": ..., "seconds": ..., "still": ...}
                                     or {"damaged": why}, or {"too_large": why}

It imports nothing of this package, so that it starts in a fraction of a second.
"""

from __future__ import annotations

import base64
import importlib
import json
import pkgutil
import sys
import zlib
from typing import IO, Any

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

PIXELS_MOST = 4096 * 2304
"""Of one frame."""
ALL_PIXELS_MOST = 1_500_000_000
"""Of the frames that are decoded: 25 s in the largest size of the contract, at 30 frames a second."""
STREAMS_MOST = 16
CPU_MOST = 10
"""Seconds."""
MEMORY_MOST = 640 * 1024 * 1024
"""Bytes of address space."""
STILL_MOST = 128
"""Pixels of the longer side."""
PLANAR = ("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "gray")
"""Formats whose first plane is what is seen without colours, with a byte for each pixel."""


class TooLarge(Exception):
    """Decoding it would take more than a mock server gives; the message has the number."""


class Damaged(Exception):
    """It is no video that can be decoded."""


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


def decode(file: IO[bytes]) -> dict[str, Any]:
    """Decode the frames of a video, as many as there may be.

    Raises:
        Damaged, TooLarge: It could not be done.
    """
    # The format is fixed: one that is guessed could be a playlist, which opens files, sockets and URLs.
    with av.open(file, "r", format="mp4") as container:
        if len(container.streams) > STREAMS_MOST:
            raise TooLarge(f"{len(container.streams)} streams, more than {STREAMS_MOST}")
        if not container.streams.video:
            raise Damaged("there is no video stream")
        stream = container.streams.video[0]
        if stream.codec_context is None or not stream.codec_context.name:
            raise Damaged("its codec is unknown")
        check_size(stream.width, stream.height)
        # Decoding frames in threads can lock up on damaged files.
        stream.thread_type = "SLICE"
        stream.codec_context.options = {"err_detect": "explode", "max_pixels": str(2 * PIXELS_MOST)}
        times: list[float] = []
        still, turned, pixels, whole = "", False, 0, True
        for frame in container.decode(stream):
            if frame.is_corrupt:
                raise Damaged(f"frame {len(times)} is damaged")
            check_size(frame.width, frame.height)
            if not times:
                still, turned = still_of(frame), frame.rotation % 180 == 90
            times.append(float(frame.time or 0))
            pixels += frame.width * frame.height
            if pixels > ALL_PIXELS_MOST:
                whole = False
                break
        rate = float(stream.average_rate or 0)
        width, height = (stream.height, stream.width) if turned else (stream.width, stream.height)
        declared = float((container.duration or 0) / av.time_base)
    if not times:
        raise Damaged("there is no frame")
    # What lies behind the limit is believed.
    seconds = max(times) - min(times) + (1 / rate if rate else 0) if whole else declared
    return {"width": width, "height": height, "seconds": seconds, "still": still}


def check_size(width: int, height: int) -> None:
    """Raise `TooLarge` for a frame of too many pixels."""
    if width * height > PIXELS_MOST:
        raise TooLarge(f"frames of {width}x{height}, more than {PIXELS_MOST} pixels")


def still_of(frame: VideoFrame) -> str:
    """Give a small grey picture as text: `WIDTHxHEIGHT:BASE64`, of packed bytes; empty for a format that has none."""
    if frame.format.name not in PLANAR:
        return ""
    step = -(-max(frame.width, frame.height) // STILL_MOST)
    plane = frame.planes[0]
    content = bytes(plane)
    rows = [
        content[top * plane.line_size : top * plane.line_size + frame.width : step]
        for top in range(0, frame.height, step)
    ]
    return f"{len(rows[0])}x{len(rows)}:{base64.b64encode(zlib.compress(b''.join(rows), 9)).decode()}"


def main() -> None:
    """Decode what comes in, and say what it is."""
    confine()
    try:
        outcome = decode(sys.stdin.buffer)
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
