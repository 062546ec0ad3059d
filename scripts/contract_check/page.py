"""Writes `docs/contract.md`: the API and every decision about it, for people, with an anchor for each id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from references import followed, pointer

from contract_check.spec import METHODS, kind

if TYPE_CHECKING:
    from reading import Tree

    from contract_check.check import Account
    from contract_check.examples import Example
    from contract_check.facts import Fact, FactBase

HEAD = """\
<!-- Made by `make contract` from openapi.yaml and docs/contract/. Do not edit. -->
# The contract

What a server that speaks the Videos API accepts and answers, where each part of that comes from, and what was decided
where the sources disagree. [`openapi.yaml`](../openapi.yaml) is the contract itself; this page is made from it and from
the fact base in [`contract/`](contract/). `make contract` proves that the two say the same, in both directions.

Every row has an id that never changes and is never used again: **V** facts about operations, **S** about schemas,
**X** examples, **D** decisions, **E** behaviours that no schema can hold, **F** the platform around the API. Its
*basis* is one of

- **documented**: a page of the documentation says it,
- **official**: only another official source says it (the official OpenAPI document, the guide, the libraries),
- **decided**: nobody says it, or they contradict each other, and a decision fills the gap,
- **inferred** (behaviours only): it follows from what is documented, but nobody says it.

