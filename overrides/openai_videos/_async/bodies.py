"""The body of an answer, on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._http import typed_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

T = TypeVar("T")


class AsyncBody:
    """A body that is read when it is asked for."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    async def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            return await self.response.aread()

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        return self._passed(self.response.aiter_bytes(chunk_size))

    def iter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes piece by piece as they were sent: compressed, if they were."""
        return self._passed(self.response.aiter_raw(chunk_size))

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """Give the text piece by piece."""
        return self._passed(self.response.aiter_text(chunk_size))

    def iter_lines(self) -> AsyncIterator[str]:
        """Give the text line by line."""
        return self._passed(self.response.aiter_lines())

    async def _passed(self, pieces: AsyncIterator[T]) -> AsyncIterator[T]:
        try:
            with typed_errors():
                async for piece in pieces:
                    yield piece
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
