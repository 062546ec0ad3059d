"""A body as it was before it was packed, in small pieces: one that becomes gigabytes is noticed before it has."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain

import httpx

ACCEPTED = "gzip, deflate"
"""What is asked for: no more than what can be unpacked piece by piece with the standard library."""

PIECE = 64 * 1024
"""Bytes."""

FRAME = 2
"""Bytes before a body that is packed by deflate, by which they are known."""

_GZIP = 16 + zlib.MAX_WBITS


def unpacked(body: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Undo what the header Content-Encoding says. Raises `httpx.DecodingError` where that is not possible."""
    for coding in reversed([name.strip().lower() for name in encoding.split(",") if name.strip()]):
        match coding:
            case "identity":
                pass
            case "gzip" | "x-gzip":
                body = _inflated(body, _GZIP)
            case "deflate":
                body = _deflated(body)
            case _:
                raise httpx.DecodingError(f"the body is packed as {coding!r}, and {ACCEPTED} was asked for")
    return body


def _deflated(body: Iterator[bytes]) -> Iterator[bytes]:
    """Undo deflate, with the frame that the standard wants around it, or without, as some servers send it."""
    first = b""
    while len(first) < FRAME and (more := next(body, None)) is not None:
        first += more
    has_frame = len(first) >= FRAME and first[0] & 0x0F == zlib.DEFLATED and int.from_bytes(first[:FRAME]) % 31 == 0
    yield from _inflated(chain([first], body), zlib.MAX_WBITS if has_frame else -zlib.MAX_WBITS)


def _inflated(body: Iterator[bytes], window: int) -> Iterator[bytes]:
    decoder = zlib.decompressobj(window)
    try:
        for packed in body:
            left = packed
            while left and not decoder.eof:
                yield decoder.decompress(left, PIECE)
                left = decoder.unconsumed_tail
        yield decoder.flush()
    except zlib.error as problem:
        raise httpx.DecodingError(f"the body cannot be unpacked: {problem}") from None
