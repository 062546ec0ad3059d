"""Rules of requests: what of an operation arrives at a server as the contract says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generation.document import Contract, Encoding, Media, Operation
from generation.keywords import Kind
from generation.rule import Rule
from generation.shapes import SCALARS, is_class, types_of

if TYPE_CHECKING:
    from references import Place

    from generation.document import Spot
    from generation.rule import Broken

_TEMPLATE = re.compile(r"{([a-zA-Z_-][a-zA-Z0-9_-]*)}")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_STYLES = {"path": "simple", "query": "form", "header": "simple"}
_BODILESS = ("get", "head", "options")
_PROSE = {"description", "default", "example", "examples", "title", "deprecated", "$comment"}


def _parameters(contract: Contract) -> list[tuple[Operation, Spot]]:
    return [(operation, spot) for operation in contract.operations for spot in operation.parameters]


def _is_scalar(contract: Contract, at: tuple[str, ...], node: Any) -> bool:
    """Tell whether a value can only be a text, a number, or true or false."""
    spot = contract.followed(at, node)
    unions = [(word, item) for word in ("anyOf", "oneOf") for item in enumerate(spot.node.get(word, ()))]
    if unions:
        return all(_is_scalar(contract, spot.below(word, str(index)), item) for word, (index, item) in unions)
    return bool(types_of(spot.node)) and set(types_of(spot.node)) <= SCALARS.keys()


def _place(contract: Contract) -> Broken:
    for _, spot in _parameters(contract):
        if spot.node.get("in") not in _STYLES:
            yield spot.below("in"), {"place": str(spot.node.get("in"))}


def _nameless(contract: Contract) -> Broken:
    for _, spot in _parameters(contract):
        for word in ("name", "schema"):
            if word not in spot.node:
                yield spot.at, {"word": word}


def _style(contract: Contract) -> Broken:
    for _, spot in _parameters(contract):
        place = str(spot.node.get("in"))
        if spot.node.get("style", _STYLES.get(place)) != _STYLES.get(place):
            yield spot.below("style"), {"word": f"style: {spot.node['style']}"}
        if spot.node.get("explode", place == "query") != (place == "query"):
            yield spot.below("explode"), {"word": f"explode: {str(spot.node['explode']).lower()}"}


def _value(contract: Contract) -> Broken:
    kinds = {
        "path": "a text or a whole number",
        "query": "a text, a number, true or false, or a list of these",
        "header": "a text, a number, or true or false",
    }
    for _, spot in _parameters(contract):
        place = str(spot.node.get("in"))
        schema = contract.followed(spot.below("schema"), spot.node.get("schema"))
        if place == "path":
            fits = schema.node.get("type") in ("string", "integer")
        elif place == "query" and types_of(schema.node) == ["array"]:
            fits = _is_scalar(contract, schema.below("items"), schema.node.get("items"))
        else:
            fits = _is_scalar(contract, schema.at, schema.node)
        if place in kinds and not fits:
            yield spot.below("schema"), {"place": place, "kinds": kinds[place]}


def _path(contract: Contract) -> Broken:
    for operation in contract.operations:
        rest = _TEMPLATE.sub("", operation.path)
        named = _TEMPLATE.findall(operation.path)
        declared = [str(spot.node.get("name")) for spot in operation.parameters if spot.node.get("in") == "path"]
        if not operation.path.startswith("/") or set(rest) & set("{}?# "):
            yield ("paths", operation.path), {"what": "the path has more in it than steps and names of parameters"}
        elif sorted(named) != sorted(declared):
            told = " and ".join(filter(None, [", ".join(sorted(named)), ", ".join(sorted(declared))])) or "none"
            yield operation.at, {"what": f"the parameters in the path and those with `in: path` differ: {told}"}
        for spot in operation.parameters:
            if spot.node.get("in") == "path" and spot.node.get("required") is not True:
                yield spot.at, {"what": "a parameter of the path is always `required: true`"}


def _header(contract: Contract) -> Broken:
    for _, spot in _parameters(contract):
        name = str(spot.node.get("name"))
        own = name.lower() in ("accept", "content-type", "authorization", "content-length", "host", "cookie")
        if spot.node.get("in") == "header" and (own or not _TOKEN.fullmatch(name)):
            yield spot.below("name"), {"name": name}


def _bodiless(contract: Contract) -> Broken:
    for operation in contract.operations:
        if operation.body and operation.method in _BODILESS:
            yield (*operation.at, "requestBody"), {"method": operation.method.upper()}


def _choice(contract: Contract) -> Broken:
    for operation in contract.operations:
        if operation.body is None:
            continue
        counted = Counter(media.encoding for media in operation.bodies)
        if not counted:
            yield operation.body.at, {"what": "a body needs a media type"}
        if max(counted.values(), default=0) > 1:
            yield operation.body.below("content"), {"what": "two media types of one kind leave a choice to nobody"}
        if Encoding.RAW in counted and len(counted) > 1:
            yield operation.body.below("content"), {"what": "bytes as a body leave no fields to put into another"}
        if Encoding.RAW in counted and operation.body.node.get("required") is not True:
            yield operation.body.at, {"what": "bytes as a body are `required: true`"}
        schemas = Counter(media.schema.at for media in operation.bodies)
        for media in operation.bodies[1:]:
            if schemas[media.schema.at] > 1 and is_class(media.schema.node):
                yield (*media.at, "schema"), {"what": "one schema for two media types cannot tell which one is sent"}


def _bodies(contract: Contract) -> list[tuple[Operation, Media]]:
    return [(operation, media) for operation in contract.operations for media in operation.bodies]


def _body(contract: Contract) -> Broken:
    for _, media in _bodies(contract):
        if media.encoding is Encoding.RAW:
            if not media.is_bytes:
                yield media.at, {"what": f"a body of the type {media.name}", "wanted": "`type: string, format: binary`"}
        elif types_of(media.schema.node) != ["object"]:
            yield media.at, {"what": f"a body of the type {media.name}", "wanted": "an object"}


def fields_of(contract: Contract, media: Media) -> dict[str, Spot]:
    """Give the fields of a body, by name."""
    properties = media.schema.node.get("properties", {})
    return {name: contract.followed(media.schema.below("properties", name), node) for name, node in properties.items()}


def items_of(contract: Contract, spot: Spot) -> Spot:
    """Give what the members of a list are; nothing, if it is no list."""
    return contract.followed(spot.below("items"), spot.node.get("items"))


def _form_value(contract: Contract) -> Broken:
    for _, media in _bodies(contract):
        if media.encoding not in (Encoding.FORM, Encoding.MULTIPART):
            continue
        for spot in fields_of(contract, media).values():
            one = items_of(contract, spot) if types_of(spot.node) == ["array"] else spot
            alone = _is_scalar(contract, one.at, one.node)
            whole = one is spot and media.encoding is Encoding.MULTIPART and types_of(spot.node) == ["object"]
            if not (alone or whole):
                yield spot.at, {"type": media.base}


def _field_twice(contract: Contract) -> Broken:
    for operation in contract.operations:
        known: dict[str, tuple[Media, Spot]] = {}
        for media in operation.bodies:
            for name, spot in fields_of(contract, media).items():
                before, first = known.setdefault(name, (media, spot))
                at = media.schema.below("properties", name)
                needed = [name in body.schema.node.get("required", ()) for body in (before, media)]
                if needed[0] != needed[1]:
                    yield at, {"name": name, "what": f"needed in one body and not in the other ({before.name})"}
                if _is_twin(first, spot) or _canonical(first) == _canonical(spot):
                    continue
                yield at, {"name": name, "what": f"something else in the other body ({before.name})"}


def _is_twin(one: Spot, other: Spot) -> bool:
    """Tell whether one is a file and the other a reference that can stand for it."""
    files = [spot for spot in (one, other) if spot.node.get("format") == "binary"]
    references = [spot for spot in (one, other) if is_class(spot.node)]
    return len(files) == len(references) == 1


def _canonical(spot: Spot) -> Any:
    def stripped(node: Any) -> Any:
        if isinstance(node, Mapping):
            return {key: stripped(value) for key, value in node.items() if key not in _PROSE}
        return [stripped(item) for item in node] if isinstance(node, list) else node

    return spot.at if is_class(spot.node) else stripped(spot.node)


def _unneeded(contract: Contract) -> Broken:
    """Find names in `required` that are no property: nothing would ask a caller for them."""
    for site in contract.of(Kind.SCHEMA):
        for index, name in enumerate(site.node.get("required", ())):
            if name not in site.node.get("properties", {}):
                yield (*site.at, "required", str(index)), {"name": str(name)}


def _key(contract: Contract) -> Broken:
    schemes = contract.spec.get("components", {}).get("securitySchemes", {})
    wanted: list[tuple[Place, Any]] = [(("security",), contract.spec.get("security", []))]
    wanted += [((*one.at, "security"), one.node["security"]) for one in contract.operations if "security" in one.node]
    for at, alternatives in wanted:
        for index, alternative in enumerate(alternatives):
            for name in alternative:
                scheme = schemes.get(name, {})
                if (scheme.get("type"), str(scheme.get("scheme")).lower()) != ("http", "bearer"):
                    yield (*at, str(index), name), {"name": name}


REQUESTS = (
    Rule("parameter", _nameless, "a parameter needs a `{word}`", "add it"),
    Rule(
        "parameter-place",
        _place,
        "a parameter in `{place}` would be dropped",
        "`in: query` or `in: header`; for a cookie the caller's own HTTP client, or `extra_headers`",
    ),
    Rule("parameter-style", _style, "`{word}` is written in another way than the client does", "leave it out"),
    Rule(
        "parameter-value",
        _value,
        "a parameter in {place} is {kinds}, and nothing else could be written there",
        "`type: string`, or a field of a body",
    ),
    Rule("path", _path, "{what}", "steps such as /videos/{{video_id}}, and a parameter for each name in them"),
    Rule("header", _header, "the header {name} is the client's own, or none", "leave it out: callers can add it"),
    Rule("bodiless", _bodiless, "a {method} has no body that servers read", "parameters in the query, or a POST"),
    Rule("choice", _choice, "{what}", "one media type, or JSON and a form, each with a schema of its own"),
    Rule("body", _body, "{what} is {wanted}", "that, or application/json with an object"),
    Rule(
        "form-value",
        _form_value,
        "a field of {type} is a text, a number, true or false, a file, or a list of these",
        "application/json for what has more in it",
    ),
    Rule("field", _field_twice, "{name} is {what}, and one method takes both", "the same in both, or another name"),
    Rule("required", _unneeded, "{name} is required, but is no property", "add the property, or take the name away"),
    Rule(
        "security",
        _key,
        "{name} is no `type: http, scheme: bearer`, which is how the client sends its key",
        "that scheme; for another header `default_headers` of the caller",
    ),
)
"""What is sent as the contract says."""
