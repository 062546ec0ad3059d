"""The bytes of a file that was fetched already: what the asynchronous client gives.

Methods of the same names are awaited in code that was written for this package, and not awaited in code that was
written for the official one, where all bytes are in memory by then. Both work, and no file is in memory.
"""

from __future__ import annotations

import codecs
import io
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator, Generator, Iterator
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar

from openai_videos._downloads import CHUNK, HttpxBinaryResponseContent
from openai_videos._files import replacing

if TYPE_CHECKING:
    import os

    import httpx

    from openai_videos._async.transfers import AsyncResending

T = TypeVar("T")


class AsyncBinaryResponseContent(HttpxBinaryResponseContent):
    """The bytes of a file: on the disk if they are many, until this is closed or nobody holds it any more.

    Methods can be awaited, and iterations be asynchronous, or not. `with_streaming_response` gives bytes that are still
    on their way.
    """

    def __init__(self, response: httpx.Response, file: IO[bytes]) -> None:
        self.response = response
        self._file = file
        weakref.finalize(self, file.close)

    @classmethod
    async def fetched(cls, response: httpx.Response, resending: AsyncResending) -> Self:
        """Take a file from the wire."""
        from openai_videos._async.transfers import transfer

        file = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open
        try:
            await transfer(response, file, resending)
        except BaseException:
            file.close()
            raise
        return cls(response, file)

    @classmethod
    def kept(cls, response: httpx.Response, _: AsyncResending) -> Self:
        """Take a file that was read into memory."""
        return cls(response, io.BytesIO(response.content))

    def read(self) -> Bytes:
        """Read all bytes into memory; again and again if need be."""
        self._file.seek(0)
        return Bytes(self._file.read())

    def iter_bytes(self, chunk_size: int | None = None) -> Pieces[bytes]:
        """Give the bytes piece by piece."""
        return Pieces(self._chunks(chunk_size or CHUNK))

    def iter_text(self, chunk_size: int | None = None) -> Pieces[str]:
        """Give the text piece by piece."""
        return Pieces(codecs.iterdecode(self._chunks(chunk_size or CHUNK), self.encoding or "utf-8", "replace"))

    def iter_lines(self) -> Pieces[str]:
        """Give the text line by line."""
        return Pieces(iter(self.text.splitlines()))

    def write_to_file(self, file: str | os.PathLike[str], chunk_size: int | None = None) -> Done:
        """Copy to a file, which appears under its name when it is complete."""
        with replacing(file) as target:
            self._file.seek(0)
            shutil.copyfileobj(self._file, target, chunk_size or CHUNK)
        return Done()

    def close(self) -> Done:
        """Let the bytes go."""
        self._file.close()
        return Done()

    def _chunks(self, size: int) -> Iterator[bytes]:
        place = 0
        while True:
            self._file.seek(place)
            if not (chunk := self._file.read(size)):
                return
            place += len(chunk)
            yield chunk

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    aread = read
    aiter_bytes = iter_bytes
    aiter_text = iter_text
    aiter_lines = iter_lines
    stream_to_file = astream_to_file = write_to_file
    aclose = close


class Done:
    """Is done already, and can be awaited all the same."""

    def __await__(self) -> Generator[Any, None, None]:
        yield from ()


class Bytes(bytes):
    """Bytes that can be awaited."""

    def __await__(self) -> Generator[Any, None, bytes]:
        yield from ()
        return self


class Pieces(Generic[T]):
    """Pieces to iterate over, asynchronously or not, after `await` or without."""

    def __init__(self, pieces: Iterator[T]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[T]:
        return self._pieces

    async def __aiter__(self) -> AsyncIterator[T]:
        for piece in self._pieces:
            yield piece

    def __await__(self) -> Generator[Any, None, Self]:
        yield from ()
        return self
