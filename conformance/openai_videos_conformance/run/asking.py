"""Asking for a job: in other words where moderation may refuse it, in a plainer way where its shape is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from ..contract.operations import NOT_OFFERED
from ..exchange.exchange import Exchange
from ..exchange.refusal import PROMPT, named_fields
from ..scenario.part import Job, Way
from ..scenario.step import Detour, Request
from .wire.budget import BudgetSpent
from .wire.driver import Driver

MODERATED = (400, 403, 422)
LENGTH_REQUIRED = 411
RESHAPED = (*MODERATED, 406, 411, 413, 415, 500)
"""The answers that may be about how a create is written. None says that a job may have been started."""
WORDINGS_MOST = 2
"""Prompts that are tried before a plainer way: what is refused for its words is hardly refused twice."""


def ask_for(
    driver: Driver,
    job: Job,
    source: str,
    *,
    prompts: Sequence[str],
    ways: Sequence[Way],
    request: Callable[[Way, str], Request],
    seconds: int,
) -> Exchange | None:
    """Start a job, in the first of some ways that the server takes.

    A prompt that is refused is asked for in other words: moderation is no failure of a server. What is refused in
    other words as well is asked for in a plainer way.

    Returns None, with the reason in the record, where the budget is spent.
    """
    answer = None
    left = list(ways)
    while left:
        way = left.pop(0)
        words = prompts[:WORDINGS_MOST] if left else prompts
        for prompt in words:
            if answer is not None:
                driver.recorder.detour(job.create, Detour.RESHAPED if prompt is words[0] else Detour.REWORDED)
            if driver.patience.is_stopped:
                driver.recorder.leave_out(job.create, "the run was cut short")
                return None
            try:
                driver.in_flight.add(job.name)
                answer = driver.take(job.create, source, request=request(way, prompt), seconds=seconds)
            except BudgetSpent as problem:
                driver.recorder.leave_out(job.create, str(problem))
                return None
            finally:
                driver.in_flight.discard(job.name)
            if answer.status not in MODERATED or named_fields(answer) - {PROMPT}:
                # What names another field is no moderation, and other words would not help.
                break
        if answer is None or not may_be_shape(driver, answer):
            return answer
        left = _without_cause(job, way, left, answer)
    return answer


def _without_cause(job: Job, way: Way, left: Sequence[Way], answer: Exchange) -> list[Way]:
    """Give the ways that are left where a refusal says what it is about: the same ones without that alone."""
    if answer.status == LENGTH_REQUIRED and way.shape.chunked:
        with_length = (attrs.evolve(each, shape=attrs.evolve(each.shape, chunked=False)) for each in (way, *left))
        return list(_distinct(with_length))
    if refused := named_fields(answer) & job.optional & way.named:
        return list(_distinct(each.without(refused) for each in (way, *left)))
    return list(left)


def _distinct(ways: Iterable[Way]) -> Iterator[Way]:
    """Give each way once: two that are one but for what both leave out are."""
    given: list[Way] = []
    for way in ways:
        plain = attrs.evolve(way, is_less=False)
        if plain not in given:
            given.append(plain)
            yield way


def may_be_shape(driver: Driver, answer: Exchange) -> bool:
    """Tell whether the same request may be taken where it is written in a plainer way."""
    if answer.status in NOT_OFFERED:
        return driver.evidence.offers_operation(answer.operation)
    return answer.status in RESHAPED
