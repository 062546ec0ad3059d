"""How much of what a server sends a run may hold: bodies, and what JSON becomes once it is read."""

from __future__ import annotations

import hashlib
import threading

import attrs

from ...exchange.exchange import VALUES_MOST, values_in

MIB = 1024 * 1024

CONTENT_MOST = 64 * MIB
"""The most bytes of a video or a picture."""

RUN_MOST = 192 * MIB
"""The most bytes that all answers of a run take, each different body counted once, and what is read of JSON."""

VALUE = 100
"""Bytes of memory that a value of JSON takes once it is read, about."""

SMALL = 64 * 1024
"""Bytes of a body below which it is not worth while to look whether it is there already."""


class TooLarge(Exception):
    """An answer may well be lawful, and is more than a run can hold; the message has the number."""


@attrs.define
class Room:
    """The memory that the answers of one run take."""

    taken: int = 0
    """Bytes."""
    _bodies: dict[bytes, bytes] = attrs.field(factory=dict, init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def hold(self, body: bytes, *, is_content: bool) -> bytes:
        """Take up a body, as the object that the same bytes were before.

        Raises:
            TooLarge: The run has no room for it.
            ValueError: It is JSON of too many values.
        """
        values = 0 if is_content else values_in(body)
        # What is read is there once more for each answer, and a letter may take four bytes.
        read = 0 if is_content else 4 * len(body) + VALUE * values
        if values > VALUES_MOST:
            raise ValueError(f"the JSON has more than {VALUES_MOST} values")
        digest = hashlib.sha256(body).digest() if len(body) > SMALL else b""
        with self._lock:
            known = self._bodies.get(digest)
            size = read + (len(body) if known is None else 0)
            if self.taken + size > RUN_MOST:
                raise TooLarge(f"the answers of this run take more than {RUN_MOST // MIB} MiB, and no more are kept")
            self.taken += size
            if digest:
                self._bodies.setdefault(digest, body)
        return body if known is None else known
