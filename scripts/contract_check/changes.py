"""Tells breaking from compatible changes between two versions of the contract, and what version they call for.

Pure Python, and small on purpose: what it does not understand it calls breaking, which costs a person a look. What
breaks depends on the direction: a request may only become more generous, an answer only more reliable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen
from references import pointer, resolve

from contract_check.check import Finding
from contract_check.spec import METHODS, PROSE, Path_

if TYPE_CHECKING:
    from reading import Tree

UPPER = frozenset({"maximum", "maxLength", "maxItems", "maxProperties", "exclusiveMaximum"})
LOWER = frozenset({"minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum"})


@frozen
class Change:
    """One difference that a client or a server can notice."""

    breaking: bool
    at: str
    what: str


def changes(old: Tree, new: Tree) -> tuple[Change, ...]:
    """Compare two documents in the form of `read_spec`, operation by operation."""
    before, after = _operations(old), _operations(new)
    found = [Change(True, pointer(path), "operation removed") for path in before.keys() - after.keys()]
    found += [Change(False, pointer(path), "operation added") for path in after.keys() - before.keys()]
    for path in before.keys() & after.keys():
        found += _operation(path, _expand(old, before[path]), _expand(new, after[path]))
    if old.get("security") != new.get("security") or _schemes(old) != _schemes(new):
        found.append(Change(True, "/security", "the way to authenticate changed"))
    return tuple(sorted(set(found), key=lambda change: (not change.breaking, change.at, change.what)))


def _schemes(doc: Tree) -> str:
    return json.dumps(_expand(doc, doc.get("components", {}).get("securitySchemes")), sort_keys=True)


def _operations(doc: Tree) -> dict[Path_, Tree]:
    return {(path, key): item[key] for path, item in doc["paths"].items() for key in METHODS & set(item)}


def _expand(doc: Tree, node: Tree, depth: int = 0) -> Tree:
    """Put every reference in place, so that moving a schema into a component is no change; prose goes."""
    if isinstance(node, list):
        return [_expand(doc, value, depth) for value in node]
    if not isinstance(node, dict):
        return node
    target = resolve(doc, node) if depth < 40 else None
    merged = node if target is None else {**target[0], **{key: value for key, value in node.items() if key != "$ref"}}
    if target is not None:
        return _expand(doc, merged, depth + 1)
    dropped = PROSE | {"example", "examples"}
    return {key: _expand(doc, value, depth + 1) for key, value in merged.items() if key not in dropped or _named(value)}


def _named(value: Tree) -> bool:
    """Recognise a schema under the name of a prose keyword; it is a property, and stays."""
    return isinstance(value, dict)


def _operation(at: Path_, old: Tree, new: Tree) -> Iterator[Change]:
    before, after = old.get("parameters", {}), new.get("parameters", {})
    for name in _names(before, after):
        here = (*at, "parameters", name)
        if name not in after or name not in before:
            required = name in after and after[name].get("required", False)
            yield Change(
                name in before or required, pointer(here), f"parameter {'removed' if name in before else 'added'}"
            )
        else:
            yield from _schema(here, before[name].get("schema"), after[name].get("schema"), request=True)
            yield from _flag(here, "required", before[name].get("required"), after[name].get("required"))
            rest = {"schema", "required"}
            yield from _other(here, _without(before[name], rest), _without(after[name], rest))
    yield from _body(at, old.get("requestBody"), new.get("requestBody"))
    yield from _answers((*at, "responses"), old.get("responses", {}), new.get("responses", {}))
    dealt = {"parameters", "requestBody", "responses", "tags", "operationId", "deprecated"}
    yield from _other(at, _without(old, dealt), _without(new, dealt))
    if old.get("operationId") != new.get("operationId"):
        yield Change(True, pointer((*at, "operationId")), "renamed; generated clients call it by that name")
    if old.get("deprecated") != new.get("deprecated"):
        yield Change(False, pointer((*at, "deprecated")), "deprecation changed")


def _body(at: Path_, old: Tree, new: Tree) -> Iterator[Change]:
    here = (*at, "requestBody")
    if (old is None) != (new is None):
        breaking = new is None or bool(new.get("required"))
        yield Change(breaking, pointer(here), "request body removed" if new is None else "request body added")
    elif old is not None and new is not None:
        yield from _flag(here, "required", old.get("required"), new.get("required"))
        yield from _content(here, old.get("content", {}), new.get("content", {}), request=True)


def _answers(at: Path_, old: Tree, new: Tree) -> Iterator[Change]:
    for status in _names(old, new):
        here = (*at, status)
        if status not in new or status not in old:
            success = status.startswith("2")
            yield Change(success or status in old, pointer(here), f"status {'removed' if status in old else 'added'}")
        else:
            yield from _content(here, old[status].get("content", {}), new[status].get("content", {}), request=False)
            if old[status].get("links") != new[status].get("links"):
                yield Change(False, pointer((*here, "links")), "what goes on from the answer changed")
            dealt = {"content", "links"}
            yield from _other(here, _without(old[status], dealt), _without(new[status], dealt))


def _content(at: Path_, old: Tree, new: Tree, *, request: bool) -> Iterator[Change]:
    for media in _names(old, new):
        here = (*at, "content", media)
        if media not in new or media not in old:
            breaking = media in old if request else media in new
            yield Change(breaking, pointer(here), f"media type {'removed' if media in old else 'added'}")
        else:
            yield from _schema(here, old[media].get("schema"), new[media].get("schema"), request=request)
            yield from _other(here, _without(old[media], {"schema"}), _without(new[media], {"schema"}))


def _schema(at: Path_, old: Tree, new: Tree, *, request: bool) -> Iterator[Change]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield from _other(at, old, new)
        return
    for key in _names(old, new):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        here = (*at, key)
        if key == "properties":
            yield from _properties(here, old, new, request=request)
        elif key == "items":
            yield from _schema(here, before, after, request=request)
        else:
            narrower, wider = _direction(key, before, after)
            what = f"{_show(before)} became {_show(after)}"
            if narrower or wider:
                yield Change(narrower if request else wider, pointer(here), what)


def _direction(key: str, old: Tree, new: Tree) -> tuple[bool, bool]:
    """Say whether a keyword forbids something new, and whether it allows something new."""
    if key in ("enum", "type", "required"):
        before, after = _set(old), _set(new)
        unbound = key != "required"
        narrower = bool(before - after) if unbound and before else bool(after - before)
        wider = bool(after - before) if unbound and before else bool(before - after)
        if unbound and not after:
            return False, True
        if unbound and not before:
            return True, False
        return narrower, wider
    if key in UPPER | LOWER and all(value is None or isinstance(value, int | float) for value in (old, new)):
        if old is None or new is None:
            return old is None, new is None
        rose = new > old
        return (not rose, rose) if key in UPPER else (rose, not rose)
    return True, True


def _properties(at: Path_, old: Tree, new: Tree, *, request: bool) -> Iterator[Change]:
    before, after = old.get("properties") or {}, new.get("properties") or {}
    for name in _names(before, after):
        here = (*at, name)
        if name not in after:
            yield Change(True, pointer(here), "property removed")
        elif name not in before:
            yield Change(request and name in new.get("required", []), pointer(here), "property added")
        else:
            yield from _schema(here, before[name], after[name], request=request)


def _flag(at: Path_, key: str, old: Tree, new: Tree) -> Iterator[Change]:
    if bool(old) != bool(new):
        yield Change(bool(new), pointer((*at, key)), "became required" if new else "became optional")


def _other(at: Path_, old: Tree, new: Tree) -> Iterator[Change]:
    if old != new:
        yield Change(True, pointer(at), f"{_show(old)} became {_show(new)}; taken as breaking")


def _without(node: Mapping[str, Tree], keys: set[str]) -> dict[str, Tree]:
    return {key: value for key, value in node.items() if key not in keys}


def _names(old: Tree, new: Tree) -> list[str]:
    """List the keys of either, once each."""
    return sorted({*old, *new})


def _set(value: Tree) -> set[str]:
    return {json.dumps(item) for item in (value if isinstance(value, list) else [value] if value is not None else [])}


def _show(value: Tree) -> str:
    text = "nothing" if value is None else json.dumps(value)
    return text if len(text) < 70 else text[:67] + "..."


def version_finding(old: Tree, new: Tree, found: tuple[Change, ...]) -> Finding | None:
    """Hold the version against the changes since the last release (D-48)."""
    try:
        last, now = (tuple(map(int, doc["info"]["version"].split("."))) for doc in (old, new))
    except (ValueError, KeyError, AttributeError, TypeError):
        return Finding(("D-48",), "/info/version", "is not a version such as 0.1.0")
    breaking = any(change.breaking for change in found)
    if not found and now >= last:
        return None
    place = (0 if last[0] else 1) if breaking else (1 if last[0] else 2)
    least = (*last[:place], last[place] + 1, 0, 0)[:3]
    if now >= least:
        return None
    shown = ".".join(map(str, least))
    sort = "breaking" if breaking else "compatible"
    return Finding(
        ("D-48",), "/info/version", f"the contract changed ({sort}) since the last release; set it to {shown}"
    )
