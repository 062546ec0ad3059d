"""Shows that the check sees every edit: each mutant must be caught, by a finding that names a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from contract_check.check import Finding, check, unaccounted
from contract_check.mutate import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reading import Tree

    from contract_check.check import Account
    from contract_check.facts import Fact
    from contract_check.spec import Path_


@frozen
class Outcome:
    """A mutant and the findings that caught it; none for a survivor."""

    mutant: Mutant
    findings: tuple[Finding, ...]


def outcomes(doc: Tree, facts: tuple[Fact, ...]) -> Iterator[Outcome]:
    """Catch every mutant of a document that the facts hold for."""
    account = check(doc, facts).account
    by_id = {fact.id: fact for fact in facts}
    for mutant in mutants(doc):
        yield Outcome(mutant, _catch(mutant, facts, by_id, account))


def _catch(mutant: Mutant, facts: tuple[Fact, ...], by_id: dict[str, Fact], account: Account) -> tuple[Finding, ...]:
    """Ask the cheap questions first: new elements, then the facts about the edited place, and only then all facts."""
    if new := unaccounted(mutant.doc, account):
        return tuple(new)
    near = tuple(by_id[name] for name in dict.fromkeys(_near(mutant.path, account)))
    if failed := check(mutant.doc, near, both_ways=False).findings:
        return failed
    return check(mutant.doc, facts).findings


def _near(path: Path_, account: Account) -> list[str]:
    for length in range(len(path), 0, -1):
        if found := account.pinned.get(path[:length], []) + account.reached.get(path[:length], []):
            return found
    return []
