"""Order in time: which of many looks at one thing go back behind what was seen before they began."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .look import Look

Rank = Callable[[Look], float | None]
"""How far a look saw something; None where it did not see it."""


def steps_back(looks: Sequence[Look], rank: Rank) -> Iterator[tuple[Look, Look]]:
    """Give each look that saw less than one which surely ended before it began, with that one."""
    ranked = [(look, value) for look in looks if (value := rank(look)) is not None]
    told: set[int] = set()
    for worker in {look.worker for look, _ in ranked}:
        own = [each for each in ranked if each[0].worker == worker]
        yield from _swept(own, lambda look: look.began, lambda look: look.ended, told)
    yield from _swept(ranked, lambda look: look.earliest, lambda look: look.latest, told)


def _swept(
    ranked: list[tuple[Look, float]], begin: Callable[[Look], float], end: Callable[[Look], float], told: set[int]
) -> Iterator[tuple[Look, Look]]:
    ending = sorted(ranked, key=lambda each: end(each[0]))
    furthest: tuple[Look, float] | None = None
    ended = 0
    for look, value in sorted(ranked, key=lambda each: begin(each[0])):
        while ended < len(ending) and end(ending[ended][0]) < begin(look):
            if furthest is None or ending[ended][1] > furthest[1]:
                furthest = ending[ended]
            ended += 1
        if furthest is not None and value < furthest[1] and id(look) not in told:
            told.add(id(look))
            yield furthest[0], look
