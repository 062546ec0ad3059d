"""Recorded answers with one line of the contract broken in each: every keyword of every response schema, every header.

status        another one of the same family, of another family, or none that is documented
media-type    another one, or none
body          no JSON, nothing, or half of it
keyword       each keyword of the schema, wherever the answer has something that it speaks of
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import yaml
from attrs import frozen
from openai_videos_conformance import Exchange
from references import followed

Json: TypeAlias = Any
Path_: TypeAlias = tuple[str | int, ...]
ROOT = Path(__file__).resolve().parents[2]
ITEMS_MOST = 2
"""Items of one array that are altered: the others are alike."""

_OF_TYPE: Mapping[str, Json] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "number": 7.5,
    "string": "7",
    "array": [],
    "object": {},
}
"""A value of each type of JSON."""


@frozen
class Line:
    """A line of the contract that can be broken, such as the `maximum` of `Video.progress`."""

    where: str
    """A schema or a property of one, such as `Video.progress`; for the rest of an answer, its operation."""
    keyword: str

    def __str__(self) -> str:
        return f"{self.where} {self.keyword}"


@frozen
class Mutant:
    """Recorded answers that break one line: one of them alone, or all that can."""

    line: Line
    how: str
    step: str
    """The step of the one answer; empty where all are altered."""
    altered: Mapping[int, Exchange]
    """The answers in place of the recorded ones, by their place in the run."""

    def __str__(self) -> str:
        return f"{self.step or 'everywhere'}: {self.line}: {self.how}"


@frozen
class _Edit:
    """One way to alter one answer: another answer, or another value in one place of its document."""

    line: Line
    how: str
    answer: Exchange | None = None
    path: Path_ = ()
    value: Json = None
    """`_GONE` takes the place away."""

    def apply(self, exchange: Exchange) -> Exchange:
        """Alter the answer."""
        if self.answer is not None:
            return self.answer
        return attrs.evolve(exchange, body=json.dumps(_put(exchange.json, self.path, self.value)).encode())


_GONE = object()


@cache
def contract() -> Json:
    """Parse the contract."""
    return yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))


def alone(exchanges: Sequence[Exchange], index: int) -> Iterator[Mutant]:
    """Break every line in one answer, as a server does that is wrong now and then."""
    exchange = exchanges[index]
    for edit in _edits(exchange, exchanges, ITEMS_MOST):
        yield Mutant(edit.line, edit.how, exchange.step, {index: edit.apply(exchange)})


def everywhere(exchanges: Sequence[Exchange]) -> Iterator[Mutant]:
    """Break every line in all answers alike, as a server does that knows no better."""
    groups: dict[tuple[Line, str], dict[int, Exchange]] = {}
    for index, exchange in enumerate(exchanges):
        for edit in _edits(exchange, exchanges, len(exchange.body)):
            altered = groups.setdefault((edit.line, edit.how), {})
            altered[index] = edit.apply(altered.get(index, exchange))
    yield from (Mutant(line, how, "", altered) for (line, how), altered in groups.items())


def _edits(exchange: Exchange, others: Sequence[Exchange], items: int) -> Iterator[_Edit]:
    response = _response(exchange)
    if response is None or exchange.operation is None:
        return
    yield from _statuses(exchange, others)
    yield from _media_types(exchange)
    if exchange.media_type == "application/json":
        yield from _bodies(exchange)
        schema = response["content"]["application/json"]["schema"]
        yield from _breaks(schema, exchange.json, "", (), items)


def lines() -> set[Line]:
    """Every line of the contract's responses that a mutant can break in a body."""
    found: set[Line] = set()
    for item in contract()["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values():
                for media in followed(contract(), response)["content"].values():
                    found |= set(_lines(media["schema"], "", frozenset()))
    return found


def _response(exchange: Exchange) -> Json:
    """Find what the contract says of an answer; None where it is silent."""
    if exchange.operation is None or exchange.error:
        return None
    for item in contract()["paths"].values():
        for operation in item.values():
            if operation["operationId"] == exchange.operation:
                declared = operation["responses"]
                found = declared.get(str(exchange.status)) or declared.get(f"{exchange.status // 100}XX")
                return None if found is None else followed(contract(), found)
    return None


def _statuses(exchange: Exchange, others: Sequence[Exchange]) -> Iterator[_Edit]:
    line = Line(str(exchange.operation), "status")
    for status in (200, 201, 202, 204, 206, 302, 400, 404, 500, 503):
        if status == exchange.status or exchange.status // 100 == status // 100 == 4:
            continue
        like = _like(exchange, status, others)
        if like is not None:
            other = attrs.evolve(exchange, status=status, headers=like.headers, body=like.body)
            yield _Edit(line, f"{exchange.status} becomes {status}", other)


def _like(exchange: Exchange, status: int, others: Sequence[Exchange]) -> Exchange | None:
    """Find an answer whose body fits a status; None if none was recorded."""
    if status in (204, 302):
        return attrs.evolve(exchange, headers=(), body=b"")
    if status >= 400:
        if exchange.status >= 400:
            return exchange
        return next((other for other in others if other.operation and other.refused), None)
    if exchange.accepted:
        return exchange
    return next((other for other in others if other.operation == exchange.operation and other.status == 200), None)


def _media_types(exchange: Exchange) -> Iterator[_Edit]:
    line = Line(str(exchange.operation), "media-type")
    kept = tuple((name, value) for name, value in exchange.headers if name.lower() != "content-type")
    yield _Edit(line, "none", attrs.evolve(exchange, headers=kept))
    for other in ("text/plain", "application/octet-stream", "application/json", "video/mp4"):
        if other != exchange.media_type:
            headers = (*kept, ("content-type", other))
            yield _Edit(line, f"{exchange.media_type} becomes {other}", attrs.evolve(exchange, headers=headers))


def _bodies(exchange: Exchange) -> Iterator[_Edit]:
    line = Line(str(exchange.operation), "body")
    half = exchange.body[: len(exchange.body) // 2]
    for how, body in (("nothing", b""), ("half of it", half), ("a page", b"<!doctype html><title>Error</title>")):
        yield _Edit(line, how, attrs.evolve(exchange, body=body))


def _named(schema: Json, where: str) -> tuple[Json, str]:
    """Follow references; a schema of objects gives its name to what is inside of it."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = followed(contract(), schema)
        where = name if schema.get("type") == "object" else where
    return schema, where


def _breaks(schema: Json, value: Json, where: str, path: Path_, items: int) -> Iterator[_Edit]:
    """Every way to break what a schema says of a value that keeps it."""
    outer = where
    schema, where = _named(schema, where)
    if "anyOf" in schema:
        kinds = {kind for branch in schema["anyOf"] for kind in _types(followed(contract(), branch))}
        yield from _retyped(Line(outer, "anyOf"), kinds, path)
        for branch in schema["anyOf"]:
            if isinstance(value, dict) and "object" in _types(followed(contract(), branch)):
                yield from _breaks(branch, value, where, path, items)
        return
    yield from _retyped(Line(where, "type"), _types(schema), path)
    for keyword, how, wrong in _wrong(schema, value):
        yield _Edit(Line(where, keyword), how, path=path, value=wrong)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            yield _Edit(Line(f"{where}.{name}", "required"), "left out", path=(*path, name), value=_GONE)
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from _breaks(inner, value[name], f"{where}.{name}", (*path, name), items)
    if isinstance(value, list) and "items" in schema:
        for number in range(min(items, len(value))):
            yield from _breaks(schema["items"], value[number], where, (*path, number), items)


def _types(schema: Json) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _retyped(line: Line, allowed: Collection[str], path: Path_) -> Iterator[_Edit]:
    numbers = {"number", "integer"} if "number" in allowed else set[str]()
    for kind, other in _OF_TYPE.items() if allowed else ():
        if kind not in {*allowed, *numbers}:
            yield _Edit(line, f"becomes {json.dumps(other)}", path=path, value=other)


def _wrong(schema: Json, value: Json) -> Iterator[tuple[str, str, Json]]:
    """Values of the right type that break one keyword, each with how it is made."""
    for keyword in ("enum", "const"):
        if keyword in schema:
            made = {"empty": "", "a letter behind it": f"{value}x", "in capitals": str(value).upper()}
            right = schema["enum"] if keyword == "enum" else [schema["const"]]
            yield from ((keyword, how, wrong) for how, wrong in made.items() if wrong not in right)
    if "minimum" in schema:
        yield from (("minimum", f"{step} below", schema["minimum"] - step) for step in (1, 1000))
    if "maximum" in schema:
        yield from (("maximum", f"{step} above", schema["maximum"] + step) for step in (1, 1000))
    if schema.get("format") == "unixtime" and isinstance(value, int):
        yield "format", "in milliseconds", value * 1000


def _put(node: Json, path: Path_, value: Json) -> Json:
    """Copy a document with another value in one place; only the way there is copied."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    copy = dict(node) if isinstance(node, dict) else list(node)
    if rest or value is not _GONE:
        copy[step] = _put(node[step], rest, value)  # type: ignore[index]
    else:
        del copy[step]  # type: ignore[arg-type]
    return copy


_KEYWORDS = ("enum", "const", "minimum", "maximum")
_SILENT = frozenset({"description", "$ref", "properties", "items", "required", "type", "anyOf", "format", *_KEYWORDS})


def _lines(schema: Json, where: str, seen: frozenset[str]) -> Iterator[Line]:
    outer = where
    schema, where = _named(schema, where)
    if unknown := schema.keys() - _SILENT:
        raise ValueError(f"the mutants know no way to break {', '.join(sorted(unknown))} of {where}: teach them one")
    if "anyOf" in schema:
        yield Line(outer, "anyOf")
        for branch in schema["anyOf"]:
            if "object" in _types(followed(contract(), branch)):
                yield from _lines(branch, where, seen)
        return
    if schema.get("format") == "binary":
        return
    yield Line(where, "type")
    yield from (Line(where, keyword) for keyword in _KEYWORDS if keyword in schema)
    if schema.get("format") == "unixtime":
        yield Line(where, "format")
    yield from (Line(f"{where}.{name}", "required") for name in schema.get("required", ()))
    for name, inner in schema.get("properties", {}).items():
        yield from _lines(inner, f"{where}.{name}", seen)
    if "items" in schema:
        yield from _lines(schema["items"], where, seen)
