"""The body of an answer, on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._http import typed_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from openai_videos._media import Expected

T = TypeVar("T", bytes, str)


class AsyncBody:
    """A body that is read when it is asked for."""

    _expected: Expected | None = None
    """What it must be; None if it may be anything."""

    def __init__(self, response: httpx.Response, expected: Expected | None = None) -> None:
        self.response = response
        self._expected = expected

    async def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            content = await self.response.aread()
        if self._expected is not None:
            self._expected.check(self.response, content)
        return content

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        return self._passed(self.response.aiter_bytes(chunk_size), self._expected)

    def iter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes piece by piece as they were sent: compressed, if they were."""
        encoded = "content-encoding" in self.response.headers
        return self._passed(self.response.aiter_raw(chunk_size), None if encoded else self._expected)

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """Give the text piece by piece."""
        return self._passed(self.response.aiter_text(chunk_size), self._expected)

    def iter_lines(self) -> AsyncIterator[str]:
        """Give the text line by line."""
        return self._passed(self.response.aiter_lines(), self._expected)

    async def _passed(self, pieces: AsyncIterator[T], expected: Expected | None) -> AsyncIterator[T]:
        from openai_videos._media import Beginning  # Only who fetches files pays for it.

        beginning: Beginning[T] = Beginning(self.response, expected)
        try:
            with typed_errors():
                async for piece in pieces:
                    if beginning.over:
                        yield piece
                        continue
                    for passed in beginning.take(piece):
                        yield passed
                for passed in beginning.end():
                    yield passed
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the connection back."""
        with typed_errors():
            await self.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
