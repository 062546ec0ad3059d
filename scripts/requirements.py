"""Write `docs/requirements.md`, the catalogue of requirements, from the registry.

`--check` writes nothing and fails if the page is out of date.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

import yaml
from openai_videos_conformance import Requirement, requirements

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "conformance/openai_videos_conformance/catalogue"
PAGE = ROOT / "docs" / "requirements.md"


def page() -> str:
    """Lay the registry out as Markdown."""
    rows = list(requirements().values())
    levels = Counter(row.level.value for row in rows)
    bases = Counter(row.basis.value for row in rows)
    lines = [
        "# Requirements",
        "",
        "Made from `conformance/requirements.yaml` by `make requirements`.",
        "",
        f"{len(rows)} requirements: {_counts(levels)}; {_counts(bases)}.",
    ]
    for family, members in groupby(rows, key=lambda row: row.id.partition(".")[0]):
        lines += ["", f"## {family}", "", "| id | level | requirement | breaks | rests on |", "|---|---|---|---|---|"]
        lines += [_row(row) for row in members]
    lines += ["", "## Not testable", ""]
    untestable = yaml.safe_load((CATALOGUE / "untestable.yaml").read_text("utf-8"))
    lines += [f"- {_fact(entry['id'])}: {entry['reason']}" for entry in untestable]
    return "\n".join(lines) + "\n"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _row(row: Requirement) -> str:
    facts = " ".join(_fact(fact) for fact in row.source)
    return f'| <a id="{row.id}"></a>{row.id} | {row.level} | {row.statement} | {row.impact} | {row.basis}: {facts} |'


def _fact(fact: str) -> str:
    return f"[{fact}](contract.md#{fact.lower()})"


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != text:
        sys.stderr.write("docs/requirements.md is out of date; run `make requirements` and commit it\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
