"""Clocks: where the server takes the time from."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

Clock: TypeAlias = Callable[[], float]
"""Gives the time now in Unix seconds. It must never run backwards."""


@runtime_checkable
class Advanceable(Protocol):
    """A clock that can be moved."""

    def __call__(self) -> float:
        """Give the time."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        ...


_LOOK = 0.01
"""Seconds between two looks at a clock, which may not be that of the event loop."""


async def wait(clock: Clock, seconds: float, until: Callable[[], bool] = bool) -> None:
    """Wait until so much time has passed on a clock, or something else says to wait no longer."""
    end = clock() + seconds
    while clock() < end and not until():
        await asyncio.sleep(_LOOK)


class RunningClock:
    """A clock that runs by itself: as wall time does, or so many times as fast.

    It ignores later corrections of the system clock, which would let progress fall and finished jobs run again.
    """

    def __init__(self, speed: float = 1.0) -> None:
        """Start now."""
        if not (math.isfinite(speed) and speed > 0):
            raise ValueError(f"a clock runs at a finite speed above 0, not at {speed!r}")
        self.speed = speed
        self._started = time.monotonic()
        self._offset = time.time()

    def __call__(self) -> float:
        """Give the time."""
        return self._offset + self.speed * (time.monotonic() - self._started)

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self._offset += _forward(seconds)


class ManualClock:
    """A clock that stands still until it is advanced."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        """Start at `now`, in Unix seconds."""
        self._start = self._now = now

    def __call__(self) -> float:
        """Give the time."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self._now += _forward(seconds)

    def restart(self) -> None:
        """Go back to the start; what was dated before must be forgotten."""
        self._now = self._start


def lead(clock: Clock) -> float:
    """Tell how far a clock goes in a second by itself."""
    return clock.speed if isinstance(clock, RunningClock) else 0.0


def make_clock(text: str) -> RunningClock | ManualClock:
    """Read `real`, `fast=N` or `manual`. Raises `ValueError` for anything else."""
    kind, _, speed = text.partition("=")
    if text == "manual":
        return ManualClock()
    try:
        if text == "real" or (kind == "fast" and speed):
            return RunningClock(float(speed or 1))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no clock; write real, fast=N (times as fast) or manual")


def _forward(seconds: float) -> float:
    if not math.isfinite(seconds):
        raise ValueError(f"a clock is moved by a finite number of seconds, not by {seconds!r}")
    if seconds < 0:
        raise ValueError("a clock cannot be moved backwards")
    return seconds
