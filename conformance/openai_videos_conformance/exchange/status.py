"""The status of a job."""

from __future__ import annotations

COMPLETED, FAILED = "completed", "failed"
FINAL = (COMPLETED, FAILED)
UNDER_WAY = ("queued", "in_progress")

OTHER_WORDS = {
    COMPLETED: ("succeeded", "success", "successful", "complete", "done", "finished", "ended"),
    FAILED: (
        *("error", "errored", "failure", "cancelled", "canceled", "expired", "rejected", "aborted"),
        *("timeout", "timed_out"),
    ),
}
"""What servers say of a job that has ended, in words that are not documented; in small letters."""

_MEANING = {word: status for status, words in OTHER_WORDS.items() for word in words}


def is_final(status: object) -> bool:
    """Tell whether a job that has a status moves no more."""
    return status in FINAL


def meaning(status: object) -> object:
    """Give the documented status that one stands for: that it is another word is told, and hides nothing else."""
    return _MEANING.get(status.lower(), status) if isinstance(status, str) else status
