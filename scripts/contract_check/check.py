"""Holds the fact base against the document, in both directions. Pure: two parsed trees in, findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen
from references import pointer, resolve

from contract_check.spec import METHODS, PROSE, Path_, elements, members

if TYPE_CHECKING:
    from reading import Tree

    from contract_check.facts import Assertion, Fact


UNACCOUNTED = "no fact accounts for this element or its value"


@frozen
class Finding:
    """One disagreement: the facts that it concerns, the place, and what is wrong there."""

    facts: tuple[str, ...]
    at: str
    what: str

    def __str__(self) -> str:
        return f"{', '.join(self.facts)}: {self.at}: {self.what}"


def grouped(findings: Iterable[Finding]) -> list[str]:
    """Write findings, those of the same facts below these; of an element that nobody accounts for only the whole."""
    by_facts: dict[tuple[str, ...], list[Finding]] = {}
    whole = ""
    for finding in findings:
        if whole and finding.at.startswith(f"{whole}/"):
            continue
        if finding.what == UNACCOUNTED:
            whole = finding.at
        by_facts.setdefault(finding.facts, []).append(finding)
    lines: list[str] = []
    for facts, together in by_facts.items():
        if len(together) == 1:
            lines.append(str(together[0]))
        else:
            lines += [f"{', '.join(facts)}:", *(f"  {finding.at}: {finding.what}" for finding in together)]
    return lines


@frozen
class Account:
    """Which facts speak of which element: `reached` for its place, `pinned` for its value."""

    reached: dict[Path_, list[str]] = field(factory=dict)
    pinned: dict[Path_, list[str]] = field(factory=dict)


@frozen
class Result:
    """What a check found, and what it counted."""

    failed: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    account: Account

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is wrong: facts that do not hold, and elements that no fact accounts for."""
        return self.failed + self.missing


def check(doc: Tree, facts: Iterable[Fact], *, both_ways: bool = True) -> Result:
    """Hold every fact against the document and, if asked both ways, every element of it against the facts."""
    account = Account()
    findings: list[Finding] = []
    for fact in facts:
        for assertion in fact.assertions:
            findings += _Reader(doc, fact.id, account).judge(assertion)
    missing = unaccounted(doc, account) if both_ways else []
    return Result(tuple(findings), tuple(missing), account)


def unaccounted(doc: Tree, account: Account) -> list[Finding]:
    """Find the elements of a document that no fact speaks of."""
    return [
        _unaccounted(path, account)
        for path, leaf in elements(doc)
        if path not in (account.pinned if leaf else account.reached)
    ]


def _unaccounted(path: Path_, account: Account) -> Finding:
    if path[-1] in PROSE:
        return Finding(("D-53",), pointer(path), "is confirmed nowhere: write it into docs/contract/sentences.yaml")
    around = path
    while around and around not in account.pinned and around not in account.reached:
        around = around[:-1]
    near = dict.fromkeys(account.pinned.get(around, []) + account.reached.get(around, []))
    return Finding(tuple(near)[:4] or ("D-47",), pointer(path), UNACCOUNTED)


@frozen
class _Reader:
    """Reads one document for one fact, and keeps account of what it read."""

    doc: Tree
    fact: str
    account: Account

    def judge(self, assertion: Assertion) -> Iterator[Finding]:
        if assertion.rule:
            if assertion.rule == "version":
                self._reach(("info",))
                self._reach(("info", "version"))
                self._pin(("info", "version"))
            return (Finding((self.fact,), at, what) for at, what in RULES[assertion.rule](self.doc))
        return self._place(assertion)

    def _place(self, assertion: Assertion) -> Iterator[Finding]:
        node: Tree = self.doc
        path: Path_ = ()
        for part in assertion.at:
            found = self._step(node, path, part)
            if found is None:
                yield self._finding(assertion.at, f"leads nowhere, {pointer(path)} has no {part!r}")
                return
            node, path = found
            self._reach(path)
        yield from self._tree(node, path, assertion.has)
        if assertion.only is None and not assertion.includes and not assertion.lacks:
            return
        target = resolve(self.doc, node)
        if target and not isinstance(node, list):
            node, path = {**target[0], **node}, target[1]
        keys = [key for key, _ in members(node)] if isinstance(node, list) else _keys(node)
        if assertion.only is not None and set(keys) != set(assertion.only):
            yield self._finding(path, _difference(set(keys), set(assertion.only)))
        for key in assertion.includes:
            if key not in keys:
                yield self._finding((*path, key), "is missing")
        for key in assertion.lacks:
            if key in keys:
                yield self._finding((*path, key), "must not be there")
        for key in (*(assertion.only or ()), *assertion.includes):
            self._reach((*path, key))
            if isinstance(node, list):
                self._pin((*path, key))

    def _tree(self, node: Tree, path: Path_, want: Mapping[str, Tree]) -> Iterator[Finding]:
        for key, wanted in want.items():
            found = self._step(node, path, key)
            if found is None:
                yield self._finding((*path, key), "is missing")
                continue
            yield from self._value(*found, wanted)

    def _value(self, value: Tree, path: Path_, wanted: Tree) -> Iterator[Finding]:
        self._reach(path)
        if isinstance(wanted, dict) and wanted:
            yield from self._tree(value, path, wanted)
        elif isinstance(wanted, list) and wanted and isinstance(wanted[0], dict):
            if not isinstance(value, list) or len(value) != len(wanted):
                yield self._finding(path, f"must have {len(wanted)} members")
                return
            for (key, member), item in zip(members(value), wanted, strict=True):
                yield from self._value(member, (*path, key), item)
        else:
            self._pin(path)
            for member in wanted if isinstance(wanted, list) else ():
                self._pin((*path, str(member)))
            if not _same(value, wanted, ordered=path[-1] == "enum"):
                said = path[-1] in PROSE and isinstance(value, str)
                what = _reworded(value, str(wanted)) if said else f"is {_brief(value)}, must be {_brief(wanted)}"
                yield self._finding(path, what)

    def _step(self, node: Tree, path: Path_, key: str) -> tuple[Tree, Path_] | None:
        if isinstance(node, list):
            return next(((value, (*path, key)) for name, value in members(node) if name == key), None)
        if not isinstance(node, dict):
            return None
        if key in node:
            return node[key], (*path, key)
        target = resolve(self.doc, node)
        if target is None:
            return None
        for length in range(1, len(target[1]) + 1):
            self._reach(target[1][:length])
        return self._step(*target, key)

    def _reach(self, path: Path_) -> None:
        self.account.reached.setdefault(path, []).append(self.fact)

    def _pin(self, path: Path_) -> None:
        self.account.pinned.setdefault(path, []).append(self.fact)

    def _finding(self, path: Path_, what: str) -> Finding:
        return Finding((self.fact,), pointer(path), what)


