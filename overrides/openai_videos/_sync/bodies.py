# Made from openai_videos/_async by `make generate`; never edited by hand.
"""The body of an answer, on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._http import typed_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

T = TypeVar("T")


class Body:
    """A body that is read when it is asked for."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    def read(self) -> bytes:
        """Read all bytes into memory; again and again if need be."""
        with typed_errors():
            return self.response.read()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece. This can be done once, unless they were read into memory before."""
        return self._passed(self.response.iter_bytes(chunk_size))

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes piece by piece as they were sent: compressed, if they were."""
        return self._passed(self.response.iter_raw(chunk_size))

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """Give the text piece by piece."""
        return self._passed(self.response.iter_text(chunk_size))

    def iter_lines(self) -> Iterator[str]:
        """Give the text line by line."""
        return self._passed(self.response.iter_lines())

    def _passed(self, pieces: Iterator[T]) -> Iterator[T]:
        try:
            with typed_errors():
                for piece in pieces:
                    yield piece
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
