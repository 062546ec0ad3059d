"""Known failures: a list that a server's author keeps, and that only ever gets shorter.

- id: list.more-is-true
  reason: has_more is computed from the page size
  link: https://example.org/issues/12     # optional
  until: 2027-01-31                       # optional; the day after, the failure counts again
  case: create_video.wrong.incorrect-type # only where a requirement has many cases
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import yaml

from ..files import write
from .registry import requirements


class KnownFailuresError(Exception):
    """The list is wrong; the message names the entry and the mend."""


EXPECTED = "give id and reason as texts, and case, link and until if you like; until is a day such as 2027-01-31"


def _text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{attribute.name} has to be a text, and not empty")


def _maybe_text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) and (value is not None or attribute.default is not None):
        raise ValueError(f"{attribute.name} has to be a text")


def _day(_: object, __: attrs.Attribute[date | None], value: object) -> None:
    # A date with a time is a date to Python, but is not to be compared with one.
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValueError("until has to be a day")


@attrs.frozen(kw_only=True)
class KnownFailure:
    """A requirement that a server is known to break, and why that is put up with."""

    id: str = attrs.field(validator=_text)
    reason: str = attrs.field(validator=_text)
    case: str = attrs.field(default="", validator=_maybe_text)
    """Which case of the requirement, where it has many."""
    link: str | None = attrs.field(default=None, validator=_maybe_text)
    until: date | None = attrs.field(default=None, validator=_day)

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.until is not None and datetime.now(UTC).date() > self.until


def load_known(path: Path) -> dict[tuple[str, str], KnownFailure]:
    """Read the entries of a file, by requirement and case.

    Raises:
        KnownFailuresError: The file is missing or malformed, an id is unknown or stands twice, or a reason is missing.
    """
    try:
        entries: Any = yaml.safe_load(path.read_text("utf-8")) or []
    except OSError as problem:
        raise KnownFailuresError(f"{path}: {problem.strerror}") from None
    # PyYAML lets through what its conversions raise, such as for the day 2027-13-45.
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as problem:
        raise KnownFailuresError(
            f"{path} is no YAML that can be read: {' '.join(str(problem).split())}; {EXPECTED}"
        ) from None
    if not isinstance(entries, list):
        raise KnownFailuresError(f"{path}: a list is expected, each entry with an id and a reason")
    known_failures: dict[tuple[str, str], KnownFailure] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: entry {number}"
        try:
            known = _entry(entry)
        except ValueError as problem:
            raise KnownFailuresError(f"{where}: {problem}; {EXPECTED}") from None
        if known.id not in requirements():
            raise KnownFailuresError(f"{where}: there is no requirement {known.id!r}")
        key = known.id, known.case
        if key in known_failures:
            raise KnownFailuresError(f"{where}: {' '.join(key).strip()} stands twice")
        known_failures[key] = known
    return known_failures


def _entry(entry: object) -> KnownFailure:
    if not isinstance(entry, dict):
        raise ValueError("it is no mapping")
    names = {field.name for field in attrs.fields(KnownFailure)}
    if unknown := [str(name) for name in entry if name not in names]:
        raise ValueError(f"{', '.join(unknown)} is unknown")
    if missing := [name for name in ("id", "reason") if name not in entry]:
        raise ValueError(f"{' and '.join(missing)} is missing")
    return KnownFailure(**entry)


def write_known(path: Path, failures: Iterable[tuple[str, str, str]]) -> None:
    """Write a list from ids, cases and what was observed, to be completed by hand."""
    entries = [
        {"id": name, **({"case": case} if case else {}), "reason": f"to be explained; observed: {observed}"}
        for name, case, observed in failures
    ]
    write(path, yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=110))