def leads_nowhere(doc: Tree, at: Path_) -> bool:
    """Say whether a path ends before its end, references followed."""
    node = doc
    for part in at:
        found = _Reader(doc, "", Account())._step(node, (), part)
        if found is None:
            return True
        node = found[0]
    return False


def _keys(node: Tree) -> list[str]:
    return [str(key) for key in node if key not in PROSE] if isinstance(node, dict) else []


def _same(value: Tree, wanted: Tree, *, ordered: bool) -> bool:
    if isinstance(value, list) and isinstance(wanted, list) and not ordered:
        return len(value) == len(wanted) and set(map(repr, value)) == set(map(repr, wanted))
    return repr(value) == repr(wanted)  # repr tells 1 from True and from '1', inside lists too


def _difference(have: set[str], want: set[str]) -> str:
    extra, missing = sorted(have - want), sorted(want - have)
    parts = [f"has {', '.join(extra)} too many"] * bool(extra) + [f"lacks {', '.join(missing)}"] * bool(missing)
    return " and ".join(parts)


def _reworded(text: str, wanted: str) -> str:
    """Show where two texts part."""
    differing = (index for index, (one, other) in enumerate(zip(text, wanted, strict=False)) if one != other)
    start = next(differing, min(len(text), len(wanted)))
    begin = max(text.rfind(" ", 0, start), 0)
    shown = [f"...{one[begin : begin + 60].strip()}..." for one in (text, wanted)]
    return f"says {shown[0]!r}, confirmed is {shown[1]!r}; if it is meant so, say so in docs/contract/sentences.yaml"


def _brief(value: Tree) -> str:
    text = "an object" if isinstance(value, dict) else repr(value)
    return text if len(text) < 90 else text[:87] + "..."


def _deprecated(doc: Tree) -> Iterator[tuple[str, str]]:
    for path, _ in elements(doc):
        if path[-1] == "deprecated":
            yield pointer(path), "nothing is deprecated"


def _version(doc: Tree) -> Iterator[tuple[str, str]]:
    version = doc.get("info", {}).get("version") if isinstance(doc.get("info"), dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield "/info/version", f"is {version!r}, not a version such as 0.1.0"


def _described(doc: Tree) -> Iterator[tuple[str, str]]:
    for at, node in describable(doc):
        titled = at == ("info",) or (len(at) == 3 and at[0] == "paths")
        for key in ("summary", "description") if titled else ("description",):
            if not isinstance(node, dict) or not str(node.get(key) or "").strip():
                yield pointer(at), f"has no {key}"


def describable(doc: Tree) -> Iterator[tuple[Path_, Tree]]:
    """Find everything that a reader looks up: operations, parameters, answers, schemas and their properties."""
    yield ("info",), doc.get("info")
    for path, item in doc.get("paths", {}).items():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(operation, dict):
                yield ("paths", path, method), operation
                for group in ("parameters", "responses"):
                    yield from _described_names(operation.get(group), ("paths", path, method, group))
    for group, named in (doc.get("components") or {}).items():
        yield from _described_names(named, ("components", group))
        for name, schema in named.items() if group == "schemas" and isinstance(named, dict) else ():
            properties = schema.get("properties") if isinstance(schema, dict) else None
            yield from _described_names(properties, ("components", group, name, "properties"))


def _described_names(named: Tree, path: Path_) -> Iterator[tuple[Path_, Tree]]:
    for name, node in named.items() if isinstance(named, dict) else ():
        if not (isinstance(node, dict) and "$ref" in node):
            yield (*path, str(name)), node


RULES = {"nothing-deprecated": _deprecated, "version": _version, "described": _described}
