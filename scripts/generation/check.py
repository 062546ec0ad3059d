"""The check that a contract passes before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generation.answers import ANSWERS
from generation.naming import NAMING
from generation.requests import REQUESTS
from generation.rule import judged
from generation.shapes import SHAPES
from generation.structure import DOCUMENT, NAMES

if TYPE_CHECKING:
    from generation.document import Contract
    from generation.failure import Refusal

STAGES = (DOCUMENT, NAMES, SHAPES, (*REQUESTS, *ANSWERS), NAMING)
"""Rules that build on one another: those of a stage rely on what the stages before have found right."""


def refusals(contract: Contract) -> list[Refusal]:
    """Give what a contract is refused for; nothing, if all that it says can be made rightly."""
    for rules in STAGES:
        if found := judged(contract, rules):
            return found
    return []
