"""The registry of requirements: `requirements.yaml`, read and checked."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from ..files import packaged_yaml


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Basis(StrEnum):
    """What a requirement rests on: a sentence of the documentation, other official material, or inference."""

    DOCUMENTED = "documented"
    OFFICIAL = "official"
    INFERRED = "inferred"


class RegistryError(Exception):
    """`requirements.yaml` is wrong; the message names the row and the mend."""


@attrs.frozen(kw_only=True)
class Requirement:
    """One row of the registry."""

    id: str
    """Stable name; never reused for another sentence."""
    level: Level = attrs.field(converter=Level)
    basis: Basis = attrs.field(converter=Basis)
    feature: str
    """The part of the API it belongs to; a server may leave out all but the core."""
    needs: tuple[str, ...] = attrs.field(converter=tuple)
    """The parts of a run whose evidence it is judged by."""
    statement: str
    source: tuple[str, ...] = attrs.field(converter=tuple)
    """Ids of the facts, decisions and behaviours in `docs/contract.md` that it rests on."""
    impact: str
    """What breaks for a client when it does not hold."""
    subject: str | None = None
    """For requirements that the contract's schemas decide alone: the property they are about, such as `Video.id`."""


@cache
def requirements() -> dict[str, Requirement]:
    """Every requirement by id, in the order of the file.

    Raises:
        RegistryError: A row is malformed, or an id stands twice.
    """
    rows: list[dict[str, Any]] = packaged_yaml(__name__, "requirements.yaml")
    found: list[Requirement] = []
    for row in rows:
        try:
            found.append(Requirement(**row))
        except (TypeError, ValueError) as problem:
            raise RegistryError(f"requirements.yaml: row {row.get('id', row)!r}: {problem}") from None
    twice = [name for name, count in Counter(r.id for r in found).items() if count > 1]
    if twice:
        raise RegistryError(f"requirements.yaml: these ids stand more than once: {', '.join(twice)}")
    return {r.id: r for r in found}
