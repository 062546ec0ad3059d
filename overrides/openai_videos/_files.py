"""Files that are written whole or not at all, in one go or in several."""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._options import NOT_GIVEN, Headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@contextmanager
def replacing(target: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
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
            if path.exists():
                partial.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class Copy:
    """The way of one answer into a file, with another answer for the rest where the first breaks off.

    `headers` are those to ask for that other answer with; None as long as nothing broke.
    """

    def __init__(self, file: IO[bytes], response: httpx.Response) -> None:
        self._file = file
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

    def go_on(self, response: httpx.Response) -> None:
        """Take the next answer: the rest, or everything from the start."""
        if response.status_code != 206:
            self._file.seek(0)
            self._file.truncate()
            self._written = 0
            self._take(response)
            return
        content_range = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        start, total = content_range.groups() if content_range else ("", "*")
        same = response.headers.get("etag") in (None, self._validator) or not self._validator.startswith('"')
        if start != str(self._written) or not same or (self._total and total not in ("*", str(self._total))):
            self._ranges = False
            message = "The server sent another part of the file than the missing one."
            raise APIConnectionError(message=message, request=response.request)

    def check(self, response: httpx.Response) -> None:
        """Raise APIConnectionError if the file is not as long as the server said."""
        if self._total is not None and self._written != self._total:
            message = f"The answer ended after {self._written} of {self._total} bytes."
            raise APIConnectionError(message=message, request=response.request)

    def _take(self, response: httpx.Response) -> None:
        headers = response.headers
        # What is decompressed on the way has other lengths and positions.
        plain = headers.get("content-encoding", "identity") == "identity"
        length = headers.get("content-length", "")
        self._total = int(length) if plain and length.isdigit() else None
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
