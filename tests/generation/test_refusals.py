"""Edits of the contract as other APIs have them, of which no right client can be made: refused, with a way out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from drawn.trial import is_there
from generation.check import STAGES, refusals
from generation.document import Contract
from generation.failure import Refusal

ROOT = Path(__file__).resolve().parents[2]
SPEC: Any = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
VIDEO = {"$ref": "#/components/schemas/Video"}
CHARACTER = {"$ref": "#/components/schemas/VideoCharacter"}
BYTES = {"type": "string", "format": "binary"}
Edit = Callable[[Any], object]


def _refused(edit: Edit) -> list[Refusal]:
    spec = copy.deepcopy(SPEC)
    edit(spec)
    return refusals(Contract(spec))


def _property(name: str, schema: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"]["Video"]["properties"].update({name: schema})


def _schema(name: str, schema: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"].update({name: schema})


def _get(**words: Any) -> Edit:
    return lambda spec: spec["paths"]["/videos/{video_id}"]["get"].update(words)


def _post(**words: Any) -> Edit:
    return lambda spec: spec["paths"]["/videos"]["post"].update(words)


def _parameter(**words: Any) -> Edit:
    parameter = {"name": "more", "in": "query", "schema": {"type": "string"}, **words}
    return lambda spec: spec["paths"]["/videos"]["get"]["parameters"].append(parameter)


def _operation(operation_id: str, path: str = "/new", method: str = "get", **words: Any) -> Edit:
    operation = {"operationId": operation_id, "tags": ["videos"], "responses": {"204": {"description": "Done."}}}
    return lambda spec: spec["paths"].setdefault(path, {}).update({method: {**operation, **words}})


def _answer(content: Any, status: str = "200") -> dict[str, Any]:
    return {status: {"description": "x", "content": content}}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _put(at: list[str], value: Any) -> Edit:
    def edit(spec: Any) -> None:
        for part in at[:-1]:
            spec = spec[part]
        spec[at[-1]] = value

    return edit


def _del(*at: Any) -> Edit:
    def edit(spec: Any) -> None:
        for part in at[:-1]:
            spec = spec[part]
        del spec[at[-1]]

    return edit


def _fields(kind: str, **properties: Any) -> Edit:
    return lambda spec: spec["components"]["schemas"][f"CreateVideo{kind}Body"]["properties"].update(properties)


def _both(*edits: Edit) -> Edit:
    return lambda spec: [edit(spec) for edit in edits]


OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
TWICE = {"a/x+json": {"schema": {"type": "object"}}, **_json({"type": "object"})}
LIST = ("paths", "/videos", "get")
BODY = {"required": True, "content": _json({"$ref": "#/components/schemas/RemixVideoJsonBody"})}

# The rule, the edit, the place that is told, and a word of the reason.
REFUSED: list[tuple[str, Edit, str, str]] = [
    ("json", _put(["components", "schemas", "VideoStatus", "enum"], ["queued", float]), "/VideoStatus/enum/1", "JSON"),
    ("json", _get(responses={200: {"description": "x"}}), "/get/responses/200", "the key 200"),
    ("object", _property("a", True), "/properties/a", "is an object"),
    ("version", _put(["openapi"], "3.0.3"), "/openapi", "3.0.3"),
    ("word", _property("a", {"type": "string", "nullable": True}), "/properties/a/nullable", "`nullable`"),
    ("word", _schema("A", {"allOf": [VIDEO]}), "/schemas/A/allOf", "`allOf`"),
    ("word", _get(callbacks={"x": {}}), "/get/callbacks", "`callbacks`"),
    ("word", _get(servers=[{"url": "http://a.test"}]), "/get/servers", "`servers`"),
    ("word", _put(["webhooks"], {"x": {}}), "/webhooks", "`webhooks`"),
    ("word", _operation("a", method="trace"), "/~1new/trace", "`trace`"),
    ("type", _get(responses=3), "/get/responses", "an object"),
    ("type", _property("a", {"type": "string", "minLength": True}), "/properties/a/minLength", "a number"),
    ("reference", _property("a", {"$ref": "#/components/schemas/No"}), "/properties/a/$ref", "leads nowhere"),
    ("reference", _property("a", {"$ref": "#/components/schemas/Video/properties/id"}), "/a/$ref", "leads nowhere"),
    ("reference", _get(responses={"200": {"$ref": "#/components/schemas/Video"}}), "/200/$ref", "leads nowhere"),
    ("circle", _schema("A", {"$ref": "#/components/schemas/A"}), "/schemas/A/$ref", "itself"),
    ("beside-reference", _property("a", {**VIDEO, "type": "object"}), "/properties/a/type", "dropped"),
    ("printable", _property("a\u200bb", {"type": "string"}), "/properties/a\u200bb", "cannot be seen"),
    ("printable", _schema("A", {"type": "string", "enum": [""]}), "/schemas/A/enum/0", "empty"),
    ("known-type", _property("a", {"type": "text"}), "/properties/a/type", "no type text"),
    ("typed", _property("a", {"items": VIDEO}), "/properties/a/items", "type: array"),
    ("union-alone", _property("a", {"anyOf": [VIDEO], "type": "object"}), "/properties/a/anyOf", "dropped"),
    ("object-alone", _schema("A", {**OBJECT, "type": ["object", "null"]}), "/schemas/A/type", "no class"),
    ("one-class", _property("a", {"oneOf": [VIDEO, CHARACTER]}), "/properties/a/oneOf", "Video or VideoCharacter"),
    ("one-class", _property("a", {"anyOf": [VIDEO, {"type": "object"}]}), "/properties/a/anyOf", "told apart"),
    (
        "one-class",
        _property("a", {"anyOf": [VIDEO, {"type": "array", "items": CHARACTER}]}),
        "/properties/a/anyOf",
        "told apart",
    ),
    (
        "map",
        _property("a", {"type": "object", "additionalProperties": VIDEO}),
        "/a/additionalProperties",
        "map of Video",
    ),
    ("named-class", _property("a", OBJECT), "/properties/a", "name for its class"),
    ("named-class", _operation("a", responses=_answer(_json(OBJECT))), "/application~1json/schema", "name for its"),
    ("named-enum", _property("a", {"type": "string", "enum": ["b"]}), "/properties/a/enum", "name for its type"),
    ("enum", _schema("A", {"type": "string", "enum": ["a", 1]}), "/schemas/A/enum", "all of them"),
    ("enum", _schema("A", {"type": "string", "enum": ["a", None]}), "/schemas/A/enum", "all of them"),
    ("enum", _schema("A", {"type": "number", "enum": [0.5]}), "/schemas/A/enum", "string or integer"),
    ("const", _property("a", {"const": "b"}), "/properties/a/const", "a value of its `type`"),
    ("const", _property("a", {"type": "number", "const": 0.5}), "/properties/a/const", "string, integer or boolean"),
    ("const", _property("a", {"type": "string", "const": 'a "b"'}), "/properties/a/const", "without quotes"),
    ("alias", _schema("Clip", VIDEO), "/schemas/Clip/$ref", "no class of its own"),
    ("plain-bytes", _fields("Multipart", a={**BYTES, "type": ["string", "null"]}), "/a/format", "something else"),
    ("ending", _schema("A", {"type": "array", "items": {"$ref": "#/components/schemas/A"}}), "/schemas/A", "itself"),
    ("bytes", _property("a", BYTES), "/properties/a/format", "JSON has none"),
    ("bytes", _parameter(schema=BYTES), "/parameters/3/schema/format", "no query"),
    ("parameter", _both(_parameter(), _del(*LIST, "parameters", 3, "schema")), "/parameters/3", "`schema`"),
    ("parameter-place", _parameter(**{"in": "cookie"}), "/parameters/3/in", "dropped"),
    ("parameter-style", _parameter(explode=False), "/parameters/3/explode", "another way"),
    ("parameter-style", _parameter(style="deepObject"), "/parameters/3/style", "another way"),
    ("parameter-value", _parameter(schema={"type": "object"}), "/parameters/3/schema", "a list of these"),
    (
        "parameter-value",
        _parameter(**{"in": "header", "schema": {"type": "array", "items": {"type": "string"}}}),
        "/parameters/3/schema",
        "header",
    ),
    ("path", _operation("a", path="/new/{id}"), "/~1new~1{id}/get", "differ"),
    ("path", _operation("a", path="/new?x=1"), "/~1new?x=1", "more in it"),
    ("header", _parameter(**{"in": "header", "name": "Authorization"}), "/parameters/3/name", "the client's own"),
    ("bodiless", _get(requestBody=BODY), "/get/requestBody", "a GET has no body"),
    ("choice", _post(requestBody={"content": TWICE}), "/requestBody/content", "leave a choice"),
    (
        "choice",
        _put(
            ["paths", "/videos", "post", "requestBody", "content", "multipart/form-data", "schema"],
            {"$ref": "#/components/schemas/CreateVideoJsonBody"},
        ),
        "/multipart~1form-data/schema",
        "which one is sent",
    ),
    ("choice", _post(requestBody={"content": {"video/mp4": {"schema": BYTES}}}), "/requestBody", "required: true"),
    ("body", _post(requestBody={"content": _json({"type": "array"})}), "/application~1json", "an object"),
    ("body", _post(requestBody={"content": {"text/plain": {"schema": {"type": "string"}}}}), "/text~1plain", "binary"),
    ("form-value", _fields("Multipart", a={"type": "array", "items": VIDEO}), "/properties/a", "a list of these"),
    ("field", _fields("Json", prompt={"type": "integer"}), "/properties/prompt", "something else"),
    ("field", _fields("Json", input_reference={"type": "string"}), "/properties/input_reference", "something else"),
    (
        "field",
        lambda spec: spec["components"]["schemas"]["CreateVideoJsonBody"].update(required=[]),
        "/properties/prompt",
        "needed in one body",
    ),
    ("required", _put(["components", "schemas", "Error", "required"], ["nothing"]), "/Error/required/0", "no property"),
    ("security", _put(["components", "securitySchemes", "bearerAuth"], {"type": "apiKey"}), "/security/0", "bearer"),
    (
        "success",
        _get(responses={"default": {"description": "x", "content": _json(VIDEO)}}),
        "/get/responses",
        "default",
    ),
    ("one-answer", _operation("a", responses=_answer(_json(VIDEO)) | {"204": {"description": "x"}}), "/204", "another"),
    ("one-answer", _operation("a", responses=_answer(_json(VIDEO)) | _answer(_json(CHARACTER), "202")), "/202", "200"),
    (
        "mixed",
        _operation("a", responses=_answer(_json(VIDEO) | {"video/mp4": {"schema": BYTES}})),
        "/200/content",
        "no one thing",
    ),
    ("schema", _operation("a", responses=_answer({"application/json": {}})), "/application~1json", "dropped"),
    (
        "media-type",
        _operation("a", responses=_answer({"text/event-stream": {"schema": {"type": "string"}}})),
        "/text~1event-stream",
        "nothing that the client reads",
    ),
    ("file", _operation("a", responses=_answer({"video/mp4": {"schema": BYTES}}, "202")), "/202", "a part of one"),
    ("no-content", _operation("a", method="head", responses=_answer(_json(VIDEO))), "/head/responses/200", "HEAD"),
    (
        "link",
        _put(["components", "responses", "NewVideoJob", "links", "job", "operationId"], "show_video"),
        "/links/job/operationId",
        "no operation show_video",
    ),
    ("job", _post(tags=["jobs"]), "/~1videos/post", "another tag"),
    ("page", _put(["components", "schemas", "VideoList", "properties", "data", "items"], {}), "/data", "page by page"),
    ("operation-id", _del("paths", "/videos", "get", "operationId"), "/~1videos/get", "there is none"),
    ("same-operation", _operation("createVideo", path="/new"), "/~1new/get/operationId", "create_video"),
    ("one-tag", _get(tags=["videos", "more"]), "/get/tags", "one place"),
    ("tag", _operation("a", tags=["close"]), "/tags/0", "client.close"),
    ("tag", _operation("a", tags=["Resource"]), "/tags/0", "something else"),
    ("method", _operation("create"), "/~1new/get/operationId", "that of create_video"),
    ("method", _operation("with_raw_response"), "/~1new/get/operationId", "taken or reserved"),
    ("method", _operation("import_video"), "/~1new/get/operationId", "taken or reserved"),
    ("method", _operation("create_and_poll"), "/~1new/get/operationId", "that of create_video"),
    (
        "params",
        _both(_operation("x2_video"), _operation("x_2_video", method="delete")),
        "/~1new/delete/operationId",
        "VideoX2Params",
    ),
    ("argument", _parameter(name="timeout"), "/parameters/3", "every method has"),
    ("argument", _parameter(name="extra_body"), "/parameters/3", "every method has"),
    ("argument", _parameter(name="params"), "/parameters/3", "every method has"),
    (
        "argument",
        _post(parameters=[{"name": "prompt", "in": "query", "schema": {"type": "string"}}]),
        "/properties/prompt",
        "becomes too",
    ),
    *(
        ("property", _property(name, {"type": "string"}), f"/properties/{name}", "of its own")
        for name in ("to_dict", "from_dict", "to_json", "model_dump", "additional_properties", "property")
    ),
    ("property", _property("created_at_datetime", {"type": "string"}), "/created_at_datetime", "date and time"),
    ("property", _property("createdAt", {"type": "string"}), "/properties/createdAt", "created_at"),
    (
        "property",
        lambda spec: spec["components"]["schemas"]["VideoList"]["properties"].update(iter_pages={"type": "string"}),
        "/properties/iter_pages",
        "of its own",
    ),
    *(
        ("class", _schema(name, OBJECT), f"/schemas/{name}", "belongs to the client")
        for name in ("ClassVar", "Literal", "Any", "Model", "Omit", "VideoModelParam")
    ),
    ("class", _schema("Video_", OBJECT), "/schemas/Video_", "become one module"),
    ("class", _schema("AsyncVideos", OBJECT), "/schemas/AsyncVideos", "the tag videos"),
    ("class", _schema("VideoListPage", OBJECT), "/schemas/VideoListPage", "the pages of VideoList"),
    ("class", _schema("VideoCreateParams", OBJECT), "/schemas/VideoCreateParams", "create_video takes"),
    ("wanted", _both(_del("components", "responses"), lambda spec: spec["paths"].clear()), "/paths", "the tag videos"),
]


@pytest.mark.parametrize(("rule", "edit", "place", "word"), REFUSED, ids=[f"{r[0]}{r[2]}" for r in REFUSED])
def test_what_cannot_be_made_rightly_is_refused(rule: str, edit: Edit, place: str, word: str) -> None:
    spec = copy.deepcopy(SPEC)
    edit(spec)
    told = refusals(Contract(spec))
    lines = [str(refusal) for refusal in told]
    assert any(place in line.partition(": ")[0] and word in line for line in lines), lines
    (known,) = {one.name: one for stage in STAGES for one in stage if one.name == rule}.values()
    assert set(known.refusals(Contract(spec))) & set(told)
    for line in lines:
        assert line.count(". Way out: ") == 1, line
        assert is_there(spec, line.partition(": ")[0]), line


def test_every_rule_is_shown() -> None:
    rules = [rule.name for stage in STAGES for rule in stage]
    assert len(rules) == len(set(rules))
    assert set(rules) == {rule for rule, *_ in REFUSED}


def test_the_contract_itself_is_not_refused() -> None:
    assert refusals(Contract(SPEC)) == []
