# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Literal

ContentVariant = Literal["spritesheet", "thumbnail", "video"]

CONTENT_VARIANT_VALUES: set[ContentVariant] = {
    "spritesheet",
    "thumbnail",
    "video",
}
