# Made from openai_videos/_async by `make generate`; never edited by hand.
"""How a file comes from the wire to the disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._files import Copy
from openai_videos._media import EXCERPT, Expected, unfit
from openai_videos._options import Headers
from openai_videos._sync.bodies import Body

if TYPE_CHECKING:
    import httpx


class Resending(NamedTuple):
    """How to ask for a file again: the way to send the request with other headers, and how long to wait before.

    `expected` is what the file must be.
    `pause` raises the error that it is given if there shall be no other attempt.
    """

    send: Callable[[Headers], httpx.Response]
    pause: Callable[[APIError], float]
    expected: Expected


def admitted(response: httpx.Response, expected: Expected) -> httpx.Response:
    """Give an answer whose head can be that of the file; of others the start is read, for the error."""
    if reason := expected.misfit(response):
        start = b""
        with suppress(APIError):
            with Body(response) as body:
                for piece in body.iter_bytes():
                    start += piece
                    if len(start) >= EXCERPT:
                        break
        raise unfit(response, reason, start)
    return response


def transfer(response: httpx.Response, target: IO[bytes], resending: Resending, chunk_size: int | None = None) -> None:
    """Write the body of an answer to a file, and check its length.

    Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that gives
    no parts, or does not tell whether the file is still the same, is asked for all of it.
    """
    import time  # Where it is needed: synchronous code does not pay for it.

    copy = Copy(target, response)
    while True:
        try:
            if copy.headers is not None:
                response = resending.send(copy.headers)
            with Body(response, resending.expected) as body:
                if copy.headers is not None and not copy.goes_on(response, resending.expected):
                    copy.begin_again(admitted(response, resending.expected))
                # Nothing has to be decoded then, and it costs less.
                plain = "content-encoding" not in response.headers and not response.is_stream_consumed
                for chunk in (body.iter_raw if plain else body.iter_bytes)(chunk_size):
                    copy.write(chunk)
            copy.check(response)
            return
        except (APIConnectionError, APIStatusError) as error:
            if not copy.broken(error):
                time.sleep(resending.pause(error))