A source is `page:line`; [the sources](#sources) are listed at the end. The column *element* shows where `openapi.yaml`
holds a fact, or *prose* and why no element can.
"""

FORMAT = """\
## The fact base

The rows live in `docs/contract/*.yaml`. A row has an `id`, what it `says` in our own words, its `basis` and its
`source`, and either `holds`, a list of assertions about `openapi.yaml`, or `prose`, the reason why there are none. An
assertion is `at` one JSON pointer, or several; references on the way are followed, the parameters of an operation are
addressed by name, and the members of a list of texts by value. It may say

- `has`: the values there, as deep as they are written; lists are compared whole, and an `enum` in order,
- `only`: the exact set of keys or members there,
- `includes`: keys or members that must be there,
- `lacks`: keys or members that must not be there,

or it is a `rule` about the whole document. Every element of `openapi.yaml` must be the subject of a row, values by
`has` and everything else by its place. Summaries and descriptions stand in `sentences.yaml` a second time, by the place
where they are: an edit of one is an edit of meaning until somebody confirmed it there. After an edit of `openapi.yaml`
run `make contract`: it names the rows that no longer hold, the elements that no row accounts for, and the operations
that the conformance suite does not ask for.
"""

TITLES = {
    "V-GEN": "The whole surface",
    "V-CREATE": "Create video",
    "V-EDIT": "Edit video",
    "V-EXTEND": "Extend video",
    "V-CHARNEW": "Create character",
    "V-CHARGET": "Get character",
    "V-LIST": "List videos",
    "V-GET": "Retrieve video",
    "V-DELETE": "Delete video",
    "V-REMIX": "Remix video",
    "V-CONTENT": "Retrieve video content",
    "S-VIDEO": "Video",
    "S-VCERR": "VideoCreateError",
    "S-MODEL": "VideoModel",
    "S-SECONDS": "VideoSeconds",
    "S-SIZE": "VideoSize",
    "S-IMGREF": "ImageInputReferenceParam",
    "S-VREF": "VideoReferenceInputParam",
    "S-CHAR": "VideoCharacter",
    "S-DEL": "VideoDeleteResponse",
    "S-PAGE": "VideoList",
    "S-INLINE": "Small enums",
    "S-REQ": "Bodies of requests",
    "F": "The platform around it",
}


def page(doc: Tree, base: FactBase, examples: tuple[Example, ...], account: Account) -> str:
    """Write the whole page."""
    parts: list[str] = [HEAD, *_operations(doc), *_schemas(doc, account)]
    facts = [fact for fact in base.facts if fact.part == "facts"]
    for prefix, title in TITLES.items():
        rows = [fact for fact in facts if fact.id.rpartition("-")[0] == prefix]
        parts.append(f"## Facts: {title}\n\n| id | statement | basis | source | element |\n|---|---|---|---|---|")
        parts += [_row(f, f.says, f.basis, _cited(f.source), _where(f)) for f in rows]
        parts.append("")
    parts += _decisions(base)
    parts.append("## Behaviours\n\nThe conformance suite turns these into requirements.\n")
    parts.append("| id | level | behaviour | grade | source |\n|---|---|---|---|---|")
    rows = [fact for fact in base.facts if fact.part == "behaviours"]
    parts += [_row(f, f"**{f.more['level']}**", f.says, f.more["grade"], _cited(f.source)) for f in rows]
    parts += ["", *_examples(examples), FORMAT, *_sources(base)]
    return "\n".join(parts).rstrip() + "\n"


def _anchor(id_: str) -> str:
    return f'<a id="{id_.lower()}"></a>{id_}'


def _cell(text: str) -> str:
    """Fit a text into a cell of a table, with ids as links."""
    linked = re.sub(r"(?<![\w`-])([DEF]-\d\d)\b", lambda found: f"[{found[1]}](#{found[1].lower()})", text)
    return linked.replace("|", "\\|")


def _row(fact: Fact, *cells: str) -> str:
    return f"| {_anchor(fact.id)} | " + " | ".join(map(_cell, cells)) + " |"


def _cited(sources: tuple[str, ...]) -> str:
    return ", ".join(sources)


def _where(fact: Fact) -> str:
    if fact.prose:
        return f"*prose*: {fact.prose}"
    places = dict.fromkeys(f"rule {a.rule}" if a.rule else f"`{pointer(a.at)}`" for a in fact.assertions)
    shown = list(places)[:2]
    return ", ".join(shown) + (f" and {len(places) - 2} more" if len(places) > 2 else "")


def _operations(doc: Tree) -> Iterator[str]:
    yield "## Operations\n"
    yield "| operation | request | answer | |\n|---|---|---|---|"
    for path, item in doc["paths"].items():
        for method in sorted(METHODS & set(item)):
            operation = item[method]
            request = "<br>".join(_inputs(doc, operation)) or "nothing"
            answers = [one for status, one in operation.get("responses", {}).items() if status.startswith("2")]
            answer = followed(doc, answers[0]).get("content", {}) if answers else {}
            shown = ", ".join(dict.fromkeys(_type(content.get("schema", {})) for content in answer.values()))
            given = f"{shown} ({', '.join(answer)})" if answer else "nothing"
            yield f"| `{method.upper()} {path}` | {request} | {given} | {_cell(operation.get('description', ''))} |"
    yield "\nEvery operation answers 200, or 4XX or 5XX with an `ErrorResponse`.\n"


def _inputs(doc: Tree, operation: Tree) -> Iterator[str]:
    for name, parameter in operation.get("parameters", {}).items():
        target = followed(doc, parameter)
        yield f"{target.get('in')} `{name}`{'' if target.get('required') else '?'}: {_type(target.get('schema', {}))}"
    for media, content in followed(doc, operation.get("requestBody", {})).get("content", {}).items():
        schema = followed(doc, content.get("schema", {}))
        fields = [f"`{n}`{'' if n in schema.get('required', []) else '?'}" for n in schema.get("properties", {})]
        yield f"{media}: {', '.join(fields)}"


def _type(schema: Tree) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        shown = f"[{name}](#schema-{name.lower()})"
    elif "anyOf" in schema:
        shown = " or ".join(map(_type, schema["anyOf"]))
    elif "enum" in schema:
        shown = "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    elif "const" in schema:
        shown = f"`{schema['const']}`"
    else:
        types = schema.get("type", "anything")
        shown = " or ".join(types) if isinstance(types, list) else str(types)
        shown += f" of {_type(schema['items'])}" if "items" in schema else ""
    bounds = ("minimum", "maximum", "minLength", "maxLength", "format", "default")
    rest = {key: value for key, value in schema.items() if key in bounds}
    return shown + "".join(f", {key} {value}" for key, value in rest.items())


def _schemas(doc: Tree, account: Account) -> Iterator[str]:
    yield "## Schemas\n\nA question mark means that the property may be absent.\n"
    for name, schema in doc.get("components", {}).get("schemas", {}).items():
        yield f'### <a id="schema-{name.lower()}"></a>{name}\n\n{schema.get("description", "")}\n'
        if "properties" not in schema:
            yield _type(schema).capitalize() + ".\n"
            continue
        yield "| property | type | | facts |\n|---|---|---|---|"
        for key, value in schema["properties"].items():
            path = ("components", "schemas", name, "properties", key)
            facts = dict.fromkeys(f for p, ids in account.pinned.items() if p[: len(path)] == path for f in ids)
            links = ", ".join(f"[{fact}](#{fact.lower()})" for fact in facts)
            optional = "" if key in schema.get("required", []) else "?"
            yield f"| `{key}`{optional} | {_type(value)} | {value.get('description', '')} | {links} |"
        yield ""


def _decisions(base: FactBase) -> Iterator[str]:
    yield "## Decisions\n\nWhere the sources contradict each other or stay silent.\n"
    for fact in base.facts:
        if fact.part != "decisions":
            continue
        yield f'### <a id="{fact.id.lower()}"></a>{fact.id} {fact.says}\n'
        labels = {"positions": "Positions", "send": "Send", "accept": "Accept", "why": "Why"}
        for key, label in labels.items():
            yield f"- **{label}.** {_cell(fact.more[key])}"
        yield f"- **Source.** {_cited(fact.source)}"
        yield f"- **Element.** {_cell(_where(fact))}\n"


def _examples(examples: tuple[Example, ...]) -> Iterator[str]:
    yield "## Examples\n\nEvery example of the documentation, judged by the contract.\n"
    yield "| id | operation | source | example | deviations |\n|---|---|---|---|---|"
    for example in examples:
        sort = f"answers {example.answers}" if example.answers else "request"
        deviations = "<br>".join(f"{text} ({decision})" for text, decision in example.deviations.items()) or "none"
        data = {key: value for key, value in (("params", example.params), ("body", example.body)) if value}
        shown = f"`{json.dumps(data, ensure_ascii=False)}`" if data else ""
        files = f" with the files {', '.join(example.files)}" if example.files else ""
        cells = (f"`{example.operation}`, {sort}", _cited(example.source), shown + files, deviations)
        yield f"| {_anchor(example.id)} | " + " | ".join(map(_cell, cells)) + " |"
    yield ""


def _sources(base: FactBase) -> Iterator[str]:
    yield '## <a id="sources"></a>Sources\n\n| key | source |\n|---|---|'
    for key, source in base.sources.items():
        lines = f" {source['lines']} lines. {source['note']}" if "lines" in source else ""
        yield f"| {key} | {source['title']}.{lines} |"
    yield ""


def counted(elements: list[tuple[str, ...]]) -> str:
    """Count elements by kind, the most frequent first."""
    kinds: dict[str, int] = {}
    for path in elements:
        kinds[kind(path)] = kinds.get(kind(path), 0) + 1
    wanted = ("operation", "parameter", "status", "media type", "named schema", "property", "enum value")
    return ", ".join(f"{kinds[name]} {name}" for name in wanted if name in kinds)
