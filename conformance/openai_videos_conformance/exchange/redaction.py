"""What is kept out of every record: the key, and cookies."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

KEY_VARIABLE = "$OPENAI_API_KEY"
"""What stands in the record where the key went over the wire."""

SHORTEST = 6
"""The fewest characters of a key that is looked for in bodies: a shorter one would be found by chance."""


@attrs.frozen(repr=False)
class Redaction:
    """Takes one key out of headers and bodies."""

    key: str | None

    @property
    def _secret(self) -> bytes | None:
        return self.key.encode() if self.key and len(self.key) >= SHORTEST else None

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give headers without the key and without cookies."""
        return tuple((name, self._header(name.lower(), value)) for name, value in headers)

    def body(self, body: bytes) -> bytes:
        """Give a body without the key."""
        return body.replace(self._secret, KEY_VARIABLE.encode()) if self._secret else body

    def _header(self, name: str, value: str) -> str:
        if name == "authorization" and (self._secret is None or self._secret in value.encode()):
            return f"Bearer {KEY_VARIABLE}"
        return "(a cookie)" if name == "set-cookie" else value
