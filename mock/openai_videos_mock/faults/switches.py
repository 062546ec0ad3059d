"""Switches: which faults are on, and how often each of them strikes."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from attrs import define, evolve, field

from openai_videos_mock.faults.catalogue import catalogue
from openai_videos_mock.faults.fault import Fault
from openai_videos_mock.intercept.messages import Proceed, Reply, Request
from openai_videos_mock.intercept.registry import nearest

_SWITCH = re.compile(r"(?P<name>[^=]+)(?:=(?:(?P<once>once)|(?P<count>[1-9]\d*)|(?P<rate>0?\.\d+)))?")


class FaultError(ValueError):
    """A fault was asked for that cannot be had; the message says what can."""


@define
class Switch:
    """A fault that is on."""

    fault: Fault
    left: int | None = None
    """How many times it may still strike; None for always."""
    rate: float = 1.0
    """The share of requests that it may strike."""
    struck: int = 0
    memory: dict[str, Any] = field(factory=dict)
    _chance: random.Random = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        # Seeded, so that the same requests meet the same faults in every run.
        self._chance = random.Random(self.fault.name)  # noqa: S311 - no secret hangs on it

    async def act(self, request: Request, proceed: Proceed) -> Reply:
        """Let the fault strike, or the request pass."""
        if self.left == 0 or (self.rate < 1 and self._chance.random() >= self.rate):
            return await proceed(request)
        # Taken in advance and given back if nothing happened: a parallel request must not take the same strike.
        if self.left is not None:
            self.left -= 1
        exchanges: list[tuple[Request, Reply]] = []

        async def watched(inner: Request) -> Reply:
            reply = await proceed(inner)
            exchanges.append((inner, reply))
            return reply

        reply = await self.fault.act(evolve(request, memory=self.memory), watched)
        if any(inner == request and answer == reply for inner, answer in exchanges):
            if self.left is not None:
                self.left += 1
        else:
            self.struck += 1
        return reply


def switch(text: str) -> Switch:
    """Read `NAME`, `NAME=once`, `NAME=3` (times) or `NAME=0.2` (share of requests).

    Raises:
        FaultError: There is no such fault, or it cannot be switched like that.
    """
    match = _SWITCH.fullmatch(text)
    if match is None:
        raise FaultError(f"{text!r} is no fault; write NAME, NAME=once, NAME=3 (times) or NAME=0.2 (share of requests)")
    fault = catalogue().get(match["name"])
    if fault is None:
        raise FaultError(f"there is no fault {match['name']!r}{nearest(match['name'], catalogue())}")
    if match["rate"]:
        return Switch(fault, rate=float(match["rate"]))
    count = "1" if match["once"] else match["count"]
    return Switch(fault, left=int(count) if count else None)


def switches(texts: Sequence[str]) -> list[Switch]:
    """Read several. Raises `FaultError`."""
    return [switch(text) for text in texts]
