"""Downloads: bytes that stay on the wire until somebody wants them."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from openai_videos._errors import typed_errors

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Iterator

    import httpx

_CHUNK = 1 << 18


@contextmanager
def _replacing(target: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file beside `target` that takes its place when all went well, so that there is never half a file."""
    path = Path(target).resolve()
    if path.exists() and not path.is_file():
        # A device or a pipe cannot be replaced; opening a folder fails with the right error.
        with path.open("wb") as file:
            yield file
        return
    partial = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("xb") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class _Content:
    """An answer of which only the head was read. `response` is the answer itself."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    def __repr__(self) -> str:
        kind = self.response.headers.get("content-type", "unknown type")
        return f"<{type(self).__name__} {kind}, {self.response.headers.get('content-length', 'unknown')} bytes>"


class BinaryResponseContent(_Content):
    """The bytes of a file, on their way.

    Nothing is read before it is asked for. Read to the end, use it in a `with` statement or close it: until then it
    holds a connection.
    """

    @property
    def content(self) -> bytes:
        """All bytes, in memory."""
        return self.read()

    def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            return self.response.read()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        try:
            with typed_errors():
                yield from self.response.iter_bytes(chunk_size)
        finally:
            self.close()

    def write_to_file(self, file: str | os.PathLike[str], chunk_size: int = _CHUNK) -> None:
        """Stream to a file, which appears under its name when it is complete."""
        with self, _replacing(file) as target:
            for chunk in self.iter_bytes(chunk_size):
                target.write(chunk)

    stream_to_file = write_to_file

    def close(self) -> None:
        """Give the connection back."""
        self.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncBinaryResponseContent(_Content):
    """The bytes of a file, on their way.

    Nothing is read before it is asked for. Read to the end, use it in an `async with` statement or close it: until then
    it holds a connection.
    """

    @property
    def content(self) -> bytes:
        """All bytes, which must have been read before with `await read()`; RuntimeError if not."""
        return self.response.content

    async def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            return await self.response.aread()

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        try:
            with typed_errors():
                async for chunk in self.response.aiter_bytes(chunk_size):
                    yield chunk
        finally:
            await self.close()

    async def write_to_file(self, file: str | os.PathLike[str], chunk_size: int = _CHUNK) -> None:
        """Stream to a file, which appears under its name when it is complete."""
        async with self:
            with _replacing(file) as target:
                async for chunk in self.iter_bytes(chunk_size):
                    target.write(chunk)

    async def close(self) -> None:
        """Give the connection back."""
        await self.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    aread = read
    aiter_bytes = iter_bytes
    stream_to_file = astream_to_file = write_to_file
    aclose = close
