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
            return json.loads(self.body)
        except ValueError:
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
        return f"{self.status} {self.media_type or 'without a media type'}: {text or 'empty body'}"

    @property
    def curl(self) -> str:
        """A command that sends the request again, with the key taken from the environment."""
        parts = ["curl", "-sS", "-i", "-X", self.method]
        content_type = next((v for k, v in self.request_headers if k.lower() == "content-type"), "")
        form = content_type.startswith("multipart/form-data; boundary=")
        for key, value in self.request_headers:
            if key.lower() == "authorization":
                parts.append(f'-H "Authorization: {value}"')
            elif key.lower() == "accept" or (key.lower() == "content-type" and not form):
                parts.append(f"-H {shlex.quote(f'{key}: {value}')}")
        if form:
            parts += [f"-F {shlex.quote(field)}" for field in _form_fields(self.request_body, content_type)]
        elif self.request_body:
            parts.append(f"--data-raw {shlex.quote(self.request_body.decode('utf-8', 'replace'))}")
        return " ".join([*parts, shlex.quote(self.url)])


def _form_fields(body: bytes, content_type: str) -> list[str]:
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    fields = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if (filename := part.get_filename()) is not None:
            fields.append(f"{name}=@{filename};filename={filename};type={part.get_content_type()}")
        else:
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            fields.append(f"{name}={text}")
    return fields
