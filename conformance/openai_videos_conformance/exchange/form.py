"""A multipart request, taken apart."""

from __future__ import annotations

import email
import re
from email.policy import HTTP

import attrs


@attrs.frozen
class FormPart:
    """One part of a multipart request; text where it has no file name."""

    name: str
    filename: str | None
    media_type: str
    content: bytes
    is_typed: bool
    """Whether it says its media type."""

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")


def field_of(name: str) -> str:
    """Give the field of a body that a name is a member of, such as `video` of `video[id]`."""
    return re.split(r"[.\[]", name)[0]


def form_parts(media_type: str, body: bytes) -> list[FormPart]:
    """Read the parts of a multipart body; none where its media type is not that of a form."""
    if not media_type.startswith("multipart/form-data; boundary="):
        return []
    message = email.message_from_bytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    return [
        FormPart(
            str(part.get_param("name", header="content-disposition")),
            _readable(part.get_filename()),
            part.get_content_type(),
            payload if isinstance(payload := part.get_payload(decode=True), bytes) else b"",
            "content-type" in part,
        )
        for part in message.iter_parts()
    ]


def _readable(name: str | None) -> str | None:
    """Give a name in UTF-8: the library takes the bytes of letters that are not ASCII one by one."""
    return None if name is None else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
