"""Clocks: where the server takes the time from."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Gives the time now in Unix seconds. It must never run backwards."""
_LOOK = 0.01
"""Seconds between two looks at a clock, which may not be that of the event loop."""


def steady_clock() -> Clock:
    """Make a clock that tells wall time but ignores later corrections of the system clock.

    A correction would let progress fall and finished jobs run again.
    """
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()


async def wait(clock: Clock, seconds: float) -> None:
    """Wait until so much time has passed on a clock."""
    end = clock() + seconds
    while clock() < end:
        await asyncio.sleep(_LOOK)


class ManualClock:
    """A clock that stands still until it is advanced."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        """Start at `now`, in Unix seconds."""
        self._now = now

    def __call__(self) -> float:
        """Give the time."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        if seconds < 0:
            raise ValueError("a clock cannot be moved backwards")
        self._now += seconds
