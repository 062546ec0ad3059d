"""Rules of the document itself: what everything else can rely on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from references import DEEPEST, resolve

from generation.keywords import BESIDE_REFERENCE, INSTEAD, WORDS, Kind
from generation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from references import Place

    from generation.document import Contract
    from generation.rule import Broken

_HOMES = {
    Kind.SCHEMA: "schemas",
    Kind.PARAMETER: "parameters",
    Kind.RESPONSE: "responses",
    Kind.BODY: "requestBodies",
    Kind.LINK: "links",
}
OTHERWISE = "say it in another way, or give scripts/generation the word and what it means"
_NAMES = {str: "a text", bool: "true or false", dict: "an object", list: "a list", int: "a number", float: "a number"}


def _not_json(contract: Contract) -> Broken:
    def walk(at: Place, value: Any) -> Broken:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if not isinstance(key, str):
                    yield (*at, str(key)), {"what": f"the key {key!r}"}
                yield from walk((*at, str(key)), item)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from walk((*at, str(index)), item)
        elif not isinstance(value, str | int | float | bool | None):
            yield at, {"what": f"{value}"}

    return walk((), contract.spec)


def _no_object(contract: Contract) -> Broken:
    for site in contract.sites:
        if not isinstance(site.node, Mapping):
            yield site.at, {"kind": site.kind}


def _unknown(contract: Contract) -> Broken:
    for site in contract.sites:
        if not isinstance(site.node, Mapping):
            continue
        for word in site.node:
            if word not in WORDS[site.kind] and not str(word).startswith("x-"):
                instead = INSTEAD.get(word, OTHERWISE)
                yield (*site.at, str(word)), {"kind": site.kind, "word": str(word), "instead": instead}


def _ill_typed(contract: Contract) -> Broken:
    for site in contract.sites:
        if not isinstance(site.node, Mapping):
            continue
        for word, value in site.node.items():
            types = WORDS[site.kind].get(word, (object,))
            numeric = isinstance(value, bool) and bool not in types and object not in types
            if not isinstance(value, types) or numeric:
                wanted = " or ".join(dict.fromkeys(_NAMES[one] for one in types))
                yield (*site.at, word), {"wanted": wanted}


def _dangling(contract: Contract) -> Broken:
    for site in contract.sites:
        reference = site.node.get("$ref") if isinstance(site.node, Mapping) else None
        if isinstance(reference, str):
            home = f"#/components/{_HOMES[site.kind]}/"
            plain = reference.startswith(home) and "/" not in reference.removeprefix(home)
            if not plain or resolve(contract.spec, site.node) is None:
                yield (*site.at, "$ref"), {"reference": reference, "home": home}


def _circular(contract: Contract) -> Broken:
    for site in contract.sites:
        node = site.node
        for _ in range(DEEPEST):
            target = resolve(contract.spec, node)
            if target is None:
                break
            node = target[0]
        else:
            yield (*site.at, "$ref"), {"reference": node["$ref"]}


def _beside(contract: Contract) -> Broken:
    for site in contract.of(Kind.SCHEMA):
        if isinstance(site.node, Mapping) and "$ref" in site.node:
            for word in site.node:
                if word not in BESIDE_REFERENCE and word != "$ref" and not word.startswith("x-"):
                    yield (*site.at, word), {"word": word}


def _version(contract: Contract) -> Broken:
    if not re.fullmatch(r"3\.1\.\d+", str(contract.spec.get("openapi"))):
        yield ("openapi",), {"version": str(contract.spec.get("openapi"))}


def _names(contract: Contract) -> Iterator[tuple[Place, str]]:
    """Give every name and value of the document that code is made of."""
    for site in contract.sites:
        for word in ("properties", "content", "schemas", "paths"):
            for name in site.node.get(word, {}):
                yield (*site.at, word, name), name
        for word in ("operationId", "name", "const"):
            if isinstance(site.node.get(word), str):
                yield (*site.at, word), site.node[word]
        for word in ("enum", "tags", "required"):
            names = site.node.get(word, [])
            for index, name in enumerate(names if isinstance(names, list) else ()):
                if isinstance(name, str):
                    yield (*site.at, word, str(index)), name


def _unprintable(contract: Contract) -> Broken:
    for at, name in _names(contract):
        if not name or not name.isprintable():
            yield at, {"name": repr(name)}


SOUND = (
    Rule(
        "json",
        _not_json,
        "{what} is nothing that JSON has",
        "put it in quotes; statuses, dates, and `on` or `no` as keys need them",
    ),
    Rule("object", _no_object, "a {kind} is an object, with words below it", "write it out, or take it away"),
    Rule("type", _ill_typed, "this must be {wanted}", "look the word up in the OpenAPI specification"),
    Rule("reference", _dangling, "`{reference}` leads nowhere", "refer to what stands right below `{home}`"),
    Rule("circle", _circular, "`{reference}` leads back to itself", "give one of them a schema of its own"),
)
"""What makes an OpenAPI document of a file, whoever reads it."""

DOCUMENT = (
    *SOUND,
    Rule("version", _version, "the document is of OpenAPI {version}", "write it as `openapi: 3.1.0`"),
    Rule("word", _unknown, "`{word}` in a {kind} is nothing that the client can be made of", "{instead}"),
)
"""What makes one that generating understands."""

NAMES = (
    Rule(
        "beside-reference",
        _beside,
        "`{word}` beside a `$ref` would be another type, which is dropped",
        "a schema of its own under components/schemas, with all that it is",
    ),
    Rule(
        "printable",
        _unprintable,
        "{name} is empty or has a character that cannot be seen, which no Python code can name",
        "letters that can be printed",
    ),
)
"""What makes names of it that code can have."""
