"""The contract in the words that the generator understands rightly: what it would read in another way is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generation.document import JSON, MULTIPART, URLENCODED, Contract, Encoding
from generation.plan import tag_of
from generation.shapes import FREE, classes, is_class, types_of

if TYPE_CHECKING:
    from references import Place

    from generation.document import Media, Operation

_BYTES = "application/octet-stream"
_TYPES = {Encoding.JSON: JSON, Encoding.MULTIPART: MULTIPART, Encoding.FORM: URLENCODED}


def normal(contract: Contract) -> dict[str, Any]:
    """Write the contract anew: the paths with everything that they refer to, and the schemas."""
    schemas = contract.spec.get("components", {}).get("schemas", {})
    paths: dict[str, dict[str, Any]] = {}
    for operation in contract.operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(contract, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Videos API", "version": "0"},
        "paths": paths,
        "components": {
            "schemas": {
                name: _schema(contract, ("components", "schemas", name), node) for name, node in schemas.items()
            }
        },
    }


def raw_types(contract: Contract) -> dict[str, str]:
    """Give the media types of bodies that are bytes, with the one that the generator knows."""
    medias = (media for operation in contract.operations for media in operation.bodies)
    return {media.name: _BYTES for media in medias if media.encoding is Encoding.RAW}


def _operation(contract: Contract, operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [tag_of(operation)],
        "parameters": [
            {
                "name": spot.node["name"],
                "in": spot.node["in"],
                "required": spot.node.get("required", False),
                "schema": _schema(contract, spot.below("schema"), spot.node["schema"]),
            }
            for spot in operation.parameters
        ],
        **{word: operation.node[word] for word in ("summary", "description") if word in operation.node},
    }
    if operation.body is not None:
        written["requestBody"] = {
            "required": operation.body.node.get("required", False),
            "content": {media.name: _media(contract, media) for media in operation.bodies},
        }
    answers = operation.answers[0][2]
    content = {_BYTES if answers[0].is_bytes else answers[0].name: _media(contract, answers[0])} if answers else {}
    written["responses"] = {"200": {"description": "What is given.", "content": content}}
    return written


def _media(contract: Contract, media: Media) -> dict[str, Any]:
    return {"schema": _schema(contract, media.schema.at, _named(media))}


def _named(media: Media) -> Mapping[str, Any]:
    """Give the schema of a media type by its name, if it has one."""
    if is_class(media.schema.node) and media.schema.at[:2] == ("components", "schemas"):
        return {"$ref": f"#/components/schemas/{media.schema.at[-1]}"}
    return media.schema.node


def _schema(contract: Contract, at: Place, node: Any) -> dict[str, Any]:
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    written: dict[str, Any] = {"description": node["description"]} if "description" in node else {}
    unions = [word for word in ("anyOf", "oneOf") if word in node]
    if unions and FREE not in classes(contract, at, node):
        members = enumerate(node[unions[0]])
        written["anyOf"] = [_schema(contract, (*at, unions[0], str(index)), member) for index, member in members]
    elif is_class(node):
        properties = node["properties"].items()
        written |= {"type": "object", "required": node.get("required", [])}
        written["properties"] = {name: _schema(contract, (*at, "properties", name), one) for name, one in properties}
    elif not unions and "object" not in types_of(node):
        # What is any object, or anything, has no type that would say more than that.
        written |= {word: node[word] for word in ("type", "enum", "const") if word in node}
        if node.get("format") == "binary":
            written["format"] = "binary"
        if "array" in types_of(node):
            written["items"] = _schema(contract, (*at, "items"), node.get("items", {}))
    return written
