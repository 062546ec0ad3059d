"""A multipart request, taken apart."""

from __future__ import annotations

import email
from email.policy import HTTP

import attrs


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


def form_parts(media_type: str, body: bytes) -> list[FormPart]:
    """Read the parts of a multipart body; none where its media type is not that of a form."""
    if not media_type.startswith("multipart/form-data; boundary="):
        return []
    message = email.message_from_bytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    return [
        FormPart(
            str(part.get_param("name", header="content-disposition")),
            part.get_filename(),
            part.get_content_type(),
            payload if isinstance(payload := part.get_payload(decode=True), bytes) else b"",
        )
        for part in message.iter_parts()
    ]
