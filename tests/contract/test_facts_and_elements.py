"""The contract as it is, and every edit of it, in both directions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from contract_check.check import check, leads_nowhere
from contract_check.facts import FactBase, read_facts
from contract_check.mutate import mutants
from contract_check.power import outcomes
from contract_check.spec import elements, read_spec
from references import parse_pointer, pointer

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "contract"


@pytest.fixture(scope="module")
def doc() -> Any:
    return read_spec(ROOT / "openapi.yaml")


@pytest.fixture(scope="module")
def base() -> FactBase:
    return read_facts(FOLDER)


def edited(doc: Any, at: str, value: Any) -> Any:
    """A copy of the document with another value at a pointer."""
    path = parse_pointer(at)

    def put(node: Any, rest: tuple[str, ...]) -> Any:
        if not rest:
            return value
        return {**node, rest[0]: put(node.get(rest[0], {}), rest[1:])}

    return put(doc, path)


def test_the_contract_and_the_facts_say_the_same(doc: Any, base: FactBase) -> None:
    assert check(doc, base.facts).findings == ()


def test_the_fact_base_is_whole(base: FactBase) -> None:
    counted = {letter: sum(fact.id.startswith(letter) for fact in base.facts) for letter in "VSDEF"}
    assert counted["V"] == 110
    assert counted["S"] == 56
    assert counted["D"] >= 46
    assert counted["E"] == 70
    assert counted["F"] == 19
    documented = [fact for fact in base.facts if fact.id[0] in "VS"]
    assert sum(bool(fact.prose) for fact in documented) <= 6, "facts about the pages themselves, and no others"


def test_every_edit_is_caught_and_names_a_fact(doc: Any, base: FactBase) -> None:
    seen = list(outcomes(doc, base.facts))
    assert len(seen) > 4000
    survivors = [str(one.mutant) for one in seen if not one.findings]
    assert survivors == []
    assert all(finding.facts for one in seen for finding in one.findings)
    assert {one.mutant.act for one in seen} == {"remove", "rename", "reword", "retype", "widen", "narrow", "reorder"}


def test_every_element_is_edited(doc: Any) -> None:
    touched = set()
    for mutant in mutants(doc):
        touched |= {mutant.path[:length] for length in range(1, len(mutant.path) + 1)}
    # The members of a list of texts are edited by editing their list.
    untouched = [
        pointer(path)
        for path, _ in elements(doc)
        if path not in touched and not (path[-2] in {"enum", "required", "type", "tags"} and path[:-1] in touched)
    ]
    assert untouched == []


def test_the_quick_way_to_catch_agrees_with_the_whole_check(doc: Any, base: FactBase) -> None:
    for mutant in list(mutants(doc))[::40]:
        assert check(mutant.doc, base.facts).findings, str(mutant)


VIDEO = "/components/schemas/Video"


@pytest.mark.parametrize(
    ("at", "value", "fact", "said"),
    [
        (f"{VIDEO}/properties/progress/maximum", 101, "D-26", "is 101, must be 100"),
        (f"{VIDEO}/properties/seconds/type", "integer", "S-VIDEO-12", "must be 'string'"),
        (f"{VIDEO}/properties/url", {"type": "string"}, "S-VIDEO-16", "must not be there"),
        (f"{VIDEO}/required", ["id"], "S-VIDEO-15", "must be"),
        ("/components/schemas/VideoSeconds/enum", ["8", "4", "12"], "S-SECONDS-01", "must be ['4', '8', '12']"),
        ("/components/schemas/VideoExtensionSeconds/enum", ["4", "8", "12"], "D-01", "must be"),
        ("/components/schemas/Error/pattern", "x", "F-02", "no fact accounts for"),
        ("/paths/~1videos/put", {"summary": "x"}, "V-GEN-01", "has put too many"),
        ("/paths/~1videos/get/deprecated", True, "V-GEN-06", "nothing is deprecated"),
        ("/paths/~1videos/get/parameters/before", {"in": "query"}, "V-LIST-08", "has before too many"),
        ("/info/version", "next", "D-48", "not a version"),
        ("/paths/~1videos/get/summary", "", "D-50", "has no summary"),
    ],
)
def test_an_edit_names_its_fact(doc: Any, base: FactBase, at: str, value: Any, fact: str, said: str) -> None:
    findings = check(edited(doc, at, value), base.facts).findings
    assert any(fact in finding.facts and said in finding.what for finding in findings), [str(f) for f in findings]


def test_where_a_pointer_leads(doc: Any) -> None:
    there = "/paths/~1videos/post/responses/200/content/application~1json/schema/properties/id"
    assert not leads_nowhere(doc, parse_pointer(there)), "references on the way are followed"
    assert leads_nowhere(doc, parse_pointer(there + "/type/x"))
    assert pointer(parse_pointer(there)) == there
