"""The registry, the checks, the facts and the wheel have to know each other."""

from typing import Any

import pytest
import yaml
from openai_videos_conformance import Evidence, Level, Verdict, judge, load_checks, requirements
from openai_videos_conformance.scenario.extras import DEEP

from .conftest import ROOT

SUITE = ROOT / "conformance"


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def test_every_requirement_has_a_check_and_every_check_a_requirement() -> None:
    assert {check.requirement.id for check in load_checks(deep=True)} == set(requirements())
    shallow = {check.requirement for check in load_checks()}
    assert shallow == {row for row in requirements().values() if DEEP not in row.needs}


def test_every_behaviour_has_a_requirement_or_a_reason_why_not() -> None:
    behaviours = {row["id"] for row in read("docs/contract/behaviours.yaml")["behaviours"]}
    cited = {fact for row in requirements().values() for fact in row.source}
    untestable = {row["id"] for row in read("conformance/openai_videos_conformance/catalogue/untestable.yaml")}
    assert behaviours - cited == untestable
    assert all(row["reason"] for row in read("conformance/openai_videos_conformance/catalogue/untestable.yaml"))


def test_every_property_of_a_success_has_a_requirement() -> None:
    schemas = read("openapi.yaml")["components"]["schemas"]
    named = {row.subject for row in requirements().values() if row.subject}
    for schema in ("Video", "VideoList", "VideoDeleteResponse", "VideoCharacter"):
        assert {f"{schema}.{name}" for name in schemas[schema]["properties"]} <= named


@pytest.mark.parametrize("row", requirements().values(), ids=lambda row: row.id)
def test_a_requirement_is_complete(row: Any) -> None:
    assert row.statement.endswith(".")
    assert row.impact.endswith(".")
    assert row.source
    assert row.needs


def test_no_evidence_passes_nothing() -> None:
    results = judge(Evidence())
    assert {result.verdict for result in results} <= {Verdict.NOT_VERIFIED, Verdict.BLOCKED, Verdict.NOT_CLAIMED}
    assert all(result.is_red() for result in results if result.requirement.level is Level.MUST)
