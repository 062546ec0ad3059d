"""One request and what came back: the unit of evidence."""

from __future__ import annotations

import email
import json
import shlex
from collections.abc import Mapping
from email.policy import HTTP
from functools import cached_property
from typing import Any

import attrs

Headers = tuple[tuple[str, str], ...]
MISSING_BODY = "no answer"

NOT_SENT = (
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "UnsupportedProtocol",
    "LocalProtocolError",
    "OverflowError",
)
"""How the error begins where nothing reached a server."""
TOO_MANY, UNAVAILABLE = 429, 503


def _no_json(constant: str) -> None:
    """Refuse NaN and Infinity: Python reads them, no other reader of JSON has to."""
    raise ValueError(f"{constant} is no JSON")


def job_id(video: Mapping[str, Any]) -> str | None:
    """The id of a video as it stands in a URL, against the contract even a number; None where there is none."""
    identifier = video.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        return None
    return str(identifier) or None


@attrs.frozen
class FormPart:
    """One part of a multipart request; text where it has no file name."""

    name: str
    filename: str | None
    media_type: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def curl(self) -> str:
        """The part as an argument of curl's `-F`."""
        if self.filename is None:
            return f"{self.name}={self.text}"
        return f"{self.name}=@{self.filename};filename={self.filename};type={self.media_type}"


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
        """The body as JSON, or None where it is none."""
        try:
            return json.loads(self.body, parse_constant=_no_json)
        except (ValueError, RecursionError):
            return None

    @property
    def object(self) -> Mapping[str, Any]:
        """The body as a JSON object, or an empty one where it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Whether the answer is a client error."""
        return 400 <= self.status < 500

    @property
    def postponed(self) -> bool:
        """Whether the server puts the request off, by 429 or by 503 with the time to wait: no answer to what it is."""
        return self.status == TOO_MANY or (self.status == UNAVAILABLE and bool(self.header("retry-after")))

    @property
    def is_lost(self) -> bool:
        """Whether it may have reached a server, though no complete answer came back."""
        return self.error is not None and not self.error.startswith(NOT_SENT)

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """A header of the answer, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def outcome(self) -> str:
        """The answer in a few words."""
        if self.error:
            return f"{MISSING_BODY} ({self.error})"
        text = f"{len(self.body)} bytes" if b"\0" in self.body[:64] else self.body[:200].decode("utf-8", "replace")
        text = " ".join(text.split())
        return f"{self.status} {self.media_type or 'without a media type'}: {text or 'empty body'}"

    @cached_property
    def form(self) -> list[FormPart]:
        """The parts of a multipart request, none where it is no such request."""
        kind = next((value for key, value in self.request_headers if key.lower() == "content-type"), "")
        if not kind.startswith("multipart/form-data; boundary="):
            return []
        head = b"Content-Type: " + kind.encode() + b"\r\n\r\n"
        message = email.message_from_bytes(head + self.request_body, policy=HTTP)
        return [
            FormPart(
                str(part.get_param("name", header="content-disposition")),
                part.get_filename(),
                part.get_content_type(),
                payload if isinstance(payload := part.get_payload(decode=True), bytes) else b"",
            )
            for part in message.iter_parts()
        ]

    @property
    def curl(self) -> str:
        """A command that sends the request again, with the key taken from the environment."""
        parts = ["curl", "-sS", "-i", "-X", self.method]
        form = self.form
        for key, value in self.request_headers:
            if key.lower() == "authorization":
                parts.append(f'-H "Authorization: {value}"')
            elif key.lower() == "accept" or (key.lower() == "content-type" and not form):
                parts.append(f"-H {shlex.quote(f'{key}: {value}')}")
        if form:
            parts += [f"-F {shlex.quote(part.curl)}" for part in form]
        elif self.request_body:
            parts.append(f"--data-raw {shlex.quote(self.request_body.decode('utf-8', 'replace'))}")
        return " ".join([*parts, shlex.quote(self.url)])
