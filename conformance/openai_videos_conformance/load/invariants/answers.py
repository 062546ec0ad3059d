"""What holds of answers under load."""

from __future__ import annotations

from ...exchange.exchange import MISSING_BODY, TOO_LARGE, UNSENDABLE
from ...exchange.refusal import is_envelope
from ..looks.history import History
from .broken import Broken, Seen

BODY_MOST = 64 * 1024
"""The most characters of an error that are kept, and judged."""


def answers(history: History) -> Seen:
    """Yield each request, by whether it was answered at all."""
    for look in history.looks:
        # What is too large to be held, or cannot be asked for, is no matter of load.
        if not look.error.startswith((TOO_LARGE, UNSENDABLE)):
            yield Broken("a complete answer", f"{MISSING_BODY} ({look.error})", (look,)) if look.error else None


def no_server_error(history: History) -> Seen:
    """Yield each answer, but for those that ask to be asked later."""
    for look in history.looks:
        if look.status:
            is_error = look.status >= 500 and not look.postponed
            yield Broken("no server error", str(look.status), (look,)) if is_error else None


def envelope(history: History) -> Seen:
    """Yield each error, by whether it is as the documentation has it."""
    for look in history.looks:
        if look.status >= 400 and look.size <= BODY_MOST:
            kept = is_envelope(look.media_type, look.object)
            yield None if kept else Broken('JSON: {"error": {"message": ...}}', look.answer, (look,))
