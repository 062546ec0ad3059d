# Made from openai_videos/_async by `make generate`; never edited by hand.
"""The body of an answer, on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._http import typed_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from openai_videos._media import Expected

T = TypeVar("T", bytes, str)


class Body:
    """A body that is read when it is asked for."""

    _expected: Expected | None = None
    """What it must be; None if it may be anything."""

    def __init__(self, response: httpx.Response, expected: Expected | None = None) -> None:
        self.response = response
        self._expected = expected

    def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            content = self.response.read()
        if self._expected is not None:
            self._expected.check(self.response, content)
        return content

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        return self._passed(self.response.iter_bytes(chunk_size), self._expected)

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece as they were sent: compressed, if they were."""
        encoded = "content-encoding" in self.response.headers
        return self._passed(self.response.iter_raw(chunk_size), None if encoded else self._expected)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """Give the text piece by piece."""
        return self._passed(self.response.iter_text(chunk_size), self._expected)

    def iter_lines(self) -> Iterator[str]:
        """Give the text line by line."""
        return self._passed(self.response.iter_lines(), self._expected)

    def _passed(self, pieces: Iterator[T], expected: Expected | None) -> Iterator[T]:
        from openai_videos._media import Beginning  # Only who fetches files pays for it.

        beginning: Beginning[T] = Beginning(self.response, expected)
        try:
            with typed_errors():
                for piece in pieces:
                    if beginning.over:
                        yield piece
                        continue
                    for passed in beginning.take(piece):
                        yield passed
                for passed in beginning.end():
                    yield passed
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back."""
        with typed_errors():
            self.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
