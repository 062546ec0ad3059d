"""Mutants break the contract, the checks find them, and without a check they survive."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openai_videos_conformance import Evidence
from power_score.mutant_score import Fate, MutantScore, fate, passing, record
from power_score.mutants import Line, Mutant, alone, everywhere, lines

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """A run against the mock."""
    return record()


@pytest.fixture(scope="session")
def kept(evidence: Evidence) -> frozenset[str]:
    """The requirements that the run keeps."""
    return passing(evidence)


@cache
def schema(name: str) -> jsonschema_rs.Draft202012Validator:
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    )


def of(evidence: Evidence, step: str) -> Iterator[Mutant]:
    index = next(index for index, exchange in enumerate(evidence.exchanges) if exchange.step == step)
    return alone(evidence.exchanges, index)


def test_the_recorded_run_is_clean(kept: frozenset[str]) -> None:
    assert {"video.status", "list.after", "delete.gone", "failed.error", "auth.required", "http.ids"} <= kept


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("defaults.poll", "Video"),
        ("list.newest", "VideoList"),
        ("delete.delete", "VideoDeleteResponse"),
        ("character.create", "VideoCharacter"),
        ("unknown.retrieve", "ErrorResponse"),
    ],
)
def test_every_altered_document_breaks_its_schema(evidence: Evidence, step: str, name: str) -> None:
    altered = [
        each for each in of(evidence, step) if each.line.where.partition(".")[0] in {name, *INSIDE.get(name, ())}
    ]
    documents = [each for each in altered if each.line.keyword != "format"]
    assert len(documents) > 10
    right = [str(each) for each in documents if schema(name).is_valid(only(each))]
    assert right == []


INSIDE = {"VideoList": ("Video", "VideoCreateError"), "ErrorResponse": ("Error",), "Video": ("VideoCreateError",)}


def only(mutant: Mutant) -> Any:
    (exchange,) = mutant.altered.values()
    return exchange.json


def test_every_line_of_the_contract_is_broken_everywhere(evidence: Evidence) -> None:
    broken = {mutant.line for mutant in everywhere(evidence.exchanges)}
    assert lines() - broken == set()
    assert {
        Line("Video.progress", "maximum"),
        Line("VideoList.last_id", "required"),
        Line("Error.code", "type"),
    } <= broken


def test_altered_everywhere_means_every_answer_that_has_the_line(evidence: Evidence) -> None:
    lost = next(each for each in everywhere(evidence.exchanges) if each.line == Line("Video.size", "required"))
    shown = [exchange for exchange, video in evidence.sightings()]
    assert len(lost.altered) == len({id(exchange) for exchange in shown})
    listed = [each for each in lost.altered.values() if each.operation == "list_videos"]
    assert listed
    assert all("size" not in item for each in listed for item in each.object["data"])


LONE = [
    ("defaults.poll", Line("Video.status", "enum"), "video.status"),
    ("remix.create", Line("Video.seconds", "required"), "video.seconds"),
    ("list.newest", Line("VideoList.has_more", "type"), "list.has-more"),
    ("unknown.retrieve", Line("Error.code", "type"), "http.error-types"),
]


@pytest.mark.parametrize(("step", "line", "own"), LONE)
def test_a_check_finds_its_line_and_without_it_the_mutant_survives(
    evidence: Evidence, kept: frozenset[str], step: str, line: Line, own: str
) -> None:
    altered = [each for each in of(evidence, step) if each.line == line]
    assert {fate(evidence, kept, each).by for each in altered} == {own}
    blind = [fate(evidence, kept - {own}, each) for each in altered]
    assert any(not each.by for each in blind)
    assert MutantScore(blind).survivors
    assert any(str(line) in problem for problem in MutantScore(blind).problems)


def test_what_a_server_may_do_is_no_survivor() -> None:
    status = Line("download_content", "status")
    offered = Fate("previews.thumbnail", status, "200 becomes 404", "", own=False)
    plain = Fate("content.plain", status, "200 becomes 404", "", own=False)
    score = MutantScore([offered, plain])
    assert score.survivors == [plain]
    assert list(score.lawful.values()) == [[offered]]


def test_a_crashing_check_is_a_problem() -> None:
    crashed = Fate(
        "list.plain", Line("VideoList", "type"), "becomes null", "list.data", own=False, crash="TypeError: x"
    )
    assert any("list.data crashes" in problem for problem in MutantScore([crashed]).problems)
