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

from ._registry import requirements


class KnownFailuresError(Exception):
    """The list is wrong; the message names the entry and the mend."""


def _text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{attribute.name} has to be a text, and not empty")


@attrs.frozen(kw_only=True)
class KnownFailure:
    """A requirement that a server is known to break, and why that is put up with."""

    id: str = attrs.field(validator=_text)
    reason: str = attrs.field(validator=_text)
    case: str = ""
    """Which case of the requirement, where it has many."""
    link: str | None = None
    until: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(date))
    )

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.until is not None and datetime.now(UTC).date() > self.until


def load_known(path: Path) -> dict[tuple[str, str], KnownFailure]:
    """The entries of a file by id and case.

    Raises:
        KnownFailuresError: The file is missing or malformed, an id is unknown or stands twice, or a reason is missing.
    """
    try:
        entries: Any = yaml.safe_load(path.read_text("utf-8")) or []
    except OSError as problem:
        raise KnownFailuresError(f"{path}: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise KnownFailuresError(f"{path} is no YAML: {' '.join(str(problem).split())}") from None
    if not isinstance(entries, list):
        raise KnownFailuresError(f"{path}: a list is expected, each entry with an id and a reason")
    found: dict[tuple[str, str], KnownFailure] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: entry {number}"
        try:
            known = KnownFailure(**entry)
        except (TypeError, ValueError) as problem:
            raise KnownFailuresError(
                f"{where}: {problem}; give id and reason, and link and until if you like"
            ) from None
        if known.id not in requirements():
            raise KnownFailuresError(f"{where}: there is no requirement {known.id!r}")
        key = known.id, known.case
        if key in found:
            raise KnownFailuresError(f"{where}: {' '.join(key).strip()} stands twice")
        found[key] = known
    return found


def write_known(path: Path, failures: Iterable[tuple[str, str, str]]) -> None:
    """Write a list from ids, cases and what was observed, to be completed by hand."""
    entries = [
        {"id": name, **({"case": case} if case else {}), "reason": f"to be explained; observed: {observed}"}
        for name, case, observed in failures
    ]
    path.write_text(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=110), "utf-8")
