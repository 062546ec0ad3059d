"""`openapi.yaml` as the server needs it: operations with their parameters, bodies and validators."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import jsonschema_rs
import yaml
from attrs import frozen

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Schema: TypeAlias = Mapping[str, Any]

# The parser in C, where it is there, is ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_METHODS = ("get", "post", "put", "patch", "delete")


@frozen
class Parameter:
    """A query parameter."""

    name: str
    type: str
    required: bool
    validator: jsonschema_rs.Validator


@frozen
class Body:
    """What a request may hold under one media type."""

    properties: Mapping[str, Schema]
    validator: jsonschema_rs.Validator

    @property
    def files(self) -> frozenset[str]:
        """The properties that are uploaded."""
        return frozenset(name for name, schema in self.properties.items() if schema.get("format") == "binary")

    @property
    def objects(self) -> frozenset[str]:
        """The properties that are objects."""
        return frozenset(name for name, schema in self.properties.items() if schema.get("type") == "object")

    @property
    def defaults(self) -> Mapping[str, Json]:
        """What a property has when it is left out."""
        return {name: schema["default"] for name, schema in self.properties.items() if "default" in schema}


@frozen
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    query: tuple[Parameter, ...]
    bodies: Mapping[str, Body]


@frozen
class Contract:
    """All operations, and the schemas by name."""

    operations: Mapping[str, Operation]
    schemas: Mapping[str, Schema]


@cache
def load_contract(sizes: tuple[str, ...] = (), seconds: tuple[str, ...] = ()) -> Contract:
    """Read the document that is packaged with the server, once in a process; with sizes and lengths of its own, if any.

    The first of them is what a create makes that names none.
    """
    text = files("openai_videos_mock").joinpath("openapi.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders
    _narrow(document["components"]["schemas"], "size", ("VideoSize",), sizes)
    _narrow(document["components"]["schemas"], "seconds", ("VideoSeconds", "VideoExtensionSeconds"), seconds)
    whole: dict[str, Any] = _inline(document, document)
    operations = (
        _operation(method.upper(), path, item[method], item.get("parameters", []))
        for path, item in whole["paths"].items()
        for method in _METHODS
        if method in item
    )
    return Contract({operation.id: operation for operation in operations}, whole["components"]["schemas"])


def _narrow(schemas: dict[str, Any], field: str, names: tuple[str, ...], values: tuple[str, ...]) -> None:
    """Let schemas allow some values and no others."""
    if not values:
        return
    for name in names:
        schemas[name]["enum"] = list(values)
    for schema in schemas.values():
        if "default" in schema.get("properties", {}).get(field, {}):
            schema["properties"][field]["default"] = values[0]


def _inline(node: Any, document: Any) -> Any:
    """Give a node with what its references point at in their places; keywords beside the reference win."""
    if isinstance(node, list):
        return [_inline(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _inline(value, document) for key, value in node.items() if key != "$ref"}
    if "$ref" not in node:
        return plain
    target = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**_inline(target, document), **plain}


def _operation(method: str, path: str, item: dict[str, Any], shared: list[dict[str, Any]]) -> Operation:
    query = tuple(
        Parameter(each["name"], each["schema"]["type"], each.get("required", False), _validator(each["schema"]))
        for each in [*shared, *item.get("parameters", [])]
        if each["in"] == "query"
    )
    bodies = {
        media_type: Body(content["schema"]["properties"], _validator(content["schema"]))
        for media_type, content in item.get("requestBody", {}).get("content", {}).items()
    }
    return Operation(item["operationId"], method, path, query, bodies)


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    # The mask keeps values out of the messages: a prompt of 32001 characters says nothing in an error.
    return jsonschema_rs.validator_for(schema, mask="the value", validate_formats=True)
