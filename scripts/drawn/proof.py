"""Calls every operation of a generated client against a server made of its contract, and compares.

proof.py CONTRACT SEED; the folder with the generated packages is on the path. What is wrong is printed, a line each.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import httpx
from attrs import frozen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generation.names import attribute, identifier, method_name

from drawn.server import METHODS, Seen, Server
from drawn.values import Values, fits, misfits


@frozen
class Arguments:
    """What an operation is called with: by the names of Python, and by those of the contract."""

    python: dict[str, Any]
    path: dict[str, str]
    query: list[tuple[str, str]]
    headers: dict[str, str]
    fields: dict[str, Any]
    body: Any


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _arguments(values: Values, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Arguments:
    given = Arguments({}, {}, [], {}, {}, None)
    own = [values.followed(one) for one in operation.get("parameters", ())]
    taken = {(one["name"], one["in"]) for one in own}
    shared = [values.followed(one) for one in item.get("parameters", ())]
    for one in [*own, *(one for one in shared if (one["name"], one["in"]) not in taken)]:
        if not one.get("required") and values.chance.random() < 0.4:
            continue
        value = values.drawn(one["schema"])
        if one["in"] == "path" and str(value).strip() in ("", ".", ".."):
            value = "id"
        if one["in"] == "header" and isinstance(value, str):
            value = value if value.isascii() and value.isprintable() and value.strip() == value else "plain"
        given.python[attribute(one["name"])] = value
        if one["in"] == "path":
            given.path[one["name"]] = _text(value)
        elif value is not None and one["in"] == "query":
            given.query.extend((one["name"], _text(each)) for each in (value if isinstance(value, list) else [value]))
        elif value is not None:
            given.headers[one["name"]] = _text(value)
    _fill(values, values.followed(operation.get("requestBody", {})).get("content", {}), given)
    return given


def _fill(values: Values, content: Mapping[str, Any], given: Arguments) -> None:
    """Give the fields of one of the bodies that an operation takes."""
    if not content:
        return
    schema = values.followed(content[values.chance.choice(list(content))]["schema"])
    if schema.get("format") == "binary":
        given.python["content"] = given.fields["content"] = values.drawn(schema)
    for name, one in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        if not required and values.chance.random() < 0.4:
            continue
        value = values.drawn(one, 1)
        if value is None and required:
            value = values.drawn({"type": "string"})
        if value is not None:
            given.python[attribute(name)] = given.fields[name] = value


def _differences(given: Arguments, seen: Seen) -> list[str]:
    found = []
    if {name: seen.path.get(name) for name in given.path} != given.path:
        found.append(f"path {seen.path}, given {given.path}")
    if sorted(seen.query) != sorted(given.query):
        found.append(f"query {seen.query}, given {given.query}")
    headers = {name: seen.headers.get(name) for name in given.headers}
    if headers != given.headers:
        found.append(f"headers {headers}, given {given.headers}")
    wanted: Any = given.fields
    if seen.media == "multipart/form-data":
        wanted = sorted(_part(name, one) for name, value in given.fields.items() for one in _each(value))
        arrived: Any = sorted((name, bool(file), "json" in kind, data) for name, file, kind, data in seen.body)
    elif seen.media == "application/x-www-form-urlencoded":
        wanted = sorted((name, _text(one)) for name, value in given.fields.items() for one in _each(value))
        arrived = sorted(seen.body)
    elif seen.media.endswith("json"):
        arrived = seen.body
    else:
        wanted, arrived = given.fields.get("content", b""), seen.body
    if wanted != arrived:
        found.append(f"body {arrived!r}, given {wanted!r}")
    return found


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _part(name: str, value: Any) -> tuple[str, bool, bool, bytes]:
    data = value if isinstance(value, bytes) else _text(value).encode()
    return name, isinstance(value, bytes), isinstance(value, dict), data


def _received(method: Any, asynchronous: bool, result: Any, sent: Any) -> list[str]:
    if hasattr(result, "write_to_file"):
        return [] if result.read() == sent else ["the bytes differ"]
    hint = get_type_hints(method)["return"]
    if not asynchronous and not fits(hint, result):
        return [f"gives {result!r}, its type says {hint}"]
    return misfits(result, sent, "answer")


async def proved(spec: Mapping[str, Any], seed: int) -> list[str]:
    """Call every operation of a client, synchronously and not, and give what is wrong."""
    from openai_videos import AsyncClient, Client

    values = Values(spec, random.Random(seed))  # noqa: S311 - nobody is to be surprised
    server = Server(values)
    settings: dict[str, Any] = {"base_url": "http://drawn.test/v1", "api_key": "key", "max_retries": 0}
    wire = httpx.MockTransport(server.answer)
    found = []
    with httpx.Client(transport=wire) as http:
        async with httpx.AsyncClient(transport=wire) as later:
            clients: list[Any] = [Client(http_client=http, check_content=False, **settings)]
            clients.append(AsyncClient(http_client=later, check_content=False, **settings))
            for item in spec["paths"].values():
                for verb in METHODS:
                    for client in clients if verb in item else ():
                        found += await _called(server, client, item, item[verb])
    return found


async def _called(server: Server, client: Any, item: Mapping[str, Any], operation: Mapping[str, Any]) -> list[str]:
    tag = identifier([*operation.get("tags", []), "default"][0], "tag")
    resource = getattr(client, tag)
    method = getattr(resource, method_name(operation["operationId"], tag))
    where = f"{type(client).__name__}.{tag}.{method.__name__}"
    given = _arguments(server.values, item, operation)
    before = len(server.seen)
    try:
        result = method(**given.python)
        asynchronous = hasattr(result, "__await__")
        if asynchronous:
            result = await result
        if asynchronous and hasattr(result, "write_to_file"):
            body = await result.read()
            found = [] if body == server.sent[-1] else ["the bytes differ"]
        else:
            found = _received(method, asynchronous, result, server.sent[-1])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return [f"{where}({given.python}): {type(error).__name__}: {error}"]
    if [one.operation for one in server.seen[before:]] != [operation["operationId"]]:
        found.append(f"reached {[one.operation for one in server.seen[before:]]}")
    else:
        found += _differences(given, server.seen[-1])
    response = next(one for key, one in operation["responses"].items() if key[0] == "2")
    starts = "links" in server.values.followed(response)
    if hasattr(resource, f"{method.__name__}_and_poll") != starts:
        found.append(f"{'cannot' if starts else 'can'} be waited for")
    return [f"{where}({given.python}): {one}" for one in found]


def main() -> int:
    """Run from the command line."""
    contract, seed = sys.argv[1:]
    found = asyncio.run(proved(json.loads(Path(contract).read_text(encoding="utf-8")), int(seed)))
    print("\n".join(found), end="")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
