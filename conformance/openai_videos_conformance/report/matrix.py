"""Several servers side by side: each requirement and feature, worst consequences first, as one page and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from ..evidence.archive import load
from ..evidence.har import BODIES
from ..evidence.reader import Evidence
from ..target.paths import from_here
from .html import filled, shown
from .markdown import plain
from .replay import Replays

WORST = ("error", "fail", "not-verified", "blocked", "warn", "consequence", "not-claimed", "pass")
"""The verdicts, the worst first."""

SHORT = {
    "error": "error",
    "fail": "FAIL",
    "warn": "warn",
    "pass": "ok",
    "not-claimed": "-",
    "blocked": "b",
    "consequence": "c",
}
"""How a verdict stands in a table."""

FOLLOWS = ("follows_from", "blocked_by")
"""The fields of a result that name what it comes from."""


@attrs.frozen(slots=False)
class Server:
    """A run as a column."""

    name: str
    report: dict[str, Any]
    replays: Replays

    @cached_property
    def worst(self) -> dict[str, dict[str, Any]]:
        """The worst result on each requirement, by its id: some have many cases."""
        ordered = sorted(self.report["results"], key=lambda row: -WORST.index(row["verdict"]))
        return {row["id"]: row for row in ordered}

    @cached_property
    def consequences(self) -> Counter[str]:
        """How many results come from each requirement that does not hold."""
        rows = self.report["results"]
        return Counter(next((row[name] for name in FOLLOWS if row.get(name)), "") for row in rows)

    def verdict_on(self, name: str) -> str:
        """Give the verdict on a requirement, empty where it was not judged."""
        return self.worst[name]["verdict"] if name in self.worst else ""

    def of_feature(self, feature: str) -> Counter[str]:
        """Count the verdicts on the requirements of a feature."""
        return Counter(row["verdict"] for row in self.worst.values() if row["feature"] == feature)


def servers(folders: Iterable[Path]) -> list[Server]:
    """Read some runs, each named by its folder, or by more of its path where two have one name.

    Raises:
        ArchiveError: A folder holds no run that can be read.
    """
    places = [folder.resolve() for folder in folders]
    columns: list[Server] = []
    for place in places:
        depth = 1
        while any("/".join(o.parts[-depth:]) == "/".join(place.parts[-depth:]) for o in places if o != place):
            depth += 1
        record, report = load(place)
        replays = Replays(Evidence(record), from_here(place) / BODIES)
        columns.append(Server("/".join(place.parts[-depth:]), report, replays))
    return columns


@attrs.frozen
class Row:
    """A requirement, and what came of it on each server."""

    id: str
    level: str
    feature: str
    statement: str
    impact: str
    verdicts: tuple[str, ...]
    """One for each server; empty where it was not judged."""
    weight: int
    """How bad it is: on how many servers it does not hold, and how much cannot be seen for it."""


def rows_of(columns: Sequence[Server]) -> list[Row]:
    """Give a row for each requirement, worst consequences first."""
    known = {name: result for column in reversed(columns) for name, result in column.worst.items()}
    rows = [_row(result, columns) for result in known.values()]
    return sorted(rows, key=lambda row: -row.weight)


def _row(result: dict[str, Any], columns: Sequence[Server]) -> Row:
    name = result["id"]
    verdicts = tuple(column.verdict_on(name) for column in columns)
    points = {"error": 1000, "fail": 1000, "warn": 10, "consequence": 5, "not-verified": 2, "blocked": 1}
    broken = ("fail", "warn", "error")
    follows = sum(column.consequences[name] for column in columns if column.verdict_on(name) in broken)
    weight = sum(points.get(verdict, 0) for verdict in verdicts) + 100 * follows
    row = {field: result[field] for field in ("id", "level", "feature", "statement", "impact")}
    return Row(**row, verdicts=verdicts, weight=weight)


def features_of(columns: Sequence[Server]) -> list[str]:
    """Name the features, each once, in the order in which the rows name them."""
    return list(dict.fromkeys(row.feature for row in rows_of(columns)))


def matrix_page(columns: Sequence[Server]) -> str:
    """Lay the matrix out as one HTML file that needs nothing else."""
    return filled(
        "matrix.html",
        {
            "servers": [_column(column) for column in columns],
            "rows": [attrs.asdict(row) for row in rows_of(columns)],
            "features": [
                {"name": feature, "counts": [dict(column.of_feature(feature)) for column in columns]}
                for feature in features_of(columns)
            ],
        },
    )


def _column(column: Server) -> dict[str, Any]:
    exchanges = column.replays.evidence.exchanges
    entries = {look["entry"] for row in column.worst.values() for look in row["evidence"]}
    suite = column.report["suite"]
    return {
        "name": column.name,
        "base_url": column.report["target"]["base_url"],
        "model": column.report["target"]["model"],
        "date": column.report["date"],
        "suite": f"{suite['name']} {suite['version']}",
        "summary": column.report["summary"],
        "results": {name: row for name, row in column.worst.items() if row["verdict"] != "pass"},
        # Only what a cell leads to: the page stays light.
        "exchanges": {
            entry: shown(exchanges[entry], column.replays)
            for entry in sorted(entry for entry in entries if entry is not None and entry < len(exchanges))
        },
    }


def matrix_table(columns: Sequence[Server], beside: str) -> str:
    """Write the matrix as Markdown, whose cells lead into the page `beside` it: features, then what does not hold."""
    head = ["", *(plain(column.name) for column in columns)]
    lines = ["# Servers of the Videos API, side by side", "", *_table(["server", "address", "judged", "verdicts"])]
    for column in columns:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in column.report["summary"].items() if count)
        cells = (column.name, column.report["target"]["base_url"], column.report["date"] or "", counts)
        lines.append(_line(map(plain, cells)))
    lines += ["", "## Features", "", *_table(["feature", *head[1:]])]
    for feature in features_of(columns):
        lines.append(_line([feature, *(_summed(column.of_feature(feature)) for column in columns)]))
    lines += ["", "## Requirements", "", *_table(["requirement", "level", *head[1:], "what breaks"])]
    for row in rows_of(columns):
        if row.weight:
            verdicts = [_led(verdict, number, row.id, beside) for number, verdict in enumerate(row.verdicts)]
            lines.append(_line([f"`{row.id}`", row.level, *verdicts, plain(row.impact)]))
    lines += [
        "",
        "FAIL: a MUST does not hold; warn: a SHOULD or MAY; c: follows from another; b: blocked by it; -: not claimed.",
    ]
    return "\n".join(lines) + "\n"


def _led(verdict: str, number: int, requirement: str, beside: str) -> str:
    text = SHORT.get(verdict, verdict)
    return text if verdict in ("", "pass") else f"[{text}]({beside}#cell={number}/{requirement})"


def _summed(counts: Counter[str]) -> str:
    judged = sum(count for verdict, count in counts.items() if verdict != "not-claimed")
    if not judged:
        return "-"
    worst = next(verdict for verdict in WORST if counts[verdict] and verdict != "not-claimed")
    return f"{SHORT.get(worst, worst)} {counts['pass']}/{judged}"


def _table(names: Sequence[str]) -> list[str]:
    return [_line(names), "|" + "---|" * len(names)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
