"""Downloads: bytes that stay on the wire until somebody wants them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._files import Copy, replacing
from openai_videos._http import typed_errors

from openai_videos_gen.aio.bodies import AsyncBody

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable

    import httpx
    from openai_videos._options import Headers

_CHUNK = 1 << 18


class AsyncBinaryResponseContent(AsyncBody):
    """The bytes of a file, on their way. `response` is the answer that they come with.

    Nothing is read before it is asked for. Read to the end, use it in an `async with` statement or close it: until then
    it holds a connection.
    """

    def __init__(
        self,
        response: httpx.Response,
        again: Callable[[Headers], Awaitable[httpx.Response]],
        pause: Callable[[APIError], float],
    ) -> None:
        self.response = response
        self._again = again
        self._pause = pause

    def __repr__(self) -> str:
        kind = self.response.headers.get("content-type", "unknown type")
        return f"<{type(self).__name__} {kind}, {self.response.headers.get('content-length', 'unknown')} bytes>"

    @property
    def content(self) -> bytes:
        """All bytes, which must have been read with `read()`; StreamAlreadyConsumed, a RuntimeError, if not."""
        with typed_errors():
            return self.response.content

    @property
    def text(self) -> str:
        """All bytes as text; like `content`."""
        return self.content.decode(self.response.encoding or "utf-8", "replace")

    @property
    def encoding(self) -> str | None:
        """The encoding of the text, as far as it is known."""
        return self.response.encoding

    @property
    def charset_encoding(self) -> str | None:
        """The encoding that the server names."""
        return self.response.charset_encoding

    def json(self, **options: Any) -> Any:
        """All bytes as JSON; like `content`."""
        return json.loads(self.content, **options)

    async def write_to_file(self, file: str | os.PathLike[str], chunk_size: int | None = _CHUNK) -> None:
        """Stream to a file, which appears under its name when it is complete.

        Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that
        gives no parts, or does not tell whether the file is still the same, is asked for all of it.
        """
        async with self:
            with replacing(file) as target:
                copy = Copy(target, self.response)
                while True:
                    try:
                        if copy.headers is not None:
                            self.response = await self._again(copy.headers)
                            copy.go_on(self.response)
                        async for chunk in self.iter_bytes(chunk_size):
                            copy.write(chunk)
                        copy.check(self.response)
                        return
                    except (APIConnectionError, APIStatusError) as error:
                        if not copy.broken(error):
                            await asyncio.sleep(self._pause(error))

    stream_to_file = write_to_file
    aread = AsyncBody.read
    aiter_bytes = AsyncBody.iter_bytes
    aiter_raw = AsyncBody.iter_raw
    aiter_text = AsyncBody.iter_text
    aiter_lines = AsyncBody.iter_lines
    astream_to_file = write_to_file
    aclose = AsyncBody.close


AsyncHttpxBinaryResponseContent = AsyncBinaryResponseContent
