"""Rules of what generating can make: what breaks one is a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from generation.failure import Refusal

if TYPE_CHECKING:
    from references import Place

    from generation.document import Contract

Broken: TypeAlias = "Iterator[tuple[Place, dict[str, str]]]"
"""Where a rule is broken, and the words that its reason and its way out have there."""


@frozen
class Rule:
    """One thing that cannot be made rightly, the reason why, and what to write instead."""

    name: str
    broken: Callable[[Contract], Broken]
    reason: str
    way: str

    def refusals(self, contract: Contract) -> Iterator[Refusal]:
        """Give what a contract is refused for by this rule."""
        for at, words in self.broken(contract):
            yield Refusal(at, self.reason.format_map(words), self.way.format_map(words))


def judged(contract: Contract, rules: Iterable[Rule]) -> list[Refusal]:
    """Hold a contract against rules."""
    refusals = [refusal for rule in rules for refusal in rule.refusals(contract)]
    return sorted(set(refusals), key=lambda refusal: (refusal.at, refusal.reason))
