"""What the user of `make generate` can put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from attrs import frozen
from references import pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from references import Place


class GenerateError(Exception):
    """Something that the user of this script can put right; its text is all that is shown."""


def fail(message: str) -> NoReturn:
    """Stop with a message."""
    raise GenerateError(message)


@frozen
class Refusal:
    """What of the contract no right client can be made of: where it stands, why not, and what to write instead."""

    at: Place
    reason: str
    way: str

    def __str__(self) -> str:
        return f"{pointer(self.at)}: {self.reason}. Way out: {self.way}"


class RefusedError(GenerateError):
    """A contract that is refused, with all that is in the way."""

    def __init__(self, name: str, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(f"{name}: {refusal}" for refusal in refusals))
        self.refusals = tuple(refusals)
