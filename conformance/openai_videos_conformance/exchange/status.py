"""The status of a job."""

from __future__ import annotations

COMPLETED, FAILED = "completed", "failed"
FINAL = (COMPLETED, FAILED)
UNDER_WAY = ("queued", "in_progress")


def is_final(status: object) -> bool:
    """Tell whether a job that has a status moves no more."""
    return status in FINAL
