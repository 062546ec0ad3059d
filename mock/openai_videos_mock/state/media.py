"""The files of a video: a real H.264 MP4, a WebP thumbnail and a JPEG spritesheet."""

import threading
import zlib
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

_FRAME_RATE = 10
_LOOP_FRAMES = 12
_SHEET_CELLS = 5
_LOOKS = 8
"""Videos differ by id, but only so much, to keep the cache small."""


class ContentVariant(StrEnum):
    """A file that belongs to a completed video."""

    VIDEO = "video"
    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"

    @property
    def media_type(self) -> str:
        """What the file is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ContentVariant.VIDEO: "video/mp4",
    ContentVariant.THUMBNAIL: "image/webp",
    ContentVariant.SPRITESHEET: "image/jpeg",
}


class Studio:
    """Renders files on first use into a folder that goes away with it."""

    def __init__(self) -> None:
        """Open the folder."""
        self._folder = TemporaryDirectory(prefix="openai-videos-mock-", ignore_cleanup_errors=True)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Remove all files."""
        self._folder.cleanup()

    def render(self, variant: ContentVariant, video_id: str, size: str, seconds: int) -> Path:
        """Give the file, made now if it was not there. Equal arguments give equal bytes."""
        width, height = map(int, size.split("x"))
        look = zlib.crc32(video_id.encode()) % _LOOKS
        path = Path(self._folder.name, f"{variant}-{size}-{seconds}-{look}")
        with self._lock:
            if not path.exists():
                unfinished = path.with_suffix(".part")
                unfinished.write_bytes(_file(variant, width, height, seconds, look))
                unfinished.replace(path)
        return path


@lru_cache(maxsize=64)
def _file(variant: ContentVariant, width: int, height: int, seconds: int, look: int) -> bytes:
    """Make a file. Kept for the next server of this process: tests start many, and encoding is most of their work."""
    match variant:
        case ContentVariant.VIDEO:
            with TemporaryDirectory(prefix="openai-videos-mock-", ignore_cleanup_errors=True) as folder:
                path = Path(folder, "video.mp4")
                _write_video(path, width, height, seconds * _FRAME_RATE, look)
                return path.read_bytes()
        case ContentVariant.THUMBNAIL:
            return _encode_image("libwebp", _paint(width, height, look, [0.5]))
        case ContentVariant.SPRITESHEET:
            phases = [cell / _SHEET_CELLS for cell in range(_SHEET_CELLS)]
            return _encode_image("mjpeg", _paint(width // 4, height // 4, look, phases).reformat(format="yuvj420p"))


def _paint(width: int, height: int, look: int, phases: list[float]) -> VideoFrame:
    """Draw grey stripes with a bright band, one picture per phase, below each other."""
    frame = VideoFrame(width, height * len(phases), "yuv420p")
    luma, *chroma = frame.planes
    stripes = b"".join(bytes([60 + 20 * stripe]) * (width // 8 + 1) for stripe in range(8))
    row = stripes[:width].ljust(luma.line_size, b"\0")
    thickness = height // 10
    picture = b""
    for phase in phases:
        above = int(phase * (height - thickness))
        picture += row * above + bytes([235]) * luma.line_size * thickness + row * (height - thickness - above)
    luma.update(picture)
    for plane, tint in zip(chroma, (90 + look * 10, 170 - look * 10), strict=True):
        plane.update(bytes([tint]) * plane.buffer_size)
    return frame


def _write_video(path: Path, width: int, height: int, frames: int, look: int) -> None:
    """Encode a few seconds once and repeat the packets, so that a long video costs no more than a short one."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        # One thread, because libx264 writes other bytes for every number of threads.
        stream = container.add_stream("libx264", _FRAME_RATE, options={"preset": "ultrafast", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        phases = (number / _LOOP_FRAMES for number in range(min(_LOOP_FRAMES, frames)))
        pictures = (_paint(width, height, look, [phase]) for phase in phases)
        loop = [packet for picture in (*pictures, None) for packet in stream.encode(picture)]
        for number in range(frames):
            original = loop[number % len(loop)]
            packet = av.Packet(bytes(original))
            packet.pts = packet.dts = number
            packet.duration = 1
            packet.time_base = Fraction(1, _FRAME_RATE)
            packet.is_keyframe = original.is_keyframe
            packet.stream = stream
            container.mux(packet)


def _encode_image(codec: str, frame: VideoFrame) -> bytes:
    encoder = av.CodecContext.create(codec, "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError(f"{codec} encodes no pictures")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, frame.format.name
    encoder.time_base = Fraction(1, 1)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
