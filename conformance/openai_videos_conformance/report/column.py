"""A column of a matrix: one run, cut down to what the matrix shows, and read back from a page that has it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import jsonschema_rs

from ..evidence.archive import ArchiveError, load
from ..evidence.har import BODIES
from ..evidence.reader import Evidence
from ..target.paths import from_here
from .caption import Caption, Captions, captions_of
from .html import shown
from .replay import Replays

WORST = ("error", "fail", "not-verified", "blocked", "warn", "consequence", "not-claimed", "pass")
"""The verdicts, the worst first."""

FOLLOWS = ("follows_from", "blocked_by")
"""The fields of a result that name what it comes from."""

REQUIREMENT = ("level", "feature", "statement", "impact")
"""The fields of a result that are of its requirement, whatever the server."""

SHOWN = ("verdict", "message", "expected", "observed", "impact", "blocked_by", "follows_from", "replay", "evidence")
"""The fields of a result that a page shows."""

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


@attrs.frozen
class Column:
    """One run. Where a requirement has many cases, the worst of them stands for it."""

    name: str
    base_url: str
    model: str | None
    date: str | None
    suite: str
    summary: Mapping[str, int]
    verdicts: Mapping[str, str]
    """By requirement."""
    consequences: Mapping[str, int]
    """How many results come from each requirement that does not hold."""
    results: Mapping[str, Mapping[str, Any]]
    """What did not pass, by requirement."""
    exchanges: Mapping[str, Mapping[str, Any]]
    """What these lead to, by number: the page stays light."""
    caption: Caption
    requirements: Mapping[str, Mapping[str, str]]
    """What was judged: level, feature, statement and impact of each."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.caption.name or self.name

    def of_feature(self, feature: str) -> Counter[str]:
        """Count the verdicts on the requirements of a feature."""
        return Counter(
            verdict for name, verdict in self.verdicts.items() if self.requirements[name]["feature"] == feature
        )

    def cause_of(self, requirement: str) -> str:
        """Name the requirement whose finding tells of this one: itself, or what it comes from."""
        result = self.results.get(requirement, {})
        return next((str(result[field]) for field in FOLLOWS if result.get(field)), requirement)


def columns_of(places: Iterable[Path], captions: Captions) -> list[Column]:
    """Read runs and pages of runs; a later run takes the place of an earlier one of its name.

    Raises:
        ArchiveError: One of them cannot be read.
    """
    wanted = [place.resolve() for place in places]
    folders = [place for place in wanted if not place.is_file()]
    columns: dict[str, Column] = {}
    for place in wanted:
        read = _columns_on(place) if place.is_file() else [_column_of(place, folders, captions)]
        columns |= {column.name: column for column in read}
    return list(columns.values())


def _column_of(folder: Path, folders: Sequence[Path], captions: Captions) -> Column:
    record, report = load(folder)
    replays = Replays(Evidence(record), from_here(folder) / BODIES)
    rows = report["results"]
    worst = {row["id"]: row for row in sorted(rows, key=lambda row: -WORST.index(row["verdict"]))}
    results = {name: {field: row[field] for field in SHOWN} for name, row in worst.items() if row["verdict"] != "pass"}
    entries = {look["entry"] for row in results.values() for look in row["evidence"]}
    exchanges = replays.evidence.exchanges
    name = _name_of(folder, folders)
    return Column(
        name=name,
        base_url=report["target"]["base_url"],
        model=report["target"]["model"],
        date=report["date"],
        suite=f"{report['suite']['name']} {report['suite']['version']}",
        summary=report["summary"],
        verdicts={row["id"]: worst[row["id"]]["verdict"] for row in rows},
        consequences=Counter(next((row[field] for field in FOLLOWS if row.get(field)), "") for row in rows),
        results=results,
        exchanges={
            str(entry): shown(exchanges[entry], replays)
            for entry in sorted(entry for entry in entries if entry is not None and entry < len(exchanges))
        },
        caption=captions.of(name),
        requirements={row["id"]: {field: row[field] for field in REQUIREMENT} for row in rows},
    )


def _name_of(folder: Path, folders: Sequence[Path]) -> str:
    """Name a run by its folder, or by more of its path where two have one name."""
    depth = 1
    while any(other.parts[-depth:] == folder.parts[-depth:] for other in folders if other != folder):
        depth += 1
    return "/".join(folder.parts[-depth:])


def _columns_on(page: Path) -> list[Column]:
    """Read the columns of a page that was written before."""
    try:
        match = DATA.search(page.read_text("utf-8"))
        content = json.loads(match[1]) if match else None
        problem = next(jsonschema_rs.Draft202012Validator(_schema(), mask="what is there").iter_errors(content), None)
    except OSError as error:
        raise ArchiveError(f"{page}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{page} cannot be read: {error}; take the page as it was written") from None
    if content is None or problem is not None:
        where = f" at {'/'.join(map(str, ['', *problem.instance_path]))}: {problem.message}" if problem else ""
        raise ArchiveError(f"{page} is no page that matrix wrote{where if content else ''}; take it as it was written")
    known = content["requirements"]
    columns = []
    for server in content["servers"]:
        if unknown := sorted(set(server["verdicts"]) - set(known)):
            raise ArchiveError(f"{page} says nothing of the requirement {unknown[0]}; take it as it was written")
        caption = captions_of({"servers": {server["name"]: server["caption"]}}, str(page)).of(server["name"])
        requirements = {name: known[name] for name in server["verdicts"]}
        columns.append(Column(**{**server, "caption": caption, "requirements": requirements}))
    return columns


def as_data(column: Column) -> dict[str, Any]:
    """Give what a page keeps of a column; the requirements stand there once for all."""
    return attrs.asdict(column, filter=lambda field, _: field.name != "requirements")


def _schema() -> dict[str, Any]:
    text, maybe, anything = {"type": "string"}, {"type": ["string", "null"]}, {"type": "object"}
    kinds = {
        "name": text,
        "base_url": text,
        "model": maybe,
        "date": maybe,
        "suite": text,
        "summary": {"type": "object", "additionalProperties": {"type": "integer"}},
        "verdicts": {"type": "object", "additionalProperties": {"enum": list(WORST)}},
        "consequences": {"type": "object", "additionalProperties": {"type": "integer"}},
        "results": {"type": "object", "additionalProperties": anything},
        "exchanges": {"type": "object", "additionalProperties": anything},
        "caption": anything,
    }
    server = {"type": "object", "properties": kinds, "required": list(kinds), "additionalProperties": False}
    row = {"type": "object", "required": list(REQUIREMENT), "additionalProperties": text}
    return {
        "type": "object",
        "required": ["servers", "requirements"],
        "properties": {
            "servers": {"type": "array", "items": server},
            "requirements": {"type": "object", "additionalProperties": row},
        },
    }
