"""Which words of OpenAPI 3.1 generating understands, and what kind of value each of them has.

What is not listed here is refused, not left out: a client without it could be wrong. Words that begin with `x-` are
for other readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias


class Kind(StrEnum):
    """A kind of object of an OpenAPI document."""

    ROOT = "document"
    COMPONENTS = "group of components"
    PATH = "path"
    OPERATION = "operation"
    PARAMETER = "parameter"
    BODY = "request body"
    MEDIA = "media type"
    RESPONSE = "response"
    LINK = "link"
    SCHEMA = "schema"


Types: TypeAlias = tuple[type, ...]
ANY: Types = (object,)
TEXT, FLAG, MAP, LIST = (str,), (bool,), (dict,), (list,)
NUMBER: Types = (int, float)
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")

_PROSE: dict[str, Types] = {"summary": TEXT, "description": TEXT}
_EXAMPLES: dict[str, Types] = {"example": ANY, "examples": ANY}
# What a server checks, and a client has no part in.
_LIMITS: dict[str, Types] = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), NUMBER),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), NUMBER),
    "pattern": TEXT,
    "uniqueItems": FLAG,
}
_NOTES: dict[str, Types] = {**dict.fromkeys(("deprecated", "readOnly", "writeOnly"), FLAG), "$comment": TEXT}

WORDS: Mapping[Kind, Mapping[str, Types]] = {
    Kind.ROOT: {
        **dict.fromkeys(("info", "paths", "components", "externalDocs"), MAP),
        **dict.fromkeys(("servers", "security", "tags"), LIST),
        "openapi": TEXT,
    },
    Kind.COMPONENTS: dict.fromkeys(
        ("schemas", "parameters", "responses", "requestBodies", "securitySchemes", "examples", "headers", "links"), MAP
    ),
    Kind.PATH: {**_PROSE, **dict.fromkeys(METHODS, MAP), "parameters": LIST},
    Kind.OPERATION: {
        **_PROSE,
        **dict.fromkeys(("requestBody", "responses", "externalDocs"), MAP),
        **dict.fromkeys(("tags", "parameters", "security"), LIST),
        "operationId": TEXT,
        "deprecated": FLAG,
    },
    Kind.PARAMETER: {
        **_EXAMPLES,
        **dict.fromkeys(("name", "in", "description", "style", "$ref"), TEXT),
        **dict.fromkeys(("required", "deprecated", "explode"), FLAG),
        "schema": MAP,
    },
    Kind.BODY: {"description": TEXT, "required": FLAG, "content": MAP, "$ref": TEXT},
    Kind.MEDIA: {**_EXAMPLES, "schema": MAP},
    Kind.RESPONSE: {"description": TEXT, "content": MAP, "headers": MAP, "links": MAP, "$ref": TEXT},
    Kind.LINK: {"description": TEXT, "operationId": TEXT, "parameters": MAP, "$ref": TEXT},
    Kind.SCHEMA: {
        **_EXAMPLES,
        **_LIMITS,
        **_NOTES,
        **dict.fromkeys(("$ref", "description", "title", "format"), TEXT),
        **dict.fromkeys(("enum", "required", "anyOf", "oneOf"), LIST),
        "type": (str, list),
        "properties": MAP,
        "items": MAP,
        "additionalProperties": (bool, dict),
        "const": ANY,
        "default": ANY,
    },
}

BESIDE_REFERENCE = frozenset({"description", "summary", "default", *_EXAMPLES, *_LIMITS, *_NOTES})
"""What may stand beside a `$ref`: nothing that makes another type of it."""

INSTEAD: Mapping[str, str] = {
    "allOf": "write the properties out, or `$ref` the one schema, with a description beside it",
    "callbacks": "leave them to the documentation: they are requests that a client gets, not that it sends",
    "content": "give the parameter a `schema`",
    "discriminator": "one schema with all properties, those optional that are not in each",
    "encoding": "leave it out: files go by their own media types, texts as text",
    "nullable": "`type: [string, 'null']`, as OpenAPI 3.1 has it",
    "patternProperties": "`additionalProperties: true`",
    "prefixItems": "`items`, with one schema for all members",
    "servers": "`servers` at the top of the document: a client has one base URL",
    "trace": "leave it out: no client sends it",
    "contentMediaType": "`format: binary` for bytes",
    "contentEncoding": "plain `type: string` for base64, `format: binary` for bytes",
    "webhooks": "leave them to the documentation: they are requests that a client gets, not that it sends",
}
"""What to write in the place of words that other documents have."""


BELOW: Mapping[tuple[Kind, str], tuple[Kind, type | None]] = {
    (Kind.ROOT, "paths"): (Kind.PATH, dict),
    (Kind.ROOT, "components"): (Kind.COMPONENTS, None),
    (Kind.COMPONENTS, "schemas"): (Kind.SCHEMA, dict),
    (Kind.COMPONENTS, "parameters"): (Kind.PARAMETER, dict),
    (Kind.COMPONENTS, "responses"): (Kind.RESPONSE, dict),
    (Kind.COMPONENTS, "requestBodies"): (Kind.BODY, dict),
    (Kind.COMPONENTS, "links"): (Kind.LINK, dict),
    **{(Kind.PATH, method): (Kind.OPERATION, None) for method in METHODS},
    (Kind.PATH, "parameters"): (Kind.PARAMETER, list),
    (Kind.OPERATION, "parameters"): (Kind.PARAMETER, list),
    (Kind.OPERATION, "requestBody"): (Kind.BODY, None),
    (Kind.OPERATION, "responses"): (Kind.RESPONSE, dict),
    (Kind.PARAMETER, "schema"): (Kind.SCHEMA, None),
    (Kind.BODY, "content"): (Kind.MEDIA, dict),
    (Kind.MEDIA, "schema"): (Kind.SCHEMA, None),
    (Kind.RESPONSE, "content"): (Kind.MEDIA, dict),
    (Kind.RESPONSE, "links"): (Kind.LINK, dict),
    (Kind.SCHEMA, "properties"): (Kind.SCHEMA, dict),
    (Kind.SCHEMA, "items"): (Kind.SCHEMA, None),
    (Kind.SCHEMA, "additionalProperties"): (Kind.SCHEMA, None),
    (Kind.SCHEMA, "anyOf"): (Kind.SCHEMA, list),
    (Kind.SCHEMA, "oneOf"): (Kind.SCHEMA, list),
}
"""Where further objects stand: under a word alone, as members of its list, or as values of its map."""


def children(kind: Kind, node: Mapping[str, Any]) -> list[tuple[Kind, tuple[str, ...], Any]]:
    """Give the objects right below an object: the kind of each, the way to it, and the object."""
    below: list[tuple[Kind, tuple[str, ...], Any]] = []
    for word, value in node.items():
        if (kind, word) in BELOW:
            child, shape = BELOW[kind, word]
            if shape is dict and isinstance(value, dict):
                below += [(child, (word, str(key)), item) for key, item in value.items()]
            elif shape is list and isinstance(value, list):
                below += [(child, (word, str(index)), item) for index, item in enumerate(value)]
            elif shape is None and (child is not Kind.SCHEMA or isinstance(value, dict)):
                below.append((child, (word,), value))
    return below
