from typing import Literal

ContentVariant = Literal["spritesheet", "thumbnail", "video"]

CONTENT_VARIANT_VALUES: set[ContentVariant] = {
    "spritesheet",
    "thumbnail",
    "video",
}


def check_content_variant(value: object) -> object:
    """Give the value back: an answer may hold one that the contract does not list."""
    return value
