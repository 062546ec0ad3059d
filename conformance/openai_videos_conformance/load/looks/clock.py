"""A clock that never jumps, and how far that of another process is from it."""

from __future__ import annotations

import time

import attrs

PAD = 0.001
"""Seconds that two clocks may drift apart between two comparisons."""


@attrs.frozen
class Clock:
    """Unix time as it was when the clock was made, and from there on by a clock that nobody sets."""

    _base: float = attrs.field(factory=lambda: time.time() - time.monotonic())

    def now(self) -> float:
        """Give the time, in Unix seconds."""
        return self._base + time.monotonic()


@attrs.frozen
class Shift:
    """What another clock shows more than this one, give or take `unsure`; seconds."""

    seconds: float = 0.0
    unsure: float = 0.0


def shift_between(sent: float, there: float, received: float) -> Shift:
    """Compare clocks by a question: when it was sent and answered here, and the time there in between."""
    return Shift(there - (sent + received) / 2, (received - sent) / 2 + PAD)
