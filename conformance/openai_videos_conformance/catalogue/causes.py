"""The requirements whose failure keeps others from being observed."""

from __future__ import annotations

from .registry import refer

CHARACTER_CREATE = refer("character.create", __name__)
CHARACTER_ID = refer("character.id", __name__)
CLIENTS_ACCEPT_JSON = refer("clients.accept-json", __name__)
CLIENTS_ANSWERED = refer("clients.answered", __name__)
CLIENTS_CHUNKED = refer("clients.chunked", __name__)
CONTENT_AVAILABLE = refer("content.available", __name__)
CONTENT_DECODES = refer("content.decodes", __name__)
CONTENT_GONE = refer("delete.content-gone", __name__)
CONTENT_NOT_EARLY = refer("content.not-early", __name__)
CREATE_JOB = refer("create.job", __name__)
CREATE_BRACKETS = refer("create.brackets", __name__)
CREATE_IMAGE_URL = refer("create.image-url", __name__)
CREATE_JSON = refer("create.json", __name__)
CREATED_AT = refer("video.created-at", __name__)
DELETE_ANSWERS = refer("delete.answers", __name__)
DELETE_EARLY = refer("delete.early", __name__)
DELETE_GONE = refer("delete.gone", __name__)
FAILED_READABLE = refer("failed.readable", __name__)
JSON = refer("http.json", __name__)
LIST_ANSWERS = refer("list.answers", __name__)
LIST_FIRST_ID = refer("list.first-id", __name__)
LIST_HAS_MORE = refer("list.has-more", __name__)
LIST_LAST_ID = refer("list.last-id", __name__)
NEW_ID = refer("create.new-id", __name__)
READABLE = refer("lifecycle.readable", __name__)
SECONDS = refer("video.seconds", __name__)
SECONDS_DECIMAL = refer("video.seconds-decimal", __name__)
TERMINAL = refer("lifecycle.terminal", __name__)
