"""Files that are written whole or not at all, in one go or in several."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._media import CONTENT_RANGE, Expected
from openai_videos._options import NOT_GIVEN, Headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

# The name of the part is longer by 15 bytes, and file systems take 255.
_LONGEST_NAME = 200


@contextmanager
def replacing(target: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file beside `target` that takes its place when all went well, so that there is never half a file.

    Raises:
        OSError: The file cannot be written; a loop of links is an OSError too, in every version of Python.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        Path(target).stat()
    path = Path(target).resolve()
    if path.exists() and not path.is_file():
        # A device or a pipe cannot be replaced; opening a folder fails with the right error.
        with path.open("wb") as file:
            yield file
        return
    partial = path.with_name(f".{_cut(path.name)}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("xb") as file:
            if path.exists():
                partial.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _cut(name: str) -> str:
    """Cut a name where its bytes leave no place for more; never amid a character."""
    encoded = os.fsencode(name)
    return name if len(encoded) <= _LONGEST_NAME else encoded[:_LONGEST_NAME].decode(errors="ignore")


class Copy:
    """The way of one answer into a file, with another answer for the rest where the first breaks off.

    `headers` are those to ask for that other answer with; None as long as nothing broke.
    """

    def __init__(self, file: IO[bytes], response: httpx.Response) -> None:
        self._file = file
        self._total: int | None = None
        self._written = 0
        self._ranges = True
        self.headers: Headers | None = None
        self._take(response)
        # Neither a device, nor a part that the caller asked for, can be started again.
        self._repeatable = stat.S_ISREG(os.fstat(file.fileno()).st_mode) and response.status_code == 200

    def write(self, chunk: bytes) -> None:
        """Write more of the answer."""
        self._file.write(chunk)
        self._written += len(chunk)

    def broken(self, error: APIError) -> bool:
        """Take note that the answer broke off, or that there was none; tell whether to ask again at once.

        Raises:
            APIError: `error`, if what was written cannot be taken back.
        """
        if not self._repeatable:
            raise error
        refused = self._ranges and isinstance(error, APIStatusError) and error.status_code in (412, 416)
        self._ranges &= not refused
        part = self._ranges and self._validator and self._written
        self.headers = {
            "range": f"bytes={part}-" if part else NOT_GIVEN,
            "if-range": self._validator if part else NOT_GIVEN,
        }
        return refused

    def goes_on(self, response: httpx.Response, expected: Expected) -> bool:
        """Tell whether an answer is the rest; False if it is, or should be, everything from the start.

        Raises:
            APIConnectionError: It is neither. What follows is asked for from the start.
        """
        if self.headers is None or self.headers["range"] is NOT_GIVEN:
            return False
        if response.status_code == 200 and not expected.misfit(response):
            return False
        content_range = CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        if response.status_code == 206 and content_range and self._is_rest(response.headers, *content_range.groups()):
            self._total = int(content_range[2]) + 1
            return True
        self._ranges = False
        sent = response.headers.get("content-range", "no range")
        message = (
            f"The server sent another part of the file than the missing one: HTTP {response.status_code}, {sent!r}"
        )
        raise APIConnectionError(message=f"{message} for {self.headers['range']!r}", request=response.request)

    def _is_rest(self, headers: httpx.Headers, start: str, end: str, total: str) -> bool:
        known = self._total if total == "*" else int(total)
        if known is None or self._total not in (None, known) or (int(start), int(end)) != (self._written, known - 1):
            return False
        if headers.get("content-encoding", "identity") != "identity":
            return False
        # A server need not repeat the date where it confirmed the tag; whatever it does say must be what it said first.
        by = "etag" if self._validator.startswith('"') else "last-modified"
        shown = [name for name in ("etag", "last-modified") if name in headers or name == by]
        return all(headers.get(name) == self._first.get(name) for name in shown if by != "etag" or name in self._first)

    def begin_again(self, response: httpx.Response) -> None:
        """Take an answer that is everything from the start in the place of what was written."""
        self._file.seek(0)
        self._file.truncate()
        self._written = 0
        self._take(response)

    def check(self, response: httpx.Response) -> None:
        """Raise APIConnectionError if the file is not as long as the server said."""
        if self._total is not None and self._written != self._total:
            message = f"The answer ended after {self._written} of {self._total} bytes."
            raise APIConnectionError(message=message, request=response.request)

    def _take(self, response: httpx.Response) -> None:
        headers = self._first = response.headers
        # What is decompressed on the way has other lengths and positions.
        plain = headers.get("content-encoding", "identity") == "identity"
        length = headers.get("content-length", "")
        part = CONTENT_RANGE.fullmatch(headers.get("content-range", "")) if response.status_code == 206 else None
        self._total = None
        if plain and part:
            self._total = int(part[2]) - int(part[1]) + 1
        elif plain and length.isascii() and length.isdigit() and len(length) < 19:
            self._total = int(length)
        self._validator = _validator(headers) if plain and headers.get("accept-ranges") != "none" else ""


def _validator(headers: httpx.Headers) -> str:
    """Give what tells that a file is still the same, byte by byte; nothing if the server sends nothing so strict."""
    tag: str = headers.get("etag", "")
    if tag:
        return tag if tag.startswith('"') else ""
    try:
        # A file may change twice in a second.
        modified, now = (parsedate_to_datetime(headers[name]) for name in ("last-modified", "date"))
        return headers["last-modified"] if (now - modified).total_seconds() > 1 else ""
    except (KeyError, ValueError, TypeError):
        return ""
