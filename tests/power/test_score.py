"""The score of the faults tells kinds of kills apart, and is not content with less than it has to be."""

import pytest
from openai_videos_conformance import Level, requirements
from openai_videos_mock import variants
from openai_videos_mock.faults import Fault, Layer, catalogue, sequential
from openai_videos_mock.variants import Variant
from power_score.faults import EQUIVALENT, WITHOUT_FAULT, FaultScore, Kill, unknown_requirements
from power_score.mutant_score import MutantScore
from power_score.page import headline, page
from power_score.runs import Outcome, run_clean, run_fault

MUST = "video-status-succeeded"
SHOULD = "delete-twice-400"


def outcome(name: str, *found: str, stopped: str = "") -> Outcome:
    verdicts = {each: "fail" if requirements()[each].level is Level.MUST else "warn" for each in found}
    return Outcome(name, verdicts, dict.fromkeys(found, ""), 1.0, stopped=stopped)


def perfect() -> dict[str, Outcome]:
    """Every fault found by its own id, but those that cannot be."""
    return {
        name: outcome(name) if name in EQUIVALENT else outcome(name, fault.breaks)
        for name, fault in sequential().items()
    }


def test_a_perfect_score_has_no_problem() -> None:
    score = FaultScore(perfect())
    assert score.problems == []
    assert f"{len(sequential()) - len(EQUIVALENT)} by its own id" in headline(score)


@pytest.mark.parametrize(
    ("said", "kill", "problem"),
    [
        (outcome(MUST), Kill.SURVIVED, True),
        (outcome(MUST, "lifecycle.terminal"), Kill.OTHER, True),
        (outcome(MUST, stopped="it cannot be reached"), Kill.STOPPED, False),
        (outcome(MUST, "video.status", "lifecycle.terminal"), Kill.OWN, False),
        (outcome(SHOULD), Kill.SURVIVED, False),
    ],
)
def test_a_must_that_is_not_found_by_its_id_is_a_problem(said: Outcome, kill: Kill, problem: bool) -> None:
    score = FaultScore({**perfect(), said.name: said})
    assert score.kill(catalogue()[said.name]) is kill
    assert [said.name in each for each in score.problems] == ([True] if problem else [])


def test_a_requirement_that_finds_nothing_is_a_problem() -> None:
    outcomes = {name: each for name, each in perfect().items() if catalogue()[name].breaks != "delete.twice"}
    assert FaultScore(outcomes).problems == ["the SHOULD delete.twice finds no fault of its own"]


def test_lists_of_exceptions_get_no_longer_than_they_have_to_be() -> None:
    assert set(WITHOUT_FAULT) <= set(requirements())
    (name,) = EQUIVALENT
    found = FaultScore({**perfect(), name: outcome(name, "remix.json")})
    assert f"{name} is listed as equivalent, and is found" in found.problems


async def pass_on(request, proceed):  # type: ignore[no-untyped-def]
    return await proceed(request)


def test_what_is_no_requirement_is_told_with_its_place_and_the_nearest() -> None:
    assert list(unknown_requirements([*catalogue().values(), *variants.catalogue().values()])) == []
    fault = Fault("list-short", Layer.LIST, "list.limt", "It is short.", pass_on)
    variant = Variant("deleted", (), "It is gone.", bends={"delete.twise": "nothing says so"})
    first, second = unknown_requirements([fault, variant])
    assert first.startswith(f"{fault.place}: 'list-short' is about 'list.limt', no requirement")
    assert "list.limit" in first
    assert second.startswith(f"{variant.place}: 'deleted' is about 'delete.twise'")


def test_collateral_is_what_else_turned_red() -> None:
    score = FaultScore({**perfect(), MUST: outcome(MUST, "video.status", "lifecycle.terminal", "content.available")})
    assert score.collateral(catalogue()[MUST]) == ["content.available", "lifecycle.terminal"]
    assert f"| `{MUST}` | video.status | 2 | content.available, lifecycle.terminal |" in page(score, MutantScore([]))


def test_a_fault_is_measured_against_a_real_server() -> None:
    assert run_clean().found == frozenset()
    said = run_fault(SHOULD)
    assert said.found == {"delete.twice"}
    assert said.requests > 100
    assert 10 <= said.jobs <= 14
