"""The OpenAPI document as a tree of elements, each with its own JSON pointer.

Two things are read in another way than they are written, so that what has no meaning has no pointer either: the
parameters of an operation are addressed by name, not by position, and so are the members of a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from reading import BadInputError, Tree, read_yaml
from references import resolve

if TYPE_CHECKING:
    from pathlib import Path

Path_: TypeAlias = tuple[str, ...]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
NAME_MAPS = frozenset(
    {"paths", "properties", "schemas", "responses", "parameters", "content", "securitySchemes", "headers", "webhooks"}
)
"""Keywords whose value maps names, so that the keys under them are no keywords."""
PROSE = frozenset({"description", "summary"})
"""Keywords for people. They must be there (D-50), and what they say is confirmed (D-53)."""
DATA = frozenset({"default", "const", "example", "examples"})
"""Keywords whose value is data, one element however deep it is."""


def normalise(doc: Tree) -> Tree:
    """Key the parameters of every operation by their names."""
    paths = {path: {key: _operation(doc, value) for key, value in item.items()} for path, item in doc["paths"].items()}
    return {**doc, "paths": paths}


def _operation(doc: Tree, operation: Tree) -> Tree:
    if not isinstance(operation, dict) or not isinstance(operation.get("parameters"), list):
        return operation
    named: dict[str, Tree] = {}
    for parameter in operation["parameters"]:
        target = resolve(doc, parameter)
        name = str((target[0] if target else parameter).get("name"))
        if name in named:
            raise BadInputError(f"openapi.yaml: {operation.get('operationId')}: the parameter {name!r} is there twice")
        named[name] = {key: value for key, value in parameter.items() if key != "name"}
    return {**operation, "parameters": named}


def read_spec(path: Path, shown: str | None = None) -> Tree:
    """Read an OpenAPI document into the form that everything here works on."""
    doc = read_yaml(path, shown)
    try:
        return normalise(doc)
    except (AttributeError, KeyError, TypeError):
        raise BadInputError(f"{shown or path.name}: not an OpenAPI document with paths") from None


def elements(doc: Tree) -> Iterator[tuple[Path_, bool]]:
    """Walk all elements: the path of each, and whether it is a leaf, whose value matters and not just its place."""
    return _elements(doc, (), names=False)


def _elements(node: Tree, path: Path_, *, names: bool) -> Iterator[tuple[Path_, bool]]:
    if isinstance(node, dict):
        for key, child in node.items():
            here = (*path, str(key))
            leaf = not child or not isinstance(child, dict | list) or (not names and key in DATA)
            yield here, leaf
            if not leaf:
                yield from _elements(child, here, names=not names and key in NAME_MAPS)
    else:
        for key, child in members(node):
            here = (*path, key)
            leaf = not isinstance(child, dict)
            yield here, leaf
            if not leaf:
                yield from _elements(child, here, names=False)


def members(values: list[Tree]) -> Iterator[tuple[str, Tree]]:
    """Address the members of a list: objects by position, anything else by its value."""
    for index, value in enumerate(values):
        yield (str(index) if isinstance(value, dict) else str(value)), value


def kind(path: Path_) -> str:
    """Name what sort of element a path leads to."""
    last, parent = path[-1], (path[-2:-1] or ("",))[0]
    named = {
        "paths": "path",
        "properties": "property",
        "parameters": "parameter",
        "responses": "status" if "paths" in path[:1] else "response",
        "content": "media type",
        "schemas": "named schema",
        "enum": "enum value",
        "required": "required entry",
        "securitySchemes": "security scheme",
    }
    if parent in named:
        return named[parent]
    if len(path) == 3 and "paths" in path[:1]:
        return "operation"
    return parent if last.isdigit() else last
