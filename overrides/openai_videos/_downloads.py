"""The bytes of a file, on their way."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openai_videos._sync.bodies import Body

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import httpx

    from openai_videos._sync.transfers import Resending

CHUNK = 1 << 18
"""The size of the pieces in which a file on the disk is read."""


class HttpxBinaryResponseContent:
    """The bytes of a file, wherever they are."""

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


class BinaryResponseContent(Body, HttpxBinaryResponseContent):
    """The bytes of a file, on their way.

    Nothing is read before it is asked for. Read to the end, use it in a `with` statement or close it: until then it
    holds a connection. What was written to a file is read again from there, as long as that is as it was written.
    """

    def __init__(self, response: httpx.Response, resending: Resending) -> None:
        super().__init__(response, resending.expected)
        self._resending = resending
        self._copy: tuple[Path, tuple[int, ...]] | None = None

    def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        written = self._written()
        return super().read() if written is None else written.read_bytes()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read or written before."""
        written = self._written()
        return super().iter_bytes(chunk_size) if written is None else _pieces(written, chunk_size)

    def write_to_file(self, file: str | os.PathLike[str], chunk_size: int | None = None) -> None:
        """Stream to a file, which appears under its name when it is complete.

        Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that
        gives no parts, or does not tell whether the file is still the same, is asked for all of it.
        """
        from openai_videos._files import replacing  # Only who writes files pays for it.
        from openai_videos._sync.transfers import transfer

        written = self._written()
        with self, replacing(file) as target:
            if written is None:
                transfer(self.response, target, self._resending, chunk_size)
            else:
                target.writelines(_pieces(written, chunk_size))
        path = Path(file).resolve()
        self._copy = (path, _state(path)) if path.is_file() else None

    stream_to_file = write_to_file

    def _written(self) -> Path | None:
        """Give the file that the bytes were written to, if it still has them."""
        with suppress(OSError):
            if self._copy and _state(self._copy[0]) == self._copy[1]:
                return self._copy[0]
        return None


def _state(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _pieces(path: Path, chunk_size: int | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, chunk_size or CHUNK), b"")
