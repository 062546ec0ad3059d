"""What overlaps: the requests that a fault has seen begin and not end yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openai_videos_mock.intercept.messages import Request

OPEN = 0.03
"""Seconds that a request is held, so that others can overlap it as they do where an answer takes a while."""


@asynccontextmanager
async def under_way(request: Request) -> AsyncIterator[list[Request]]:
    """Hold a request, and give the others that this fault had seen begin before it, and not end yet."""
    crowd: list[Request] = request.memory.setdefault("crowd", [])
    others = list(crowd)
    crowd.append(request)
    try:
        await asyncio.sleep(OPEN)
        yield others
    finally:
        crowd[:] = [each for each in crowd if each is not request]
