"""What `--deep` asks on top: cases made from the contract, and what hypothesis makes of ids and multipart bodies."""

from __future__ import annotations

from functools import cache

from .part import Part
from .step import Cost, Stage, Step

IDS = Step("deep.ids")
FRAMING_PLAIN = Step("deep.framing.plain", cost=Cost.IF_ACCEPTED)
FRAMING_VARIED = Step("deep.framing.varied", cost=Cost.IF_ACCEPTED)
FRAMING_OTHER = Step("deep.framing.other")
"""A framing that was refused for another reason than the plain one, and is asked once more."""

DEEP = Part(
    "deep",
    stage=Stage.SOURCE,
    is_extra=True,
    own_steps=(IDS, FRAMING_PLAIN, FRAMING_VARIED, FRAMING_OTHER),
)


@cache
def case_step(name: str) -> Step:
    """Give the step that sends a case made from the contract."""
    return Step(f"{DEEP.name}.{name}", cost=Cost.IF_ACCEPTED)
