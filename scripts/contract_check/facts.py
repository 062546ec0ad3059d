"""The fact base: what the documentation says, what is official and what was decided, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen
from reading import BadInputError, Tree, read_yaml
from references import parse_pointer

from contract_check.spec import Path_

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = "sentences"
"""The rule that the texts of the document are those that sentences.yaml has."""
BASES = ("documented", "official", "decided")
LEVELS = ("MUST", "SHOULD", "MAY")
GRADES = ("documented", "official", "inferred")
RULES = ("nothing-deprecated", "version", "described", SENTENCES)
PARTS = {
    "operations.yaml": "facts",
    "schemas.yaml": "facts",
    "decisions.yaml": "decisions",
    "behaviours.yaml": "behaviours",
    "platform.yaml": "facts",
}
DECISION_FIELDS = ("title", "positions", "send", "accept", "why")
_ID = re.compile(r"(?:(?:V|S)-[A-Z]+|[DEF])-\d\d+")
_CITATION = re.compile(r"([a-z0-9-]+)(?::(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*))?")


@frozen
class Assertion:
    """What a fact says about one place of the document."""

    at: Path_ = ()
    has: Mapping[str, Tree] = field(factory=dict)
    only: tuple[str, ...] | None = None
    includes: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    rule: str = ""


@frozen
class Fact:
    """One statement about the API, with what it rests on and where it shows in the document."""

    id: str
    part: str
    says: str
    basis: str
    source: tuple[str, ...]
    assertions: tuple[Assertion, ...]
    prose: str
    more: Mapping[str, str]


@frozen
class FactBase:
    """Everything that is known about the API."""

    sources: Mapping[str, Mapping[str, Tree]]
    facts: tuple[Fact, ...]


def read_facts(folder: Path) -> FactBase:
    """Read and check the whole fact base."""
    sources = _sources(read_yaml(folder / "sources.yaml"))
    facts: dict[str, Fact] = {}
    sentences = tuple(_sentences(read_yaml(folder / "sentences.yaml")))
    for name, part in PARTS.items():
        rows = read_yaml(folder / name)
        if not isinstance(rows, Mapping) or not isinstance(rows.get(part), list):
            raise BadInputError(f"{name}: must hold a list {part!r}")
        for row in rows[part]:
            fact = _with_sentences(_fact(name, part, row), sentences)
            if fact.id in facts:
                raise BadInputError(f"{name}: the id {fact.id} is there twice")
            check_citations(sources, fact.source, f"{name}: {fact.id}")
            _check_basis(sources, fact, name)
            facts[fact.id] = fact
    return FactBase(sources, tuple(facts.values()))


def _sources(data: Tree) -> dict[str, Mapping[str, Tree]]:
    if not isinstance(data, Mapping) or not all(isinstance(group, Mapping) for group in data.values()):
        raise BadInputError("sources.yaml: must hold groups of sources")
    return {key: {**source, "group": group} for group, listed in data.items() for key, source in listed.items()}


def _sentences(rows: Tree) -> Iterator[Assertion]:
    """Read the texts of the document, each by the place where it stands."""
    for place, texts in rows.items() if isinstance(rows, Mapping) else ():
        if not isinstance(texts, Mapping) or not texts or not all(isinstance(text, str) for text in texts.values()):
            raise BadInputError(f"sentences.yaml: {place}: must hold texts such as `description`")
        try:
            yield Assertion(parse_pointer(str(place)), texts)
        except ValueError:
            raise BadInputError(f"sentences.yaml: {place!r} is not a JSON pointer") from None


def _with_sentences(fact: Fact, sentences: tuple[Assertion, ...]) -> Fact:
    spoken = [one for one in fact.assertions if one.rule != SENTENCES]
    return fact if len(spoken) == len(fact.assertions) else evolve(fact, assertions=(*spoken, *sentences))


def check_citations(sources: Mapping[str, Mapping[str, Tree]], cited: tuple[str, ...], where: str) -> None:
    """Refuse a citation of an unknown source, or of a line that its page does not have."""
    for citation in cited:
        match = _CITATION.fullmatch(citation)
        if match is None or match[1] not in sources:
            raise BadInputError(f"{where}: unknown source {citation!r}")
        last = sources[match[1]].get("lines", 0)
        for line in re.findall(r"\d+", match[2] or ""):
            if not 1 <= int(line) <= last:
                raise BadInputError(f"{where}: {match[1]} has no line {line}")


def _check_basis(sources: Mapping[str, Mapping[str, Tree]], fact: Fact, name: str) -> None:
    groups = {sources[citation.partition(":")[0]]["group"] for citation in fact.source}
    basis = fact.more.get("grade", fact.basis)
    needed = {"documented": {"pages"}, "official": {"official"}}.get(basis)
    if needed and not groups & needed:
        raise BadInputError(f"{name}: {fact.id}: is {basis}, but cites no such source")


def _fact(name: str, part: str, row: Tree) -> Fact:
    if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
        raise BadInputError(f"{name}: a row has no id: {str(row)[:60]}")
    where = f"{name}: {row['id']}"
    wanted = {"facts": ("says", "basis"), "decisions": DECISION_FIELDS, "behaviours": ("says", "level", "grade")}[part]
    if not _ID.fullmatch(row["id"]):
        raise BadInputError(f"{where}: not an id such as V-LIST-01 or D-07")
    for key in (*wanted, "source"):
        if not row.get(key):
            raise BadInputError(f"{where}: has no {key!r}")
    if unknown := set(row) - {"id", "source", "holds", "prose", *wanted}:
        raise BadInputError(f"{where}: unknown key {sorted(unknown)[0]!r}")
    for key, allowed in (("basis", BASES), ("level", LEVELS), ("grade", GRADES)):
        if key in wanted and row[key] not in allowed:
            raise BadInputError(f"{where}: unknown {key} {row[key]!r}; it is one of {', '.join(allowed)}")
    if ("holds" in row) == ("prose" in row) and (part != "behaviours" or "prose" in row):
        raise BadInputError(f"{where}: needs either 'holds' or 'prose', the reason why no element can hold it")
    return Fact(
        id=row["id"],
        part=part,
        says=row.get("says") or row["title"],
        basis=row.get("basis", "decided"),
        source=tuple(row["source"]),
        assertions=tuple(assertion for entry in row.get("holds", ()) for assertion in _assertions(where, entry)),
        prose=row.get("prose", ""),
        more={key: row[key] for key in wanted if key not in ("says", "basis")},
    )


def _assertions(where: str, entry: Tree) -> Iterator[Assertion]:
    if not isinstance(entry, Mapping) or ("at" in entry) == ("rule" in entry):
        raise BadInputError(f"{where}: an entry of 'holds' needs either 'at' or 'rule': {str(entry)[:60]}")
    if unknown := set(entry) - {"at", "has", "only", "includes", "lacks", "rule"}:
        raise BadInputError(f"{where}: unknown key {sorted(unknown)[0]!r} in 'holds'")
    if "rule" in entry:
        if entry["rule"] not in RULES:
            raise BadInputError(f"{where}: unknown rule {entry['rule']!r}; it is one of {', '.join(RULES)}")
        yield Assertion(rule=entry["rule"])
        return
    if len(entry) == 1:
        raise BadInputError(f"{where}: says nothing about {entry['at']!r}")
    only = tuple(map(str, entry["only"])) if "only" in entry else None
    for text in entry["at"] if isinstance(entry["at"], list) else [entry["at"]]:
        try:
            at = parse_pointer(text)
        except ValueError:
            raise BadInputError(f"{where}: {text!r} is not a JSON pointer") from None
        yield Assertion(
            at,
            entry.get("has", {}),
            only,
            tuple(map(str, entry.get("includes", ()))),
            tuple(map(str, entry.get("lacks", ()))),
        )
