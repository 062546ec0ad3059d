"""What is kept out of every record: secrets, in whatever way they are written, and cookies."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import attrs

KEY_VARIABLE = "$OPENAI_API_KEY"
"""What stands in the record where the key went over the wire."""

SHORTEST = 6
"""The fewest characters of a secret that is looked for anywhere: a shorter one would be found by chance."""

COOKIES = frozenset({"cookie", "set-cookie"})
SECRET_HEADERS = frozenset({"api-key", "proxy-authorization", "x-api-key", "x-auth-token", "x-goog-api-key"})
"""Headers that carry nothing but a secret, whoever sends them; in small letters."""

ESCAPED = frozenset('"/\\')
"""What JSON may write with a backslash before it."""

NAMED = {"&": "amp", '"': "quot", "<": "lt", ">": "gt", "'": "apos"}
"""What HTML calls some characters."""


@attrs.frozen(repr=False, slots=False)
class _Secret:
    """A secret, and the variable of the environment that stands for it in a record."""

    text: str
    mark: str

    def body(self, body: bytes) -> bytes:
        """Give a body without it."""
        if self._pattern is None:
            return body
        for literal in self._literals:
            body = body.replace(literal, self.mark.encode())
        return self._pattern.sub(self.mark.encode(), body)

    @property
    def is_looked_for(self) -> bool:
        """Whether it is long enough not to be found by chance."""
        return self._pattern is not None

    @cached_property
    def _pattern(self) -> re.Pattern[bytes] | None:
        if len(self.text) < SHORTEST:
            return None
        return re.compile("".join(map(_ways_to_write, self.text)).encode())

    @cached_property
    def _literals(self) -> tuple[bytes, ...]:
        return tuple(text.encode() for text in _encoded(self.text.encode()))


@attrs.frozen(repr=False, slots=False)
class Redaction:
    """Takes a key, and other secrets, out of all that is recorded."""

    key: str | None
    others: Mapping[str, str] = attrs.field(factory=dict)
    """Other secrets, each with the variable of the environment that it was read from."""

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give headers without the key, other secrets and cookies."""
        return tuple((self.text(name), self._header(name.lower(), value)) for name, value in headers)

    def body(self, body: bytes) -> bytes:
        """Give a body without the key and other secrets."""
        for secret in self._secrets:
            body = secret.body(body)
        return body

    def text(self, text: str) -> str:
        """Give a text without the key and other secrets."""
        if not any(secret.is_looked_for for secret in self._secrets):
            return text
        return self.body(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def _header(self, name: str, value: str) -> str:
        # One that is too short to be looked for is known by its place.
        for secret in self._secrets:
            if value == secret.text:
                return secret.mark
            if value == f"Bearer {secret.text}":
                return f"Bearer {secret.mark}"
        if name in COOKIES:
            return "(a cookie)"
        if name in SECRET_HEADERS:
            return "(a secret)"
        if name == "authorization" and not self._has_key:
            return f"Bearer {KEY_VARIABLE}"
        return self.text(value)

    @cached_property
    def _secrets(self) -> tuple[_Secret, ...]:
        keyed = [(self.key, KEY_VARIABLE)] if self.key else []
        named = [(text, f"${variable}") for text, variable in self.others.items()]
        # The longest first: one may be a part of another.
        return tuple(_Secret(*each) for each in sorted([*keyed, *named], key=lambda each: -len(each[0])))

    @property
    def _has_key(self) -> bool:
        return any(secret.is_looked_for and secret.mark == KEY_VARIABLE for secret in self._secrets)


def _ways_to_write(letter: str) -> str:
    """Give a pattern of a character as it is, and as URLs, JSON and HTML may write it, however often in each other."""
    code = f"{ord(letter):02x}"
    hexadecimal = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in code)
    percent, escape = f"%(?:25)*{hexadecimal}", rf"\\\\{{0,8}}u00{hexadecimal}"
    number, name = f"&#(?:0*{ord(letter)}|[xX]0*{hexadecimal});?", f"|&{NAMED[letter]};" if letter in NAMED else ""
    # Every branch begins with a character of its own: that is ten times as fast in a large video.
    escaped = rf"\\\\{{0,8}}{re.escape(letter)}|" if letter in ESCAPED else ""
    # As it is comes last: what begins with that very character may be longer.
    return rf"(?:{escaped}{percent}|{escape}|{number}{name}|{re.escape(letter)})"


def _encoded(secret: bytes) -> Iterator[str]:
    """Give what a secret looks like in hexadecimal, and in Base64 wherever it stands there."""
    yield secret.hex()
    yield secret.hex().upper()
    for before in range(3):
        text = base64.b64encode(b"\0" * before + secret).decode().rstrip("=")
        # The first and the last letter hold bits of what stands beside the secret.
        own = text[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
        yield own
        if own.translate(URL_SAFE) != own:
            yield own.translate(URL_SAFE)


URL_SAFE = str.maketrans("+/", "-_")
"""From Base64 to that of URLs."""
