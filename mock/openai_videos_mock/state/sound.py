"""The sound of a video: a soft tone, the same for each, so that there is something to hear and to count."""

from __future__ import annotations

from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

_RATE = 48_000
_SAMPLES = 1024
"""Of one packet."""
_PACKET = bytes.fromhex(
    "00ea2b2d40940d89f79fff70fff28f1fcffd7fd00c2dcddbb9d8a455011c9b009bf9510e47025579c22f612287f6bc5d4cba8518242427ec5f"
    "23f25f23f0df0a4b139c2387cf12c2e688e13344b05992380cb92c06548dfc9f"
)
"""AAC of nine waves, 422 Hz, which join seamlessly. An encoder would write other bytes on another kind of processor."""


def add_track(container: OutputContainer) -> AudioStream:
    """Make the track of a file."""
    stream = container.add_stream("aac", _RATE)
    stream.codec_context.layout = "mono"
    return stream


def write_tone(container: OutputContainer, stream: AudioStream, seconds: int) -> None:
    """Write a tone of so many seconds, to the last whole packet."""
    for number in range(seconds * _RATE // _SAMPLES):
        packet = av.Packet(_PACKET)
        packet.pts = packet.dts = number * _SAMPLES
        packet.duration = _SAMPLES
        packet.time_base = Fraction(1, _RATE)
        packet.is_keyframe = True
        packet.stream = stream
        container.mux(packet)
