# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

VideoSeconds = Literal["12", "4", "8"]

VIDEO_SECONDS_VALUES: set[VideoSeconds] = {
    "12",
    "4",
    "8",
}
