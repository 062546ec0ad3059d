"""What is read while it is sent: open files, and files that are made on the way."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeGuard

START_BYTES = 64
"""As many bytes of a file as are looked at to tell what it is."""


@dataclass(frozen=True)
class Upload:
    """A file that is made while it is sent. It is never in memory as a whole.

    Args:
        content: Gives the bytes piece by piece; an asynchronous one is for `AsyncClient`. An iterator cannot be read
            twice: where something of it was read, the request is not sent again.
        length: How many bytes that will be. If there are more or fewer, the request breaks with a ValueError.
        filename: The name that the server is told.
        content_type: The media type; without it, what the name tells.

    Raises:
        TypeError: The content gives no bytes piece by piece.
        ValueError: The length is no number of bytes.
    """

    content: Iterable[bytes] | AsyncIterable[bytes]
    length: int
    filename: str | None = None
    content_type: str | None = None

    def __post_init__(self) -> None:
        iterable = isinstance(self.content, Iterable | AsyncIterable)
        if not iterable or isinstance(self.content, str | bytes | bytearray | memoryview):
            kind = type(self.content).__name__
            raise TypeError(f"`content` of an Upload must give bytes piece by piece, which {kind} does not")
        if not isinstance(self.length, int) or self.length < 0:
            raise ValueError(f"`length` of an Upload must be a number of bytes, not {self.length!r}")


class FilePart:
    """A file object as httpx shall see it; `name` is that of the argument.

    httpx takes the length from the file descriptor, which is wrong for pipes and for files that are decompressed while
    they are read. Without a descriptor it asks for the end, and sends in chunks if that has no answer.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._sent = 0
        self._length: int | None = None
        self.spent = self._once = False
        """Whether something was read that cannot be read again."""
        try:
            file.seek(0, io.SEEK_END)
            self._length = file.tell()
            self.seek, self.tell = self._seek, file.tell
        except (AttributeError, OSError, ValueError):
            self._once = True

    def _seek(self, offset: int, whence: int = io.SEEK_SET) -> int | None:
        # As long as it was at first, however long it is now.
        if whence == io.SEEK_END:
            return self._length
        self._sent = 0
        return self._file.seek(offset, whence)

    def start(self) -> bytes:
        """Give the first bytes, of what can be read from there again."""
        if self._once:
            return b""
        self._file.seek(0)
        return self._file.read(START_BYTES)

    def read(self, size: int = -1) -> bytes:
        self.spent = self._once
        piece = self._file.read(size)
        if self._length is not None:
            self._sent += len(piece)
            check_length(f"the file of `{self._name}`, which changed meanwhile,", self._sent, self._length, not piece)
        return piece


class UploadPart:
    """An `Upload` in the form of a file object, of which the HTTP library asks the length and then the bytes."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._sent = 0
        self._source: Any = None
        self._ended = False
        self.spent = False
        self.asynchronous = isinstance(upload.content, AsyncIterable)
        self.token = os.urandom(16) if self.asynchronous else b""
        """What stands in the form for bytes that must be waited for: the HTTP library reads it without waiting."""

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            return self._upload.length
        self._sent, self._source, self._ended = 0, None, False
        return offset

    def tell(self) -> int:
        return 0

    def read(self, _: int = -1) -> bytes:
        if self.asynchronous:
            return b"" if self._ended else self.token
        self._begin(iter)
        return self._counted(next(filter(len, self._source), b""))

    async def later(self) -> bytes:
        """Give the bytes that `read` could not wait for."""
        self._begin(aiter)
        async for piece in self._source:
            if len(piece):
                return self._counted(piece)
        self._ended = True
        return self._counted(b"")

    def _begin(self, begin: Any) -> None:
        if self._source is None:
            self._source = begin(self._upload.content)
            # What is its own iterator has no other beginning.
            self.spent = self._source is self._upload.content

    def _counted(self, piece: Any) -> bytes:
        if not isinstance(piece, bytes | bytearray | memoryview):
            raise TypeError(f"the content of an Upload gave {type(piece).__name__}, not bytes")
        data, length = bytes(piece), self._upload.length
        self._sent += len(data)
        check_length("the content of an Upload", self._sent, length, not data)
        return data


def check_length(what: str, sent: int, length: int, ended: bool) -> None:
    """Raise ValueError if there are more bytes than were announced, or fewer at the end."""
    if sent > length or (ended and sent < length):
        amount = f"{sent} bytes" + (" or more" if sent > length else "")
        raise ValueError(f"{what} gave {amount}, where a `length` of {length} was announced")


async def waited(chunks: Iterable[bytes], parts: Mapping[bytes, UploadPart]) -> AsyncIterator[bytes]:
    """Give the bytes of a form, and in the place of each token the bytes that its part had to wait for."""
    for chunk in chunks:
        if (part := parts.get(chunk)) is None:
            yield chunk
        elif data := await part.later():
            yield data


def is_asynchronous(content: object) -> TypeGuard[UploadPart]:
    """Tell whether the content of a part must be waited for."""
    return isinstance(content, UploadPart) and content.asynchronous
