"""Makes every small edit of a document: each element removed, renamed, retyped, widened and narrowed in turn.

Edits copy only the way from the root to the edited place, so thousands of them cost little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen
from references import pointer

from contract_check.check import describable
from contract_check.spec import DATA, METHODS, NAME_MAPS, PROSE, Path_, kind

if TYPE_CHECKING:
    from reading import Tree

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
NARROWER: Mapping[str, Tree] = {
    "enum": ["x"],
    "const": "x",
    "pattern": "^x$",
    "format": "date",
    "minLength": 5,
    "maxLength": 5,
    "minimum": 5,
    "maximum": 5,
    "minItems": 5,
    "maxItems": 5,
    "minProperties": 5,
    "additionalProperties": False,
    "required": ["x"],
    "not": {"type": "string"},
}
"""Keywords that forbid something when they are added to a schema."""
WIDER: Mapping[str, Tree] = {"anyOf": [{}], "properties": {"x": {"type": "string"}}, "default": "x", "nullable": True}
"""Keywords that allow or promise something when they are added to a schema."""
ADDED: Mapping[str, Mapping[str, Tree]] = {
    "operation": {"deprecated": True, "security": [], "parameters": {}, "callbacks": {"x": {}}, "servers": []},
    "parameter": {"required": True, "style": "form", "explode": False, "allowEmptyValue": True},
    "status": {"headers": {"x": {"schema": {}}}, "content": {"application/xml": {}}},
    "response": {"headers": {"x": {"schema": {}}}, "content": {"application/xml": {}}},
    "media type": {"encoding": {"video": {"contentType": "video/mp4"}}, "itemSchema": {}},
    "requestBody": {"required": False},
}
"""What can be added to an object that is no schema, by its kind."""


@frozen
class Mutant:
    """One edited document, and what was done to it."""

    act: str
    path: Path_
    to: str
    doc: Tree

    def __str__(self) -> str:
        return f"{self.act} {pointer(self.path)} {self.to}"


def mutants(doc: Tree) -> Iterator[Mutant]:
    """Make all edits of a document in the form of `read_spec`."""
    for key, value in {"webhooks": {}, "security": [], "x": 1}.items():
        if key not in doc:
            yield Mutant("widen", (), f"with {key}", {**doc, key: value})
    for act, path, value in _edits(doc, (), names=False, schema=False):
        to = "" if value is _GONE else f"to {str(value)[:60]}"
        yield Mutant(act, path, to, _put(doc, path, value))
    for at, node in list(describable(doc)):
        for key in PROSE & set(node):
            yield Mutant("remove", (*at, key), "", _put(doc, (*at, key), _GONE))


_GONE = object()


def _put(node: Tree, path: Path_, value: Tree) -> Tree:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(node, list):
        index = int(key)
        return [_put(child, rest, value) if i == index else child for i, child in enumerate(node)]
    if not rest and value is _GONE:
        return {name: child for name, child in node.items() if name != key}
    return {**node, key: _put(node.get(key), rest, value)}


def _edits(node: Tree, path: Path_, *, names: bool, schema: bool) -> Iterator[tuple[str, Path_, Tree]]:
    """Yield the act, the place and the value to put there, for everything at and under a node."""
    if isinstance(node, list):
        yield from _list_edits(node, path)
        return
    if not isinstance(node, dict):
        yield from _leaf_edits(node, path)
        return
    sort = kind(path) if path else ""
    for key, value in {**NARROWER, **WIDER}.items() if schema else ():
        if key not in node:
            yield "narrow" if key in NARROWER else "widen", (*path, key), value
    for key, value in ADDED.get(sort, {}).items():
        if key not in node:
            yield "widen", (*path, key), value
    if names:
        yield "widen", (*path, "x-new"), {"type": "string"}
    for key, child in node.items():
        here = (*path, key)
        if not names and key in PROSE and isinstance(child, str):
            yield "reword", here, f"Not so: {child}"
            continue
        yield "remove", here, _GONE
        if names or key in METHODS:
            renamed = "patch" if key in METHODS else f"x{key}"
            yield "rename", path, {renamed if name == key else name: value for name, value in node.items()}
        if not names and key in DATA:
            yield from _leaf_edits(child, here)
        else:
            named = not names and key in NAME_MAPS
            is_schema = (names and path[-1] in {"schemas", "properties"}) or key in {"schema", "items"}
            yield from _edits(child, here, names=named, schema=is_schema)


def _list_edits(values: list[Tree], path: Path_) -> Iterator[tuple[str, Path_, Tree]]:
    new: Tree = {"type": "object"} if values and isinstance(values[0], dict) else "x-new"
    yield "narrow" if path[-1] == "required" else "widen", path, [*values, new]
    if path[-1] == "type":
        yield from (("retype", path, kind_) for kind_ in TYPES)
    for index, value in enumerate(values):
        yield "widen" if path[-1] == "required" else "narrow", path, values[:index] + values[index + 1 :]
        if path[-1] == "enum" and index:
            yield "reorder", path, [*values[: index - 1], value, values[index - 1], *values[index + 1 :]]
        if isinstance(value, dict):
            yield from _edits(value, (*path, str(index)), names=False, schema=path[-1] == "anyOf")
        else:
            yield "rename", path, [*values[:index], f"x{value}", *values[index + 1 :]]


def _leaf_edits(value: Tree, path: Path_) -> Iterator[tuple[str, Path_, Tree]]:
    if path[-1] == "type" and value in TYPES:
        yield from (("retype", path, other) for other in TYPES if other != value)
        yield from (("widen", path, [value, other]) for other in TYPES if other != value)
    elif isinstance(value, bool):
        yield "narrow" if value is False else "widen", path, not value
    elif isinstance(value, int | float):
        wider, narrower = ("widen", "narrow") if path[-1].startswith("max") else ("narrow", "widen")
        yield wider, path, value + 1
        yield narrower, path, value - 1
        yield "retype", path, str(value)
    elif isinstance(value, str):
        yield "rename", path, f"{value}x"
        yield "rename", path, value[:-1]
        if path[-1] == "$ref":
            yield "retype", path, "#/components/schemas/" + ("Error" if value.endswith("Response") else "ErrorResponse")
    yield "retype", path, None
