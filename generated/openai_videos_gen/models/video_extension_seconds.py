from typing import Literal

VideoExtensionSeconds = Literal["12", "16", "20", "4", "8"]

VIDEO_EXTENSION_SECONDS_VALUES: set[VideoExtensionSeconds] = {
    "12",
    "16",
    "20",
    "4",
    "8",
}


def check_video_extension_seconds(value: object) -> object:
    """Give the value back: an answer may hold one that the contract does not list."""
    return value
