"""One request and what came back: the unit of evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

import attrs

from .form import FormPart, field_of, form_parts
from .text import LONGEST, sentence, visible

Headers = tuple[tuple[str, str], ...]
MISSING_BODY = "no answer"

UNSENDABLE = "UnsendableRequest"
"""How the error begins of a request that could not even be written."""

NOT_SENT = (
    UNSENDABLE,
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "UnsupportedProtocol",
    "LocalProtocolError",
    "OverflowError",
)
"""How the error begins where nothing reached a server."""
JSON_MOST = 8 * 1024 * 1024
"""The most bytes that are read as JSON."""
MEDIA_TYPE_MOST = 60
"""The most characters of a media type that are shown."""

VALUES_MOST = 200_000
"""The most values of JSON in one body: each takes a hundred bytes of memory."""

TOO_LARGE = "TooLarge"
"""How the error begins where the body was more than a run can hold."""

OK, CONFLICT, TOO_MANY, UNAVAILABLE = 200, 409, 429, 503

SHOWN = frozenset({"id", "object", "data", "status", "deleted", "created_at"})
"""What an answer has that shows what was asked for: some of these are in each."""


def object_in(body: str | bytes) -> dict[str, Any]:
    """Give the JSON object that a body is, or an empty one where it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _no_json(constant: str) -> None:
    """Refuse NaN and Infinity: Python reads them, no other reader of JSON has to."""
    raise ValueError(f"{constant} is no JSON")


DIGITS_MOST = 300
"""Of a number that is read as it stands: no clock and no size has more, and with more, arithmetic breaks."""


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= DIGITS_MOST else float(digits)


def values_in(body: bytes) -> int:
    """Count the values that a body can hold if it is JSON; never too few."""
    return sum(map(body.count, (b",", b"[", b"{")))


def _value(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def job_id(video: Mapping[str, Any]) -> str | None:
    """Give the id of a video as it stands in a URL, against the contract even a number; None where there is none."""
    identifier = video.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        return None
    return str(identifier) or None


def url_id(identifier: str) -> str:
    """Write an id as it stands in a URL.

    Half a character, which a server may send, is none of UTF-8; it goes as the bytes that it would be.
    """
    return quote(identifier, safe="", errors="surrogatepass")


def id_from_url(written: str) -> str:
    """Read an id as `url_id` writes it."""
    content = unquote_to_bytes(written)
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace")


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Exchange:
    """A request as it went out, secrets redacted, and the answer as it came in.

    `status` is 0 and `error` says why when no complete answer came. Times are Unix seconds, durations seconds.
    """

    step: str
    """Where in the run it happened, such as `defaults.create`."""
    operation: str | None
    """The operation of the contract, or None for a request outside of it."""
    method: str
    url: str
    request_headers: Headers
    request_body: bytes = b""
    status: int = 0
    headers: Headers = ()
    body: bytes = b""
    error: str | None = None
    started: float = 0.0
    elapsed: float = 0.0

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None where it is none, or too large to be read."""
        if len(self.body) > JSON_MOST or values_in(self.body) > VALUES_MOST:
            return None
        try:
            return json.loads(self.body, parse_constant=_no_json, parse_int=_number)
        except (ValueError, RecursionError):
            return None

    @property
    def object(self) -> Mapping[str, Any]:
        """The body as a JSON object, or an empty one where it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success, by its status and by what it says."""
        return 200 <= self.status < 300 and not self.is_error_in_success

    @property
    def refused(self) -> bool:
        """Whether the answer is a client error, by its status or by what it says."""
        return 400 <= self.status < 500 or self.is_error_in_success

    @property
    def is_ok(self) -> bool:
        """Whether the answer is the success that the contract has."""
        return self.status == OK and self.accepted

    @cached_property
    def is_error_in_success(self) -> bool:
        """Whether it is an error that is told with the status of a success: nothing of what was asked for is in it."""
        if not 200 <= self.status < 300 or not (error := self.object.get("error")) or self.object.keys() & SHOWN:
            return False
        return isinstance(error, str) or (isinstance(error, dict) and "message" in error)

    @property
    def postponed(self) -> bool:
        """Whether the server puts the request off, by 429 or by 503 with the time to wait: no answer to what it is."""
        return self.status == TOO_MANY or (self.status == UNAVAILABLE and bool(self.header("retry-after")))

    @property
    def may_be_busy(self) -> bool:
        """Whether a server that makes one job at a time may say so in this way: by 409, or by 503 with no time."""
        return self.status == CONFLICT or (self.status == UNAVAILABLE and not self.postponed)

    @property
    def is_lost(self) -> bool:
        """Whether it may have reached a server, though no complete answer came back."""
        return self.error is not None and not self.error.startswith(NOT_SENT)

    @property
    def is_too_large(self) -> bool:
        """Whether the answer was more than a run can hold, which is no fault of a server."""
        return self.error is not None and self.error.startswith(TOO_LARGE)

    @property
    def is_unsendable(self) -> bool:
        """Whether the request could not even be written, which a server's own id makes it."""
        return self.error is not None and self.error.startswith(UNSENDABLE)

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """Give a header of the answer, or an empty string."""
        return _value(self.headers, name)

    def request_header(self, name: str) -> str:
        """Give a header of the request, or an empty string."""
        return _value(self.request_headers, name)

    @property
    def named_id(self) -> str:
        """The id at the end of its path, decoded."""
        return id_from_url(urlsplit(self.url).path.rpartition("/")[2])

    @property
    def outcome(self) -> str:
        """The answer in a few words."""
        if self.error:
            return sentence(f"{MISSING_BODY} ({self.error})")
        text = f"{len(self.body)} bytes" if b"\0" in self.body[:64] else self.body[:400].decode("utf-8", "replace")
        media_type = self.media_type[:MEDIA_TYPE_MOST] or "without a media type"
        shown = visible(f"{self.status} {media_type}: {' '.join(text.split()) or 'empty body'}")
        return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}… ({len(self.body)} bytes)"

    @cached_property
    def form(self) -> list[FormPart]:
        """The parts of a multipart request, none where it is no such request."""
        return form_parts(self.request_header("content-type"), self.request_body)

    @cached_property
    def request_object(self) -> Mapping[str, Any]:
        """The body of the request as a JSON object, or an empty one where it is none."""
        return object_in(self.request_body)

    @property
    def request_fields(self) -> frozenset[str]:
        """The fields of the body of the request, in either encoding, without their members."""
        return frozenset(field_of(part.name) for part in self.form) if self.form else frozenset(self.request_object)
