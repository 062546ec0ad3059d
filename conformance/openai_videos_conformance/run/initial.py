"""The first file of a target: what a server says of itself, asked without a job."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import attrs
import httpx

from ..exchange.listing import items_on
from ..scenario.choice import LENGTHS, SIZES
from ..scenario.step import Request
from ..scenario.upkeep import INIT_DOCUMENT, INIT_LIST, INIT_MODELS
from ..target.presets import presets
from .wire.driver import Driver, Unreachable

TEXT_MOST = 200
"""Characters of a name that is written down; a longer one is none."""

NAMES_MOST = 20
"""The names that are written down."""

OWN = frozenset({"prompt", "model", "size", "seconds", "input_reference"})
"""The fields of a create that the contract has."""


@attrs.frozen
class Said:
    """What a server says of itself: values, and where it says them."""

    values: tuple[str, ...]
    where: str


def initial_file(driver: Driver, preset: str | None) -> str:
    """Ask a server what it is like, and give the text of a file of a target.

    Raises:
        Unreachable: It does not answer, or refuses the key.
    """
    _check_answer(driver)
    body = _create_body(driver)
    lines = [
        "# What openai-videos-conformance is told of this server: docs/your-server.md of the project has every line.",
        f"base-url = {_text(driver.target.base_url)}",
    ]
    if preset is not None:
        lines += [
            "",
            f"# What is known of such servers; what stands below goes first. There are {', '.join(presets())}.",
        ]
        lines += [f"as = {_text(preset)}"]
    if driver.target.key_header.lower() != "authorization":
        lines += [f"key-header = {_text(driver.target.key_header)}"]
    lines += ["", *_models(driver)]
    for key, documented, field in (("sizes", SIZES, "size"), ("seconds", LENGTHS, "seconds")):
        lines += ["", *_values(key, documented, _enumerated(body, field) or _listed(driver, field))]
    lines += [
        "",
        "# A prompt whose job fails; without one, failed jobs are not judged.",
        '# failing-prompt = "..."',
        "",
        "# How much to ask for: free, smoke (1 job), core (3) or full (14).",
        '# tier = "core"',
        "",
        "# Headers of every request. A secret is never in a file: the environment has it.",
        "# [headers]",
        '# x-team = "blue"',
        '# x-token = { env = "TEAM_TOKEN" }',
        "",
        *_further(body),
    ]
    return "\n".join(lines) + "\n"


def _check_answer(driver: Driver) -> None:
    url, answer = driver.target.base_url, driver.take(INIT_LIST)
    if answer.error:
        raise Unreachable(f"{url} cannot be asked: {answer.error}. Start the server, or mend the URL.")
    if answer.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise Unreachable(
            f"{url} asks for a key, or refuses it ({answer.status}). Give the right one as OPENAI_API_KEY."
        )


def _models(driver: Driver) -> Iterator[str]:
    """Write the models: the one that there is, or those to choose from."""
    answer = driver.take(INIT_MODELS)
    names = [name for item in items_on(answer) if (name := _named(item.get("id")))][:NAMES_MOST]
    if len(names) == 1:
        yield "# GET /models names it."
        yield f"models = {_list(names)}"
        return
    yield "# The models to create with, the first one where it does not matter; without any, the server's default."
    yield f"# models = {_list(names or ['...'])}" + ("  # GET /models names these" if names else "")


def _values(key: str, documented: Sequence[str], said: Said) -> Iterator[str]:
    """Write the sizes or the lengths: live where the server makes others than the documented ones."""
    what = "sizes" if key == "sizes" else "lengths"
    if said.values and not set(said.values) <= set(documented):
        yield f"# {said.where} has these."
        yield f"{key} = {_list(said.values)}"
        return
    yield f"# The {what} that the server makes, if it makes others than {', '.join(documented)}."
    yield f"# {key} = {_list(['480x832'] if key == 'sizes' else ['2'])}"


def _listed(driver: Driver, field: str) -> Said:
    shown = (_named(item.get(field)) for item in items_on(driver.evidence.taken(INIT_LIST)[-1]))
    return Said(tuple(sorted({value for value in shown if value}, key=_size)[:NAMES_MOST]), "A video in its list")


def _size(text: str) -> tuple[int, str]:
    return len(text), text


def _create_body(driver: Driver) -> Mapping[str, Any]:
    """Give the properties of a create, as the server's own OpenAPI document has them; none where there is none."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(driver.target.address.root))
    for path in ("/openapi.json", f"{root}/openapi.json"):
        answer = driver.take(INIT_DOCUMENT, request=Request(path=path))
        if answer.accepted and (properties := _properties(answer.object)):
            return properties
    return {}


def _properties(document: Mapping[str, Any]) -> dict[str, Any]:
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        body = _dig(item, "post", "requestBody", "content") if str(path).endswith("/videos") else None
        for content in body.values() if isinstance(body, dict) else ():
            schema = _resolved(_dig(content, "schema"), document)
            if isinstance(properties := _dig(schema, "properties"), dict):
                return {str(name): _resolved(value, document) for name, value in properties.items()}
    return {}


def _resolved(node: Any, document: Mapping[str, Any]) -> Any:
    reference = _dig(node, "$ref")
    return _dig(document, *reference.removeprefix("#/").split("/")) if isinstance(reference, str) else node


def _dig(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _enumerated(body: Mapping[str, Any], field: str) -> Said | None:
    """Give the values of a field that the server's document names."""
    schema = body.get(field)
    choices = [schema, *(_dig(schema, "anyOf") or ())] if isinstance(schema, dict) else []
    values = [value for choice in choices for value in _dig(choice, "enum") or () if isinstance(value, str | int)]
    return Said(tuple(map(str, values)), "Its OpenAPI document") if values else None


def _further(body: Mapping[str, Any]) -> Iterator[str]:
    names = [name for name in map(_named, body) if name and name not in OWN][:NAMES_MOST]
    yield "# More fields of each create, such as what makes a job cheap."
    if names:
        yield f"# Its OpenAPI document has {', '.join(names)}."
    yield "# [create]"
    yield "# num_inference_steps = 1"


def _named(value: object) -> str:
    """Give a name that can be written down, empty where it is none."""
    text = value if isinstance(value, str) else ""
    return text if text.isprintable() and len(text) <= TEXT_MOST else ""


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"
