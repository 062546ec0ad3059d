"""The registry of requirements: `requirements.yaml`, with every name in it checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

import attrs
import yaml

from ..files import LOADER, packaged
from ..scenario.jobs import JOBS
from ..scenario.part import Part
from ..scenario.parts import PARTS
from ..target.features import Feature

FILE = "requirements.yaml"


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"

    def is_binding(self, *, strict: bool) -> bool:
        """Tell whether what does not hold fails a run: what MUST, and in a strict one what SHOULD."""
        return self is Level.MUST or (strict and self is Level.SHOULD)


class Basis(StrEnum):
    """What a requirement rests on: a sentence of the documentation, other official material, or inference."""

    DOCUMENTED = "documented"
    OFFICIAL = "official"
    INFERRED = "inferred"


class RegistryError(Exception):
    """A name in the registry, or of it, stands for nothing or for two things; the message says where."""


def _parts(names: object) -> tuple[Part, ...]:
    if not isinstance(names, list) or not names:
        raise ValueError(f"needs is {names!r}, and a list of parts is expected, such as [defaults]")
    return tuple(_named("needs", name, PARTS) for name in names)


def _named(field: str, name: object, known: Mapping[str, Any]) -> Any:
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"{field} names {name!r}, which is none{_hint(str(name), known)}")
    return known[name]


def _hint(name: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(name, known, 3)
    return f"; did you mean {' or '.join(close)}?" if close else f"; there are {', '.join(known)}"


def _level(name: object) -> Level:
    return Level(_named("level", name, dict(zip(Level, Level, strict=True))))


def _basis(name: object) -> Basis:
    return Basis(_named("basis", name, dict(zip(Basis, Basis, strict=True))))


def _feature(name: object) -> Feature:
    return Feature(_named("feature", name, dict(zip(Feature, Feature, strict=True))))


def _text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{attribute.name} is {value!r}, and a text is expected")


def _facts(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError(f"source is {names!r}, and a list of facts is expected, such as [D-10]")
    return tuple(names)


@attrs.frozen(kw_only=True)
class Requirement:
    """One row of the registry."""

    id: str = attrs.field(validator=_text)
    """Stable name; never reused for another sentence."""
    level: Level = attrs.field(converter=_level)
    basis: Basis = attrs.field(converter=_basis)
    feature: Feature = attrs.field(converter=_feature)
    """The part of the API it belongs to; a server may leave out all but the core."""
    needs: tuple[Part, ...] = attrs.field(converter=_parts)
    """The parts of a run whose evidence it is judged by."""
    statement: str = attrs.field(validator=_text)
    source: tuple[str, ...] = attrs.field(converter=_facts)
    """Ids of the facts, decisions and behaviours in `docs/contract.md` that it rests on."""
    impact: str = attrs.field(validator=_text)
    """What breaks for a client when it does not hold."""
    subject: str | None = None
    """For requirements that the contract's schemas decide alone: the property they are about, such as `Video.id`."""


def read_requirements(text: str, place: str) -> dict[str, Requirement]:
    """Read rows, each known by its id, in the order of the text; `place` is how errors name it.

    Raises:
        RegistryError: A row is malformed, names what there is not, or has the id of another one.
    """
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        rows = loader.construct_document(node) if node is not None else []
    except yaml.YAMLError as problem:
        raise RegistryError(f"{place}: {' '.join(str(problem).split())}") from None
    if not isinstance(rows, list) or not isinstance(node, yaml.SequenceNode):
        raise RegistryError(f"{place}: a list of requirements is expected")
    requirements_by_id: dict[str, Requirement] = {}
    lines: dict[str, int] = {}
    for row, line in zip(rows, [item.start_mark.line + 1 for item in node.value], strict=True):
        requirement = _row(row, f"{place}:{line}")
        if requirement.id in requirements_by_id:
            raise RegistryError(f"{place}:{line}: {requirement.id!r} stands in line {lines[requirement.id]} already")
        requirements_by_id[requirement.id], lines[requirement.id] = requirement, line
    return requirements_by_id


def _row(row: object, place: str) -> Requirement:
    if not isinstance(row, dict):
        raise RegistryError(f"{place}: a requirement is expected, with id, level and the rest")
    known = attrs.fields_dict(Requirement)
    if unknown := [str(key) for key in row if key not in known]:
        raise RegistryError(f"{place}: {', '.join(unknown)} is no field of a requirement{_hint(unknown[0], known)}")
    if missing := [name for name, field in known.items() if field.default is attrs.NOTHING and name not in row]:
        raise RegistryError(f"{place}: {row.get('id', 'a requirement')!r} has no {', '.join(missing)}")
    try:
        return Requirement(**row)
    except ValueError as problem:
        raise RegistryError(f"{place}: {row['id']!r}: {problem}") from None


@attrs.frozen
class Reference:
    """A requirement named in code, which is checked when the registry is read."""

    id: str
    place: str


_REFERENCES: list[Reference] = []


def refer(name: str, place: str) -> Reference:
    """Name a requirement in a module, before the registry is read."""
    reference = Reference(name, place)
    _REFERENCES.append(reference)
    return reference


@cache
def requirements() -> dict[str, Requirement]:
    """Read every requirement, by id, in the order of the file.

    Raises:
        RegistryError: The file is wrong, or something names a requirement that there is not.
    """
    rows = read_requirements(packaged(__name__, FILE), FILE)
    for job in JOBS:
        if job.accepted_by not in rows:
            raise RegistryError(
                f"the job {job.name!r} is accepted by {job.accepted_by!r}, which {FILE} does not have"
                f"{_hint(job.accepted_by, rows)}"
            )
    for reference in _REFERENCES:
        if reference.id not in rows:
            raise RegistryError(
                f"{reference.place}: there is no requirement {reference.id!r}{_hint(reference.id, rows)}"
            )
    return rows


def requirement_of(name: str, place: str = "") -> Requirement:
    """Give the requirement of an id.

    Raises:
        RegistryError: There is none; `place` is where it was asked for.
    """
    if name not in requirements():
        where = f"{place}: " if place else ""
        raise RegistryError(f"{where}there is no requirement {name!r}{_hint(name, requirements())}")
    return requirements()[name]
