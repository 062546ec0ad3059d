"""A refusal, as an answer shows it."""

from __future__ import annotations

from .exchange import Exchange


def blamed(answer: Exchange) -> object:
    """Give the field that a refusal blames, None where it names none."""
    error = answer.object.get("error")
    return error.get("param") if isinstance(error, dict) else None
