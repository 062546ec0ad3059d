"""What the user of `make generate` can put right."""

from __future__ import annotations

from typing import NoReturn


class GenerateError(Exception):
    """Something that the user of this script can put right; its text is all that is shown."""


def fail(message: str) -> NoReturn:
    """Stop with a message."""
    raise GenerateError(message)
