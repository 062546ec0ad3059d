# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

VideoExtensionSeconds = Literal["12", "16", "20", "4", "8"]

VIDEO_EXTENSION_SECONDS_VALUES: set[VideoExtensionSeconds] = {
    "12",
    "16",
    "20",
    "4",
    "8",
}
