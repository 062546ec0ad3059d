"""How a file comes from the wire to the disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from openai_videos._async.bodies import AsyncBody
from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._files import Copy
from openai_videos._options import Headers

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class AsyncResending:
    """How to ask for a file again: the way to send the request with other headers, and how long to wait before.

    `pause` raises the error that it is given if there shall be no other attempt.
    """

    send: Callable[[Headers], Awaitable[httpx.Response]]
    pause: Callable[[APIError], float]


async def transfer(
    response: httpx.Response, target: IO[bytes], resending: AsyncResending, chunk_size: int | None = None
) -> None:
    """Write the body of an answer to a file, and check its length.

    Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that gives
    no parts, or does not tell whether the file is still the same, is asked for all of it.
    """
    import asyncio  # Where it is needed: synchronous code does not pay for it.

    copy = Copy(target, response)
    while True:
        try:
            if copy.headers is not None:
                response = await resending.send(copy.headers)
                copy.go_on(response)
            async with AsyncBody(response) as body:
                async for chunk in body.iter_bytes(chunk_size):
                    copy.write(chunk)
            copy.check(response)
            return
        except (APIConnectionError, APIStatusError) as error:
            if not copy.broken(error):
                await asyncio.sleep(resending.pause(error))
