"""Judges the documented examples by the contract, and the list of their deviations by what they really deviate in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import jsonschema_rs
from attrs import field, frozen
from reading import BadInputError, Tree, read_yaml
from references import followed, pointer

from contract_check.check import Finding
from contract_check.facts import FactBase, check_citations
from contract_check.spec import METHODS, Path_

if TYPE_CHECKING:
    from pathlib import Path

UNJUDGED = "cannot be judged:"
JSON, FORM = "application/json", "multipart/form-data"


@frozen
class Example:
    """One documented request, or one response with the request that it answers."""

    id: str
    operation: str
    source: tuple[str, ...]
    params: Mapping[str, Tree] = field(factory=dict)
    body: Tree = None
    files: Mapping[str, str] = field(factory=dict)
    answers: str = ""
    deviations: Mapping[str, str] = field(factory=dict)


def read_examples(folder: Path, base: FactBase) -> tuple[Example, ...]:
    """Read and check the examples; a deviation must name a decision that exists."""
    data = read_yaml(folder / "examples.yaml")
    if not isinstance(data, Mapping) or not isinstance(data.get("examples"), list):
        raise BadInputError("examples.yaml: must hold a list 'examples'")
    decisions = {fact.id for fact in base.facts if fact.part == "decisions"}
    read: dict[str, Example] = {}
    for row in data["examples"]:
        where = f"examples.yaml: {row.get('id', str(row)[:60])}" if isinstance(row, Mapping) else "examples.yaml"
        if not isinstance(row, Mapping) or not re.fullmatch(r"X-\d\d", str(row.get("id"))) or not row.get("source"):
            raise BadInputError(f"{where}: needs an id such as X-01 and a source")
        if row["id"] in read:
            raise BadInputError(f"{where}: the id is there twice")
        if ("request" in row) == ("answers" in row) or ("answers" in row and row["answers"] not in read):
            raise BadInputError(f"{where}: needs either 'request', an operation, or 'answers', an earlier example")
        check_citations(base.sources, tuple(row["source"]), where)
        for deviation, decision in row.get("deviations", {}).items():
            if decision not in decisions:
                raise BadInputError(f"{where}: {deviation}: there is no decision {decision}")
        operation = row.get("request") or read[row["answers"]].operation
        extra = {key: value for key, value in row.items() if key not in ("id", "request", "source")}
        try:
            read[row["id"]] = Example(id=row["id"], operation=operation, source=tuple(row["source"]), **extra)
        except TypeError:
            raise BadInputError(f"{where}: has a key that examples do not have") from None
    return tuple(read.values())


def judge(doc: Tree, examples: tuple[Example, ...]) -> tuple[Finding, ...]:
    """Compare what each example deviates in with what is listed for it."""
    by_id = {example.id: example for example in examples}
    findings = []
    for example in examples:
        found = set(deviations(doc, example, by_id.get(example.answers)))
        if unjudged := [text for text in found if text.startswith(UNJUDGED)]:
            findings += [Finding((example.id,), example.operation, text) for text in unjudged]
            continue
        findings += [
            Finding((example.id,), text, "an unlisted deviation") for text in sorted(found - set(example.deviations))
        ]
        findings += [
            Finding((example.id, decision), text, "is listed, but does not deviate any more")
            for text, decision in example.deviations.items()
            if text not in found
        ]
    return tuple(findings)


def deviations(doc: Tree, example: Example, request: Example | None) -> Iterator[str]:
    """Find everything that is unusual about an example."""
    operation = _operation(doc, example.operation)
    if operation is None:
        yield f"operation {example.operation} does not exist"
    elif request is None:
        yield from _request(doc, example, operation)
    else:
        yield from _response(doc, example, request, operation)


def _operation(doc: Tree, name: str) -> Tree:
    operations = (item[method] for item in doc["paths"].values() for method in METHODS & set(item))
    return next((operation for operation in operations if operation.get("operationId") == name), None)


def _request(doc: Tree, example: Example, operation: Tree) -> Iterator[str]:
    parameters = {name: followed(doc, value) for name, value in operation.get("parameters", {}).items()}
    for name in example.params.keys() - parameters.keys():
        yield f"undeclared parameter {name}"
    for name, parameter in parameters.items():
        if name in example.params:
            yield from _errors(doc, parameter.get("schema", {}), example.params[name], "parameter ")
        elif parameter.get("required"):
            yield f"missing parameter {name}"
    content = followed(doc, operation.get("requestBody", {})).get("content", {})
    fitting = [media for media in content if media == FORM or not example.files]
    if bool(content) != (example.body is not None) or bool(content) != bool(fitting):
        yield "no media type takes this body"
    if example.body is None:
        return
    body = {**example.body, **example.files}
    for media in fitting:
        schema = content[media].get("schema", {})
        for deviation in [*_errors(doc, schema, body), *_undeclared(doc, schema, body)]:
            yield f"{media}: {deviation}"


def _response(doc: Tree, example: Example, request: Example, operation: Tree) -> Iterator[str]:
    answers = operation.get("responses", {})
    if "200" not in answers:
        yield f"{UNJUDGED} there is no status 200, but {', '.join(answers) or 'none'}"
        return
    schema = followed(doc, answers["200"]).get("content", {}).get(JSON, {}).get("schema")
    if schema is None:
        yield "no media type takes this body"
        return
    yield from _errors(doc, schema, example.body)
    yield from _undeclared(doc, schema, example.body)
    yield from _absent(doc, schema, example.body)
    yield from _placeholders(example.body, ())
    if _filler(example.body):
        yield "filler"
    yield from dict.fromkeys(f"contradicts {id_}" for id_ in _contradictions(doc, example, request))


def _errors(doc: Tree, schema: Tree, value: Tree, prefix: str = "") -> Iterator[str]:
    try:
        validator = jsonschema_rs.validator_for({"allOf": [schema], "components": doc.get("components", {})})
    except jsonschema_rs.ValidationError as unusable:
        yield f"{prefix}nothing can be judged by this schema: {unusable.message}"
        return
    for error in validator.iter_errors(value):
        at = tuple(map(str, error.instance_path))
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            yield f"{prefix}missing {pointer((*at, error.kind.property))}"
        else:
            yield f"{prefix}invalid {pointer(at)}: {error.kind.name}"


def _undeclared(doc: Tree, schema: Tree, value: Tree, path: Path_ = ()) -> Iterator[str]:
    for at, declared, _, node in _objects(doc, schema, value, path):
        yield from (f"undeclared {pointer((*at, key))}" for key in node if key not in declared)


def _absent(doc: Tree, schema: Tree, value: Tree) -> Iterator[str]:
    for at, declared, required, node in _objects(doc, schema, value, ()):
        yield from (f"absent {pointer((*at, key))}" for key in declared if key not in node and key not in required)


def _objects(doc: Tree, schema: Tree, value: Tree, path: Path_) -> Iterator[tuple[Path_, Tree, Tree, Tree]]:
    """Walk the objects of a value beside their schemas: where each is, its properties and what is required."""
    schema = followed(doc, schema)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _objects(doc, schema["items"], item, (*path, str(index)))
    if isinstance(value, dict):
        objects = [s for s in (followed(doc, s) for s in schema.get("anyOf", [schema])) if "properties" in s]
        for found in objects:
            yield path, found["properties"], found.get("required", []), value
            for key, child in value.items():
                yield from _objects(doc, found["properties"].get(key, {}), child, (*path, key))


def _filler(value: Tree, key: str = "") -> bool:
    """Recognise what a generator writes for want of an example: a text that is its own name, or time zero."""
    if isinstance(value, dict):
        return any(_filler(child, name) for name, child in value.items())
    if isinstance(value, list):
        return any(map(_filler, value))
    return value == key or (value == 0 and key.endswith("_at"))


def _placeholders(value: Tree, path: Path_) -> Iterator[str]:
    """Find the name of a type where a value should be."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _placeholders(child, (*path, key))
    elif value == "string":
        yield f"placeholder {pointer(path)}"


