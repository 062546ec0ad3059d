"""What an answer must be to be a file of a video: no login page, and no error in the place of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from openai_videos._errors import APIResponseValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

T = TypeVar("T", bytes, str)
EXCERPT = 300
"""As many bytes of an answer that is no file as an error shows."""
# The query values of the contract that ask for a picture.
_PICTURES = ("thumbnail", "spritesheet")
_TEXT_TYPE = re.compile(r"text/html|application/xhtml\+xml|(application|text)/([\w.-]+\+)?json")
_TEXT = re.compile(rb'\s*(?:<[A-Za-z!?/]|\{\s*["}]|\[\s*[\]\[{"\dtfn-])')
_PERHAPS_TEXT = re.compile(rb"\s*(?:<|\{\s*|\[\s*)?")
_BYTE_ORDER = b"\xef\xbb\xbf"
_LONGEST_BLANK = 512
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})?")
_SIGNATURES = {
    "video/quicktime": re.compile(rb"....ftypqt  ", re.DOTALL),
    "image/avif": re.compile(rb"....ftypavi[fs]", re.DOTALL),
    "image/heic": re.compile(rb"....ftyp(hei|mif1|msf1)", re.DOTALL),
    "video/mp4": re.compile(rb"....ftyp", re.DOTALL),
    "video/webm": re.compile(rb"\x1a\x45\xdf\xa3"),
    "video/x-msvideo": re.compile(rb"RIFF....AVI ", re.DOTALL),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
}
SIGNATURE_BYTES = 12
"""As many first bytes as `media_type` looks at."""
CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


def media_type(start: bytes) -> str | None:
    """Tell by its first bytes, twelve or more, what a file is; None if it is no picture or video that is known."""
    return next((kind for kind, signature in _SIGNATURES.items() if signature.match(start)), None)


class Expected(NamedTuple):
    """What was asked for: a picture, or else a video; `checked` tells whether HTML and JSON are refused."""

    picture: bool = False
    checked: bool = True

    def misfit(self, response: httpx.Response) -> str:
        """Tell why the head of an answer is not that of the file; nothing if it can be."""
        status, headers = response.status_code, response.headers
        if status == 206 and "range" in response.request.headers:
            asked = _RANGE.fullmatch(response.request.headers["range"])
            sent = CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
            if asked and (sent is None or sent[1] != asked[1] or (asked[2] and int(sent[2]) > int(asked[2]))):
                return f"The server answered with {headers.get('content-range', 'no range')!r}, not with {asked[0]!r}"
        elif status != 200:
            return f"The server answered with HTTP {status}, not with the 200 of a file of a video"
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.checked and _TEXT_TYPE.fullmatch(kind):
            return f"The server answered with {kind}, not with a file of a video"
        return ""

    def judged(self, start: bytes, ended: bool) -> str | None:
        """Tell why the first bytes are not those of the file; nothing if they can be, None if more are needed."""
        start = start.removeprefix(_BYTE_ORDER)
        if _TEXT.match(start):
            return "The server answered with HTML or JSON, by its first bytes, not with a file of a video"
        blank = _PERHAPS_TEXT.fullmatch(start)
        if blank and (ended or len(start) > _LONGEST_BLANK):
            return "The server answered with nothing but blanks, not with a file of a video"
        if blank or (self.picture and len(start) < SIGNATURE_BYTES and not ended):
            return None
        if self.picture and (media_type(start) or "").startswith("video/"):
            return "The server answered with a video, by its first bytes, not with the picture that was asked for"
        return ""

    def check(self, response: httpx.Response, content: bytes) -> None:
        """Raise APIResponseValidationError if this cannot be the file."""
        if self.checked and response.status_code == 200 and (reason := self.judged(content[:1024], True)):
            raise unfit(response, reason, content[:EXCERPT])


class Beginning(Generic[T]):
    """The first pieces of a file, held back until it is known that they can be those of what was asked for."""

    def __init__(self, response: httpx.Response, expected: Expected | None) -> None:
        self._response = response
        self._expected = expected if response.status_code == 200 and expected and expected.checked else None
        self._held: list[T] = []
        self._reason = ""

    @property
    def over(self) -> bool:
        """Whether nothing is held back any more."""
        return self._expected is None

    def take(self, piece: T) -> Iterator[T]:
        """Take the next piece; give those that need not be held back."""
        self._held.append(piece)
        yield from self._released(False)

    def end(self) -> Iterator[T]:
        """Give what was still held back."""
        yield from self._released(True)

    def _released(self, ended: bool) -> Iterator[T]:
        if self._expected is None:
            return
        start = b"".join(piece.encode() if isinstance(piece, str) else piece for piece in self._held)
        reason = self._reason or self._expected.judged(start[:1024], ended)
        if reason:
            self._reason = reason
            if ended or len(start) >= EXCERPT:
                raise unfit(self._response, reason, start)
        elif reason is not None:
            self._expected = None
            yield from self._held


def expected_of(values: list[object], checked: bool) -> Expected:
    """Tell what is asked for with these values of a query."""
    return Expected(any(value in _PICTURES for value in values), checked)


def unfit(response: httpx.Response, reason: str, start: bytes) -> APIResponseValidationError:
    """Make the error for an answer that is not the file, with the start of its text."""
    text = start[:EXCERPT].decode("utf-8", "replace")
    line = " ".join(text.removeprefix("\ufeff").split())
    shown = f" The answer begins {line!r}." if line.isprintable() and line else ""
    message = f"{reason}: is the base URL right?{shown}"
    return APIResponseValidationError(message, response=response, body=text)
