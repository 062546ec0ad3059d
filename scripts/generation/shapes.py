"""Rules of schemas: what types can be made of, so that an answer becomes what its type says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generation.document import Contract, Encoding, Media
from generation.keywords import Kind
from generation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from references import Place

    from generation.rule import Broken

FREE = "(any object)"
"""Stands among the classes of a schema for objects that have none."""
SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
TYPES = {*SCALARS, "array", "object"}
_UNION = ("anyOf", "oneOf")


def types_of(node: Mapping[str, Any]) -> list[str]:
    """Give the types that a schema names."""
    named = node.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def is_class(node: Mapping[str, Any]) -> bool:
    """Tell whether a schema, references followed, becomes a class of its own."""
    return bool(node.get("properties"))


def is_component(at: Place) -> bool:
    """Tell whether a schema has a name of its own."""
    return at[:2] == ("components", "schemas") and len(at) == 3


def classes(contract: Contract, at: Place, node: Any, seen: frozenset[Place] = frozenset()) -> frozenset[str]:
    """Give the classes that objects of a schema can be of, in lists and unions too."""
    spot = contract.followed(at, node)
    if spot.at in seen:
        return frozenset()
    seen |= {spot.at}
    if is_class(spot.node):
        return frozenset([spot.at[-1]])
    found = frozenset([FREE]) if "object" in types_of(spot.node) or is_any(spot.node) else frozenset[str]()
    for word in _UNION:
        for index, member in enumerate(spot.node.get(word, ())):
            found |= classes(contract, spot.below(word, str(index)), member, seen)
    if "array" in types_of(spot.node):
        found |= classes(contract, spot.below("items"), spot.node.get("items", {}), seen)
    return found


def is_any(node: Mapping[str, Any]) -> bool:
    """Tell whether a schema, references followed, says nothing of the type."""
    return not {"type", *_UNION, "enum", "const", "properties"} & node.keys()


def _wrong_type(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        named = types_of(site.node)
        if not all(isinstance(one, str) and one in TYPES for one in named) or ("type" in site.node and not named):
            yield (*site.at, "type"), {"type": str(site.node["type"])}


def _untyped(contract: Contract) -> Broken:
    wanted = {"properties": "object", "additionalProperties": "object", "required": "object", "items": "array"}
    for site in contract.of(Kind.SCHEMA):
        for word, kind in wanted.items():
            if word in site.node and kind not in types_of(site.node):
                yield (*site.at, word), {"word": word, "type": kind}


def _union_with_more(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        unions = [word for word in _UNION if word in site.node]
        more = {"type", "properties", "items", "enum", "const", "additionalProperties", "required"} & site.node.keys()
        if unions and (more or len(unions) > 1 or not site.node[unions[0]]):
            yield (*site.at, unions[0]), {"word": unions[0]}


def _listed_object(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if len(types_of(site.node)) > 1 and is_class(site.node):
            yield (*site.at, "type"), {}


def _union_of_objects(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        found = classes(contract, site.at, site.node)
        unions = [word for word in (*_UNION, "type") if word in site.node]
        if len(found) > 1 and unions:
            yield (*site.at, unions[0]), {"classes": " or ".join(sorted(found))}


def _map_of_objects(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if isinstance(values := site.node.get("additionalProperties"), Mapping):
            at = (*site.at, "additionalProperties")
            for name in sorted(classes(contract, at, values) - {FREE}):
                yield at, {"class": name}


def _inline_class(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if "$ref" not in site.node and is_class(site.node) and not is_component(site.at):
            yield site.at, {}


def _inline_enum(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if "enum" in site.node and not is_component(site.at):
            yield (*site.at, "enum"), {}


def _mixed_enum(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if "enum" in site.node:
            values = site.node["enum"]
            kind = {"string": str, "integer": int}.get(str(site.node.get("type")))
            if not values or kind is None or any(type(value) is not kind for value in values):
                yield (*site.at, "enum"), {}


def _odd_const(contract: Contract) -> Broken:
    kinds = {"string": str, "integer": int, "boolean": bool}
    for site in contract.of(Kind.SCHEMA):
        if "const" in site.node:
            kind = kinds.get(str(site.node.get("type")))
            quoted = set(str(site.node["const"])) & {'"', "\\"}
            if kind is None or type(site.node["const"]) is not kind or "enum" in site.node or quoted:
                yield (*site.at, "const"), {}


def _endless(contract: Contract) -> Broken:
    """Find lists and unions that have no end but themselves."""

    def leads_to(spot_at: Place, node: Any, goal: Place, seen: frozenset[Place]) -> bool:
        spot = contract.followed(spot_at, node)
        if spot.at == goal and seen:
            return True
        if spot.at in seen or is_class(spot.node):
            return False
        return any(leads_to(at, child, goal, seen | {spot.at}) for at, child in _inside(spot.at, spot.node))

    for site in contract.of(Kind.SCHEMA):
        if is_component(site.at) and not is_class(site.node) and leads_to(site.at, site.node, site.at, frozenset()):
            yield site.at, {}


def _inside(at: Place, node: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    for word in _UNION:
        for index, member in enumerate(node.get(word, ())):
            yield (*at, word, str(index)), member
    if "items" in node:
        yield (*at, "items"), node["items"]
    if isinstance(values := node.get("additionalProperties"), Mapping):
        yield (*at, "additionalProperties"), values


def _stray_bytes(contract: Contract) -> Broken:
    """Find bytes where neither a whole body nor a part of a form is."""
    for operation in contract.operations:
        answers = [media for _, _, medias in operation.answers for media in medias]
        starts = [(spot.below("schema"), spot.node.get("schema", {})) for spot in operation.parameters]
        for media in (*operation.bodies, *answers):
            if media.encoding is Encoding.MULTIPART:
                starts += _inner_fields(contract, media)
            elif media.encoding is not Encoding.RAW:
                starts.append((media.schema.at, media.schema.node))
        for at, node in starts:
            for stray in _bytes_in(contract, at, node, frozenset()):
                yield (*stray, "format"), {}


def _inner_fields(contract: Contract, media: Media) -> Iterator[tuple[Place, Any]]:
    """Give the fields of a form that are neither bytes nor a list of them."""
    for name, node in media.schema.node.get("properties", {}).items():
        spot = contract.followed(media.schema.below("properties", name), node)
        items = contract.followed(spot.below("items"), spot.node.get("items"))
        if "binary" not in (spot.node.get("format"), items.node.get("format")):
            yield spot.at, spot.node


def _bytes_in(contract: Contract, at: Place, node: Any, seen: frozenset[Place]) -> Iterator[Place]:
    spot = contract.followed(at, node)
    if spot.at in seen:
        return
    if spot.node.get("format") == "binary":
        yield spot.at
    properties = spot.node.get("properties", {}).items()
    for inner, child in (*_inside(spot.at, spot.node), *((spot.below("properties", k), v) for k, v in properties)):
        yield from _bytes_in(contract, inner, child, seen | {spot.at})


def _alias(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if is_component(site.at) and "$ref" in site.node:
            yield (*site.at, "$ref"), {"target": contract.followed(site.at, site.node).at[-1]}


def _half_bytes(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if site.node.get("format") == "binary" and site.node.get("type") != "string":
            yield (*site.at, "format"), {}


NAMED = "give it a name under components/schemas, and a `$ref` to it here"
SHAPES = (
    Rule(
        "known-type", _wrong_type, "there is no type {type}", f"one of {', '.join(sorted(TYPES))}, or a list of these"
    ),
    Rule("typed", _untyped, "`{word}` without `type: {type}` says nothing", "add `type: {type}`"),
    Rule(
        "union-alone",
        _union_with_more,
        "`{word}` needs members, and stands alone: what is beside it would be dropped",
        "move what is beside it into the members",
    ),
    Rule(
        "object-alone",
        _listed_object,
        "an object that can be something else as well has no class",
        "`anyOf` of a `$ref` to the object and of the others, such as `type: 'null'`",
    ),
    Rule(
        "one-class",
        _union_of_objects,
        "an object that is {classes} could not be told apart, and would stay a dict",
        "one schema that has the properties of all, those optional that are not in each",
    ),
    Rule(
        "map",
        _map_of_objects,
        "a map of {class} would stay a map of dicts",
        "a list of {class} that have their key as a property, or `additionalProperties: true` for plain dicts",
    ),
    Rule("named-class", _inline_class, "an object with properties needs a name for its class", NAMED),
    Rule("named-enum", _inline_enum, "an enum needs a name for its type", NAMED),
    Rule(
        "enum",
        _mixed_enum,
        "an enum has values, all of them of its `type`, which is string or integer",
        "`anyOf` of one enum for each type; for null `anyOf` with `type: 'null'`; for true and false `type: boolean`",
    ),
    Rule(
        "const",
        _odd_const,
        "a `const` is a value of its `type`, which is string, integer or boolean, without quotes and backslashes",
        "an enum with one value; or write the `type` beside it, or `anyOf` with `type: 'null'` where it can be null",
    ),
    Rule("alias", _alias, "a schema that is another one has no class of its own", "refer to {target} itself"),
    Rule("plain-bytes", _half_bytes, "bytes that can be something else cannot be sent", "`type: string` beside it"),
    Rule("ending", _endless, "a value of it would hold itself without an end", "let an object stand between"),
    Rule(
        "bytes",
        _stray_bytes,
        "bytes are a part of a form, or a whole body; JSON has none, and no query",
        "`type: string` for base64, or a body of type multipart/form-data",
    ),
)
"""What becomes the types that it says."""
