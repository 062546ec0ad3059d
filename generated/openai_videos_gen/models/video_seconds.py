from typing import Literal

VideoSeconds = Literal["12", "4", "8"]

VIDEO_SECONDS_VALUES: set[VideoSeconds] = {
    "12",
    "4",
    "8",
}


def check_video_seconds(value: object) -> object:
    """Give the value back: an answer may hold one that the contract does not list."""
    return value
