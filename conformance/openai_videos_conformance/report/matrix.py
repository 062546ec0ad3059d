"""Several servers side by side: each requirement and feature, worst consequences first, as one page and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from .caption import Captions
from .column import WORST, Column, as_data
from .html import filled
from .markdown import plain

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

WORDS = {"error": "error", "fail": "breaks", "warn": "bends", "pass": "holds", "not-claimed": "-"}
"""What a feature does to clients, in a word, by the worst verdict that counts; what could not be seen is the rest."""

BROKEN = {"error", "fail", "warn"}
"""The verdicts of a requirement that does not hold, and that nothing else explains."""

LEGEND = """\
By feature: holds, with all that was judged of it; breaks, where a requirement of the contract (MUST) does not hold;
bends, where only recommendations do not; unseen, where nothing could be observed; -, where it is not offered.

By requirement: FAIL, a MUST does not hold; warn, a SHOULD or MAY; c, follows from another; b, blocked by it;
-, not claimed. Each leads to what was observed."""


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


def rows_of(columns: Sequence[Column]) -> list[Row]:
    """Give a row for each requirement, worst consequences first."""
    return sorted((_row(name, texts, columns) for name, texts in _known(columns).items()), key=lambda row: -row.weight)


def _known(columns: Sequence[Column]) -> dict[str, Mapping[str, str]]:
    return {name: texts for column in reversed(columns) for name, texts in column.requirements.items()}


def _row(name: str, texts: Mapping[str, str], columns: Sequence[Column]) -> Row:
    verdicts = tuple(column.verdicts.get(name, "") for column in columns)
    points = {"error": 1000, "fail": 1000, "warn": 10, "consequence": 5, "not-verified": 2, "blocked": 1}
    follows = sum(column.consequences.get(name, 0) for column in columns if column.verdicts.get(name) in BROKEN)
    weight = sum(points.get(verdict, 0) for verdict in verdicts) + 100 * follows
    return Row(id=name, **texts, verdicts=verdicts, weight=weight)


def features_of(columns: Sequence[Column]) -> list[str]:
    """Name the features, each once, in the order in which the rows name them."""
    return list(dict.fromkeys(row.feature for row in rows_of(columns)))


def word_of(counts: Counter[str]) -> str:
    """Say in a word what a feature does to clients, and of how many requirements."""
    judged = Counter({verdict: count for verdict, count in counts.items() if verdict != "not-claimed"})
    seen = [verdict for verdict in ("error", "fail", "warn", "pass") if judged[verdict]]
    if not judged:
        return WORDS["not-claimed"]
    return f"{WORDS[seen[0]]} {judged[seen[0]]}/{judged.total()}" if seen else f"unseen {judged.total()}"


def matrix_page(columns: Sequence[Column], captions: Captions) -> str:
    """Lay the matrix out as one HTML file that needs nothing else."""
    return filled(
        "matrix.html",
        {
            "title": captions.title,
            "about": captions.about,
            "legend": LEGEND,
            "servers": [as_data(column) for column in columns],
            "requirements": _known(columns),
            "rows": [{"id": row.id, "verdicts": row.verdicts, "weight": row.weight} for row in rows_of(columns)],
            "features": [
                {"name": feature, "cells": [_feature_cell(column.of_feature(feature)) for column in columns]}
                for feature in features_of(columns)
            ],
        },
    )


def _feature_cell(counts: Counter[str]) -> dict[str, str]:
    worst = ("error", "fail", "warn", "pass", *WORST)
    return {"verdict": next((verdict for verdict in worst if counts[verdict]), ""), "text": word_of(counts)}


def matrix_table(columns: Sequence[Column], captions: Captions, beside: str) -> str:
    """Write the matrix as Markdown: servers, features, then what does not hold.

    Its cells lead into the document of a server, where there is one, else into the page `beside` it.
    """
    names = [plain(column.title) for column in columns]
    lines = [f"# {captions.title}", ""]
    lines += [captions.about.strip(), ""] if captions.about else []
    lines += [f"The same with each exchange, on one page: [{beside}]({beside}).", ""]
    lines += [*_servers(columns), "", "## Features", "", *_table(["feature", *names])]
    for feature in features_of(columns):
        lines.append(_line([feature, *(word_of(column.of_feature(feature)) for column in columns)]))
    lines += ["", "## What does not hold", "", *_table(["requirement", "level", *names, "what breaks"])]
    for row in rows_of(columns):
        if BROKEN.intersection(row.verdicts):
            verdicts = [_led(column, row.id, beside) for column in columns]
            lines.append(_line([f"`{row.id}`", row.level, *verdicts, plain(row.impact)]))
    lines += ["", LEGEND]
    lines += ["", captions.more.strip()] if captions.more else []
    return "\n".join(lines) + "\n"


def _servers(columns: Sequence[Column]) -> Iterable[str]:
    yield from _table(["server", "what was judged", "on", "by", "verdicts", "checked by hand", "again"])
    for column in columns:
        caption = column.caption
        name = f"[{plain(column.title)}]({caption.page})" if caption.page else plain(column.title)
        findings = [name for name, verdict in column.verdicts.items() if verdict in BROKEN]
        checked = sum(name in caption.checked for name in findings)
        counts = ", ".join(f"{count} {verdict}" for verdict, count in column.summary.items() if count)
        what = plain(caption.version or column.base_url)
        again = f"`{caption.again}`" if caption.again else ""
        day = (column.date or "")[:10]
        yield _line([name, what, day, plain(column.suite), counts, f"{checked} of {len(findings)} findings", again])


def _led(column: Column, requirement: str, beside: str) -> str:
    verdict = column.verdicts.get(requirement, "")
    text = SHORT.get(verdict, verdict)
    if verdict in ("", "pass", "not-claimed"):
        return text
    cause = column.cause_of(requirement)
    if column.caption.page and column.verdicts.get(cause) in BROKEN:
        return f"[{text}]({column.caption.page}#{cause})"
    return f"[{text}]({beside}#cell={column.name}/{requirement})"


def _table(names: Sequence[str]) -> list[str]:
    return [_line(names), "|" + "---|" * len(names)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
