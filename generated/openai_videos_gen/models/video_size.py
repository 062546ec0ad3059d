# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

VideoSize = Literal["1024x1792", "1280x720", "1792x1024", "720x1280"]

VIDEO_SIZE_VALUES: set[VideoSize] = {
    "1024x1792",
    "1280x720",
    "1792x1024",
    "720x1280",
}
