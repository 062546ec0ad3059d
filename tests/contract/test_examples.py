"""The documented examples: each deviation is listed, and nothing is listed that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from contract_check.examples import Example, judge, read_examples
from contract_check.facts import read_facts
from contract_check.spec import read_spec

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "contract"


@pytest.fixture(scope="module")
def doc() -> Any:
    return read_spec(ROOT / "openapi.yaml")


@pytest.fixture(scope="module")
def examples() -> dict[str, Example]:
    return {example.id: example for example in read_examples(FOLDER, read_facts(FOLDER))}


def judged(doc: Any, examples: dict[str, Example], changed: Example) -> list[str]:
    return [str(finding) for finding in judge(doc, tuple({**examples, changed.id: changed}.values()))]


def test_all_examples_are_as_listed(doc: Any, examples: dict[str, Example]) -> None:
    assert judge(doc, tuple(examples.values())) == ()
    assert sum(not example.answers for example in examples.values()) == 20
    assert sum(bool(example.answers) for example in examples.values()) == 16


def test_requests_need_no_excuse(examples: dict[str, Example]) -> None:
    assert not any(example.deviations for example in examples.values() if not example.answers)


@pytest.mark.parametrize("id_", ["X-21", "X-26", "X-32", "X-36"])
def test_an_unlisted_deviation_is_seen(doc: Any, examples: dict[str, Example], id_: str) -> None:
    for hidden in examples[id_].deviations:
        rest = {text: decision for text, decision in examples[id_].deviations.items() if text != hidden}
        assert judged(doc, examples, attrs.evolve(examples[id_], deviations=rest)) == [
            f"{id_}: {hidden}: an unlisted deviation"
        ]


def test_a_listed_deviation_that_is_gone_is_seen(doc: Any, examples: dict[str, Example]) -> None:
    one = examples["X-26"]
    body = {key: value for key, value in one.body.items() if key != "quality"}
    assert judged(doc, examples, attrs.evolve(one, body=body)) == [
        "X-26, D-07: undeclared /quality: is listed, but does not deviate any more"
    ]


@pytest.mark.parametrize(
    ("id_", "change", "said"),
    [
        ("X-08", {"body": {"prompt": "x", "seconds": "10"}}, "multipart/form-data: invalid /seconds: enum"),
        ("X-08", {"body": {"prompt": "x"}}, "multipart/form-data: missing /seconds"),
        ("X-07", {"files": {}}, "application/json: missing /video"),
        ("X-05", {"body": {"prompt": "x", "colour": "red"}}, "application/json: undeclared /colour"),
        ("X-13", {"params": {}}, "missing parameter video_id"),
        ("X-13", {"params": {"video_id": ""}}, "parameter invalid (root): minLength"),
        ("X-12", {"params": {"before": "x"}}, "undeclared parameter before"),
        ("X-12", {"body": {}}, "no media type takes this body"),
        ("X-12", {"operation": "list_films"}, "operation list_films does not exist"),
        ("X-36", {"body": {"id": 1, "object": "video", "status": "queued"}}, "invalid /id: type"),
    ],
)
def test_a_wrong_example_is_seen(
    doc: Any, examples: dict[str, Example], id_: str, change: dict[str, Any], said: str
) -> None:
    assert f"{id_}: {said}: an unlisted deviation" in judged(doc, examples, attrs.evolve(examples[id_], **change))
