"""Small readers of exchanges that several checks share."""

from __future__ import annotations

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
    return next((part.text for part in exchange.form if part.name == field), None)


FEATURES = {
    "remix_video": "remix",
    "edit_video": "edits",
    "extend_video": "extensions",
    "create_character": "characters",
    "get_character": "characters",
}
"""The optional feature that an operation belongs to."""
