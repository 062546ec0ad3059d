"""The bytes of a file: on their way for the synchronous client, here already for the asynchronous one.

Methods of the same names are awaited in code that was written for this package, and not awaited in code that was
written for the official one, where all bytes are in memory by then. Both work, and no file is in memory.
"""

from __future__ import annotations

import codecs
import io
import json
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator, Generator, Iterator
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar

from openai_videos._async.transfers import transfer as async_transfer
from openai_videos._files import replacing
from openai_videos._sync.bodies import Body
from openai_videos._sync.transfers import transfer

if TYPE_CHECKING:
    import os

    import httpx

    from openai_videos._async.transfers import AsyncResending
    from openai_videos._sync.transfers import Resending

T = TypeVar("T")
_CHUNK = 1 << 18


class _Content:
    """What both have."""

    response: httpx.Response
    """The answer that the file comes with."""

    def read(self) -> bytes:
        """Read all bytes into memory."""
        raise NotImplementedError

    @property
    def content(self) -> bytes:
        """All bytes, in memory."""
        return self.read()

    @property
    def text(self) -> str:
        """All bytes as text."""
        return self.content.decode(self.encoding or "utf-8", "replace")

    @property
    def encoding(self) -> str | None:
        """The encoding of the text, as far as it is known."""
        return self.response.charset_encoding

    charset_encoding = encoding

    def json(self, **options: Any) -> Any:
        """All bytes as JSON; ValueError if they are something else."""
        return json.loads(self.content, **options)

    def __repr__(self) -> str:
        kind = self.response.headers.get("content-type", "unknown type")
        return f"<{type(self).__name__} {kind}, {self.response.headers.get('content-length', 'unknown')} bytes>"


class BinaryResponseContent(Body, _Content):
    """The bytes of a file, on their way.

    Nothing is read before it is asked for. Read to the end, use it in a `with` statement or close it: until then it
    holds a connection.
    """

    def __init__(self, response: httpx.Response, resending: Resending) -> None:
        super().__init__(response, resending.expected)
        self._resending = resending

    def write_to_file(self, file: str | os.PathLike[str], chunk_size: int | None = None) -> None:
        """Stream to a file, which appears under its name when it is complete.

        Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that
        gives no parts, or does not tell whether the file is still the same, is asked for all of it.
        """
        with self, replacing(file) as target:
            transfer(self.response, target, self._resending, chunk_size)

    stream_to_file = write_to_file


class AsyncBinaryResponseContent(_Content):
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
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open
        try:
            await async_transfer(response, file, resending)
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
        return Pieces(self._chunks(chunk_size or _CHUNK))

    def iter_text(self, chunk_size: int | None = None) -> Pieces[str]:
        """Give the text piece by piece."""
        return Pieces(codecs.iterdecode(self._chunks(chunk_size or _CHUNK), self.encoding or "utf-8", "replace"))

    def iter_lines(self) -> Pieces[str]:
        """Give the text line by line."""
        return Pieces(iter(self.text.splitlines()))

    def write_to_file(self, file: str | os.PathLike[str], chunk_size: int | None = None) -> Done:
        """Copy to a file, which appears under its name when it is complete."""
        with replacing(file) as target:
            self._file.seek(0)
            shutil.copyfileobj(self._file, target, chunk_size or _CHUNK)
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


HttpxBinaryResponseContent = BinaryResponseContent


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
