"""Breaking and compatible changes are told apart, by direction, and the version follows them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from contract_check.changes import changes, version_finding
from contract_check.spec import read_spec

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SPEC = read_spec(ROOT / "openapi.yaml")


def schema(doc: Any, name: str) -> Any:
    return doc["components"]["schemas"][name]


def edit(change: Callable[[Any], object]) -> Any:
    doc = copy.deepcopy(SPEC)
    change(doc)
    return doc


def test_nothing_changed() -> None:
    assert changes(SPEC, copy.deepcopy(SPEC)) == ()
    assert version_finding(SPEC, SPEC, ()) is None


BREAKING: dict[str, Callable[[Any], object]] = {
    "an operation goes": lambda d: d["paths"]["/videos"].pop("get"),
    "a path goes": lambda d: d["paths"].pop("/videos/edits"),
    "an operation is renamed": lambda d: d["paths"]["/videos"]["get"].update(operationId="list"),
    "a parameter goes": lambda d: d["paths"]["/videos"]["get"]["parameters"].pop("after"),
    "a parameter is required": lambda d: d["paths"]["/videos"]["get"]["parameters"]["after"].update(required=True),
    "a required parameter comes": lambda d: d["paths"]["/videos"]["get"]["parameters"].update(
        team={"in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "a parameter has less room": lambda d: d["paths"]["/videos"]["get"]["parameters"]["limit"]["schema"].update(
        maximum=50
    ),
    "a media type of a request goes": lambda d: d["paths"]["/videos"]["post"]["requestBody"]["content"].pop(
        "multipart/form-data"
    ),
    "a media type of an answer comes": lambda d: d["components"]["responses"]["VideoJob"]["content"].update(
        {"text/plain": {"schema": {"type": "string"}}}
    ),
    "a field of a request is required": lambda d: schema(d, "CreateVideoJsonBody")["required"].append("size"),
    "a text of a request is shorter": lambda d: schema(d, "RemixVideoJsonBody")["properties"]["prompt"].update(
        maxLength=9
    ),
    "a text of a request gets a least length": lambda d: schema(d, "EditVideoJsonBody")["properties"]["prompt"].update(
        minLength=2
    ),
    "a choice of a request goes": lambda d: schema(d, "VideoSeconds").update(enum=["4", "8"]),
    "a state of an answer comes": lambda d: schema(d, "VideoStatus")["enum"].append("expired"),
    "a property of an answer goes": lambda d: schema(d, "Video")["properties"].pop("progress"),
    "a property of an answer is no longer sure": lambda d: schema(d, "Video")["required"].remove("progress"),
    "a property of an answer can be null": lambda d: schema(d, "Video")["properties"]["id"].update(
        type=["string", "null"]
    ),
    "a number of an answer has more room": lambda d: schema(d, "Video")["properties"]["progress"].pop("maximum"),
    "a type changes": lambda d: schema(d, "Video")["properties"]["seconds"].update(type="integer"),
    "a constant changes": lambda d: schema(d, "Video")["properties"]["object"].update(const="film"),
    "a default changes": lambda d: schema(d, "CreateVideoJsonBody")["properties"]["seconds"].update(default="8"),
    "a status goes": lambda d: d["paths"]["/videos"]["get"]["responses"].pop("4XX"),
    "another success comes": lambda d: d["paths"]["/videos"]["get"]["responses"].update(
        {"202": {"description": "Later."}}
    ),
    "the key goes elsewhere": lambda d: d["components"]["securitySchemes"]["bearerAuth"].update(scheme="basic"),
    "an unknown keyword comes": lambda d: schema(d, "Video").update(additionalProperties=False),
}
COMPATIBLE: dict[str, Callable[[Any], object]] = {
    "an operation comes": lambda d: d["paths"].update({"/films": {"get": {"operationId": "films", "responses": {}}}}),
    "a parameter comes": lambda d: d["paths"]["/videos"]["get"]["parameters"].update(
        before={"in": "query", "schema": {"type": "string"}}
    ),
    "a parameter has more room": lambda d: d["paths"]["/videos"]["get"]["parameters"]["limit"]["schema"].update(
        maximum=500
    ),
    "a field of a request comes": lambda d: schema(d, "CreateVideoJsonBody")["properties"].update(
        loop={"type": "boolean"}
    ),
    "a field of a request is optional": lambda d: schema(d, "ExtendVideoJsonBody")["required"].remove("seconds"),
    "a choice of a request comes": lambda d: schema(d, "VideoSeconds")["enum"].append("16"),
    "a state of an answer goes": lambda d: schema(d, "VideoStatus")["enum"].remove("in_progress"),
    "a property of an answer comes": lambda d: schema(d, "Video")["properties"].update(url={"type": "string"}),
    "a property of an answer is sure": lambda d: schema(d, "Video")["required"].append("prompt"),
    "a property of an answer is never null": lambda d: schema(d, "Video")["properties"]["prompt"].update(type="string"),
    "something is deprecated": lambda d: d["paths"]["/videos"]["get"].update(deprecated=True),
}
SILENT: dict[str, Callable[[Any], object]] = {
    "a description changes": lambda d: schema(d, "Video").update(description="Other words."),
    "a schema is written in place": lambda d: schema(d, "Video")["properties"].update(
        size=dict(schema(d, "VideoSize"))
    ),
    "an example changes": lambda d: d["components"]["parameters"]["VideoId"].update(example="other"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change(name: str) -> None:
    found = changes(SPEC, edit(BREAKING[name]))
    assert any(change.breaking for change in found), found


@pytest.mark.parametrize("name", COMPATIBLE)
def test_a_compatible_change(name: str) -> None:
    found = changes(SPEC, edit(COMPATIBLE[name]))
    assert found
    assert not any(change.breaking for change in found), found


@pytest.mark.parametrize("name", SILENT)
def test_no_change_at_all(name: str) -> None:
    assert changes(SPEC, edit(SILENT[name])) == ()


@pytest.mark.parametrize(
    ("last", "now", "change", "wanted"),
    [
        ("0.1.0", "0.1.0", "a path goes", "0.2.0"),
        ("0.1.0", "0.1.1", "a path goes", "0.2.0"),
        ("0.1.0", "0.2.0", "a path goes", None),
        ("0.1.0", "0.1.0", "an operation comes", "0.1.1"),
        ("0.1.0", "0.1.1", "an operation comes", None),
        ("1.2.3", "1.3.0", "a path goes", "2.0.0"),
        ("1.2.3", "2.0.0", "a path goes", None),
        ("1.2.3", "1.2.4", "an operation comes", "1.3.0"),
        ("0.2.0", "0.1.0", None, "0.2.1"),
        ("0.1.0", "next", None, "not a version"),
    ],
)
def test_the_version_follows(last: str, now: str, change: str | None, wanted: str | None) -> None:
    old = edit(lambda d: d["info"].update(version=last))
    new = edit(lambda d: {**BREAKING, **COMPATIBLE}[change](d) if change else None)
    new["info"]["version"] = now
    finding = version_finding(old, new, changes(old, new))
    if wanted is None:
        assert finding is None
    else:
        assert finding is not None
        assert finding.facts == ("D-48",)
        assert wanted in finding.what
