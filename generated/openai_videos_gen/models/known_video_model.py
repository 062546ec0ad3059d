# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

KnownVideoModel = Literal["sora-2", "sora-2-2025-10-06", "sora-2-2025-12-08", "sora-2-pro", "sora-2-pro-2025-10-06"]

KNOWN_VIDEO_MODEL_VALUES: set[KnownVideoModel] = {
    "sora-2",
    "sora-2-2025-10-06",
    "sora-2-2025-12-08",
    "sora-2-pro",
    "sora-2-pro-2025-10-06",
}
