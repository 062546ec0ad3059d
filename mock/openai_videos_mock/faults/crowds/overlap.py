"""What overlaps: the requests that a fault has seen begin and not end yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from openai_videos_mock.intercept.messages import Request

OPEN = 0.03
"""Seconds that a request is held, so that others can overlap it as they do where an answer takes a while."""


@contextmanager
def under_way(request: Request) -> Iterator[list[Request]]:
    """Give the other requests that this fault has seen begin, and not end yet."""
    crowd: list[Request] = request.memory.setdefault("crowd", [])
    others = list(crowd)
    crowd.append(request)
    try:
        yield others
    finally:
        crowd[:] = [each for each in crowd if each is not request]
