"""The status of a job."""

from __future__ import annotations

COMPLETED, FAILED = "completed", "failed"
FINAL = (COMPLETED, FAILED)
UNDER_WAY = ("queued", "in_progress")
OVER = frozenset(
    {
        *("succeeded", "success", "successful", "complete", "done", "finished", "ended", "error", "errored", "failure"),
        *("cancelled", "canceled", "expired", "deleted", "rejected", "aborted", "timeout", "timed_out"),
    }
)
"""What servers say of a job that moves no more, in words that are not documented; in small letters."""


def is_final(status: object) -> bool:
    """Tell whether a job that has a status moves no more."""
    return status in FINAL


def is_over(status: object) -> bool:
    """Tell whether a job moves no more, by whatever word: polling it on would show nothing."""
    return is_final(status) or (isinstance(status, str) and status.lower() in OVER)
