"""Values of a schema, drawn at random, and what their types and classes have to be in Python."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

TEXTS = ("a", "", "x y", "ä€ 𝄞", '"', "\\", "a/b?c=d&e", "null", "1", "true", "line\nend", "%41", "+")
FORMATS = {
    "date-time": "2024-05-06T07:08:09Z",
    "date": "2024-05-06",
    "uuid": "12345678-9abc-4def-8123-456789abcdef",
}


class Values:
    """Draws values; the contract is the one that the client was made of, and only read."""

    def __init__(self, spec: Mapping[str, Any], chance: random.Random) -> None:
        self.spec = spec
        self.chance = chance

    def followed(self, node: Any) -> Mapping[str, Any]:
        """Follow the references that an object is."""
        while "$ref" in node:
            target: Any = self.spec
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        found: Mapping[str, Any] = node
        return found

    def drawn(self, node: Any, depth: int = 0) -> Any:
        """Draw a value that fits a schema; deep down only what has to be there."""
        schema = self.followed(node)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                members = [one for one in schema[word] if depth < 3 or "object" not in str(self.followed(one))]
                return self.drawn(self.chance.choice(members or schema[word]), depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        named = schema.get("type", "anything")
        kind = self.chance.choice(named) if isinstance(named, list) else named
        return getattr(self, f"_{kind}")(schema, depth)

    def _string(self, schema: Mapping[str, Any], _: int) -> Any:
        if schema.get("format") == "binary":
            return self.chance.randbytes(self.chance.randint(0, 40))
        return FORMATS.get(schema.get("format", ""), self.chance.choice(TEXTS))

    def _integer(self, *_: Any) -> int:
        return self.chance.choice([0, 1, -7, 2**53, 1712697600])

    def _number(self, *_: Any) -> float:
        return self.chance.choice([0.5, -1.25, 3.0, 2])

    def _boolean(self, *_: Any) -> bool:
        return self.chance.choice([True, False])

    def _null(self, *_: Any) -> None:
        return None

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        return [
            self.drawn(schema.get("items", {}), depth + 1) for _ in range(0 if depth > 2 else self.chance.randint(0, 2))
        ]

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = schema.get("required", ())
        chosen = [name for name in properties if name in required or (depth < 3 and self.chance.random() < 0.6)]
        value = {name: self.drawn(properties[name], depth + 1) for name in chosen}
        if isinstance(more := schema.get("additionalProperties", {}), Mapping) and self.chance.random() < 0.4:
            value["what nobody knows"] = self.drawn(more, depth + 1) if more else {"deep": [1, {"id": "x"}]}
        return value

    def _anything(self, *_: Any) -> Any:
        return self.chance.choice([None, 1, "a", [1, "b", {"id": "c"}], {"id": "d", "list": [{"e": None}]}])


def fits(hint: Any, value: Any) -> bool:
    """Tell whether a value is what its type hint says. A literal is open: servers send more than the contract names."""
    if hint is Any:
        return True
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(one, value) for one in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if origin in (list, dict):
        members = get_args(hint)
        return isinstance(value, origin) and (origin is dict or all(fits(members[0], one) for one in value))
    if hint is None or hint is type(None):
        return value is None
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, origin or hint)


def misfits(value: Any, wire: Any, where: str) -> list[str]:
    """Find where an object is not what was sent, or not of the types that its class says."""
    if hasattr(value, "FIELDS") and isinstance(wire, dict):
        return _misfits_of_model(value, wire, where)
    if isinstance(value, list) and isinstance(wire, list) and len(value) == len(wire):
        pairs = zip(value, wire, strict=True)
        return [found for index, (one, sent) in enumerate(pairs) for found in misfits(one, sent, f"{where}[{index}]")]
    return [] if type(value) is type(wire) and value == wire else [f"{where} is {value!r}, sent was {wire!r}"]


def _misfits_of_model(value: Any, wire: dict[str, Any], where: str) -> list[str]:
    found = [] if value.to_dict() == wire else [f"{where} became {value.to_dict()!r}, sent was {wire!r}"]
    # The class of a page is one of the contract too; what it has besides is not.
    hints = get_type_hints(next(one for one in type(value).__mro__ if "openai_videos_gen.models" in one.__module__))
    for attribute, name in value.FIELDS.items():
        own = getattr(value, attribute)
        found += misfits(own, wire.get(name), f"{where}.{attribute}")
        absent = name not in wire and own is None
        if not absent and not fits(hints[attribute], own):
            found.append(f"{where}.{attribute} is {own!r}, its type says {hints[attribute]}")
    return found
