"""Clients that generators of other languages make of the contract: they are usable, and called as the page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from openai_videos_mock.contract.document import load_contract
from other_languages.generators import GENERATORS, Generator, home, tried

PAGE = (Path(__file__).parents[2] / "docs" / "other-languages.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: str(generator.program))
def test_a_generated_client_makes_every_call(generator: Generator) -> None:
    outcome = tried(generator, home())
    assert outcome.differences == ()
    assert {call.operation for call in outcome.calls} == set(load_contract().operations)


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: str(generator.program))
def test_the_page_has_the_commands(generator: Generator) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {generator.name}")]
    assert len(rows) == 1
    for command in generator.commands:
        assert f"`{command}`" in rows[0]
