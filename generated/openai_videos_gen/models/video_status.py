# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

VideoStatus = Literal["completed", "failed", "in_progress", "queued"]

VIDEO_STATUS_VALUES: set[VideoStatus] = {
    "completed",
    "failed",
    "in_progress",
    "queued",
}
