"""Whatever is edited in the contract: findings, never a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from contract import sound, unjudged
from contract_check.changes import changes, version_finding
from contract_check.check import Account
from contract_check.examples import judge, read_examples
from contract_check.facts import read_facts
from contract_check.mutate import mutants
from contract_check.page import page
from contract_check.spec import normalise

ROOT = Path(__file__).parents[2]
SPEC: Any = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
FOLDER = ROOT / "docs" / "contract"


@pytest.mark.parametrize("rest", range(2))
def test_an_edit_is_judged_to_the_end(rest: int) -> None:
    base = read_facts(FOLDER)
    examples = read_examples(FOLDER, base)
    released = normalise(SPEC)
    for number, mutant in enumerate(mutants(SPEC)):
        if number % 40 == rest and not sound(mutant.doc):
            edited = normalise(mutant.doc)
            judge(edited, examples)
            version_finding(released, edited, changes(released, edited))
            unjudged(edited)
            assert page(edited, base, examples, Account())
