"""Clients of contracts that were drawn: each operation is called against a server made of the contract itself."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract_check.mutate import mutants
from drawn.proof import proved
from drawn.trial import drawn, is_there, tried
from generation.check import refusals
from generation.document import Contract

ROOT = Path(__file__).resolve().parents[2]
SPEC: Any = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", [2, 4])
def test_a_drawn_contract_works(number: int) -> None:
    """Generating takes seconds, so these are two that have much in them; `make draw` has more."""
    outcome = tried(drawn(5, start=3)[number])
    assert str(outcome) == "works", outcome.contract


@pytest.mark.parametrize("seed", range(5))
def test_the_client_does_what_the_contract_says(seed: int) -> None:
    assert asyncio.run(proved(SPEC, seed)) == []


def _video(**properties: Any) -> Callable[[Any], object]:
    return lambda spec: spec["components"]["schemas"]["Video"]["properties"].update(properties)


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (_video(progress={"type": "string"}), "its type says"),
        (_video(error={"type": "string"}), "answer.error is"),
        (
            lambda spec: spec["paths"].update({"/videos/new": spec["paths"].pop("/videos/edits")}),
            "no POST /videos/edits",
        ),
        (lambda spec: spec["paths"]["/videos"]["get"]["parameters"][0].update(name="order[by]"), "unexpected keyword"),
        (lambda spec: spec["paths"]["/videos"]["get"]["parameters"][1].update({"in": "header"}), "headers"),
        (lambda spec: spec["components"]["responses"]["NewVideoJob"].pop("links"), "can be waited for"),
        (
            lambda spec: spec["components"]["responses"]["VideoJob"]["content"]["application/json"].update(
                schema={"type": "array", "items": {"$ref": "#/components/schemas/Video"}}
            ),
            "APIResponseValidationError",
        ),
    ],
)
def test_the_proof_notices(edit: Callable[[Any], object], found: str) -> None:
    """As if the contract said something else than the client was made of."""
    spec = copy.deepcopy(SPEC)
    edit(spec)
    problems = [problem for seed in range(3) for problem in asyncio.run(proved(spec, seed))]
    assert any(found in problem for problem in problems), problems


def test_no_edit_of_the_contract_is_more_than_refused() -> None:
    """Whatever a contract holds, the check gives refusals with places that are there, and raises nothing."""
    for number, mutant in enumerate(mutants(SPEC)):
        if number % 50 == 7:
            for refusal in refusals(Contract(mutant.doc)):
                line = str(refusal)
                assert is_there(mutant.doc, line.partition(": ")[0]), f"{mutant}: {line}"
                assert ". Way out: " in line
