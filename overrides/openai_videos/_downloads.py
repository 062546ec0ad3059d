"""The bytes of a file, on their way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_videos._sync.bodies import Body

if TYPE_CHECKING:
    import os

    import httpx

    from openai_videos._sync.transfers import Resending


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
        from openai_videos._files import replacing  # Only who writes files pays for it.
        from openai_videos._sync.transfers import transfer

        with self, replacing(file) as target:
            transfer(self.response, target, self._resending, chunk_size)

    stream_to_file = write_to_file