def _contradictions(doc: Tree, example: Example, request: Example) -> Iterator[str]:
    """Find the behaviours (part E) that an answer does not show."""
    body, name = example.body, example.operation
    videos = body["data"] if "data" in body else [body] if body.get("object") == "video" else []
    for video in videos:
        completed, expires, created = (video.get(key) for key in ("completed_at", "expires_at", "created_at"))
        if video["status"] in ("queued", "in_progress") and completed is not None:
            yield "E-09"
        if video["status"] != "failed" and video.get("error") is not None:
            yield "E-11"
        if expires is not None and created is not None and expires <= created:
            yield "E-14"
    if videos and "first_id" in body and (body["first_id"], body["last_id"]) != (videos[0]["id"], videos[-1]["id"]):
        yield "E-37"
    if name in ("create_video", "remix_video") and body.get("remixed_from_video_id") != request.params.get("video_id"):
        yield "E-42"
    if name == "create_video":
        content = followed(doc, _operation(doc, name).get("requestBody", {})).get("content", {})
        properties = followed(doc, content.get(JSON, {}).get("schema", {})).get("properties", {})
        for key in ("seconds", "size"):
            if body[key] != request.body.get(key, properties.get(key, {}).get("default")):
                yield "E-17"
    own = {"retrieve_video": "E-04", "delete_video": "E-29", "get_character": "E-52"}
    if name in own and body["id"] not in request.params.values():
        yield own[name]
    if name == "create_character" and body["name"] not in (None, request.body["name"]):
        yield "E-51"
