"""Small readers of exchanges that several checks share."""

from __future__ import annotations

import email
from email.policy import HTTP

from ._evidence import VIDEO_OPERATIONS
from ._exchange import Exchange
from ._jobs import JOB_OPERATIONS
from ._media import MediaError, Movie, boxes, movie, picture_kind

__all__ = [
    "FEATURES",
    "JOB_OPERATIONS",
    "NULLABLE",
    "VIDEO_OPERATIONS",
    "MediaError",
    "Movie",
    "boxes",
    "form_text",
    "movie",
    "picture_kind",
]

NULLABLE = ("completed_at", "error", "expires_at", "prompt", "remixed_from_video_id")
"""The properties of a video that may be null."""


def form_text(exchange: Exchange, field: str) -> str | None:
    """A text part of a multipart request, or None."""
    kind = next(value for key, value in exchange.request_headers if key.lower() == "content-type")
    message = email.message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + exchange.request_body, policy=HTTP
    )
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == field:
            payload = part.get_payload(decode=True)
            return payload.decode() if isinstance(payload, bytes) else None
    return None


FEATURES = {
    "remix_video": "remix",
    "edit_video": "edits",
    "extend_video": "extensions",
    "create_character": "characters",
    "get_character": "characters",
}
"""The optional feature that an operation belongs to."""
