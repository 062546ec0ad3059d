"""The parts of the API: a server may leave some of them out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Feature(StrEnum):
    """A part of the API, as a requirement names it."""

    CREATE = "create"
    RETRIEVE = "retrieve"
    VIDEO = "video"
    LIST = "list"
    DELETE = "delete"
    CONTENT = "content"
    HTTP = "http"
    DERIVED = "derived"
    PREVIEWS = "previews"
    REMIX = "remix"
    EDITS = "edits"
    EXTENSIONS = "extensions"
    CHARACTERS = "characters"
    FAILURES = "failures"
    AUTH = "auth"


PROFILES: Mapping[str, frozenset[Feature]] = {
    "core": frozenset[Feature](),
    "previews": frozenset({Feature.PREVIEWS}),
    "derived": frozenset({Feature.REMIX, Feature.EDITS, Feature.EXTENSIONS}),
    "characters": frozenset({Feature.CHARACTERS}),
    "auth": frozenset({Feature.AUTH}),
    "remix": frozenset({Feature.REMIX}),
    "edits": frozenset({Feature.EDITS}),
    "extensions": frozenset({Feature.EXTENSIONS}),
}
"""The features that a server can be declared to offer, by the name of the profile."""
