"""Drafts of a new requirement: its row, its check and its fault, to be filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

MARK = "TODO"
"""What has to be filled in; tests/house/test_drafts.py refuses it."""
ID = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")

ROW = """
- id: {id}
  level: {level}
  basis: {basis}
  feature: {feature}
  needs: [{needs}]
  statement: '{mark}: one sentence that is true of every right server.'
  source: [{mark}]
  impact: '{mark}: what breaks for a client when it does not hold.'
"""
CHECK = """

@requirement("{id}")
def {function}(evidence: Evidence) -> None:
    # {mark}: read the exchanges of the steps that say it, name each step by its value, and end with `expect`.
    # There are: {steps}.
    raise NotImplementedError("{id} judges nothing yet")
"""
ACT = '''async def _{function}(request: Request, proceed: Proceed) -> Reply:
    """{mark}: break {id}, and nothing else."""
    return await proceed(request)


'''
FAULT = '    Fault("{fault}", Layer.{layer}, "{id}", "{mark}: what the server does.", _{function}),\n'


class DraftError(Exception):
    """A draft cannot be written; the message says what is wrong, what is expected and what to do."""


@dataclass(frozen=True)
class House:
    """Where drafts go, below the folder of the project."""

    root: Path

    @property
    def registry(self) -> Path:
        """The file of the rows."""
        return self.root / "conformance" / "openai_videos_conformance" / "catalogue" / "requirements.yaml"

    @property
    def checks(self) -> list[Path]:
        """The files of the checks."""
        return sorted((self.root / "conformance" / "openai_videos_conformance" / "checks").glob("test_*.py"))

    @property
    def faults(self) -> list[Path]:
        """The files that have faults."""
        files = sorted((self.root / "mock" / "openai_videos_mock" / "faults").rglob("*.py"))
        return [path for path in files if "\nFAULTS = (" in path.read_text("utf-8")]


@dataclass(frozen=True)
class Draft:
    """What is drafted, with every name in it known already."""

    id: str
    level: str
    basis: str
    feature: str
    needs: tuple[str, ...]
    layer: str
    steps: tuple[str, ...]
    """The steps that the check may look at."""
    family: str
    """The requirements beside which it goes."""

    @property
    def words(self) -> dict[str, str]:
        """What the drafts are filled with."""
        return {
            "id": self.id,
            "level": self.level,
            "basis": self.basis,
            "feature": self.feature,
            "needs": ", ".join(self.needs),
            "layer": self.layer,
            "steps": ", ".join(self.steps),
            "fault": self.id.replace(".", "-"),
            "function": "test_" + re.sub(r"\W", "_", self.id.partition(".")[2]),
            "mark": MARK,
        }

    def written(self, house: House) -> dict[Path, str]:
        """Give the files that change, as they will be; nothing is written."""
        row = self._with_row(house.registry.read_text("utf-8"))
        check, fault = _most(house.checks, self.family), _most(house.faults, self.family)
        return {house.registry: row, check: self._with_check(check), fault: self._with_fault(fault, house)}

    def _with_row(self, text: str) -> str:
        node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
        rows = {row["id"]: item for row, item in zip(yaml.safe_load(text), node.value, strict=True)}
        if self.id in rows:
            raise DraftError(
                f"{self.id} stands in line {rows[self.id].start_mark.line + 1} of requirements.yaml already; "
                "an id is never used for a second sentence: choose another"
            )
        family = [item for name, item in rows.items() if name.startswith(f"{self.family}.")]
        if not family:
            families = sorted({name.partition(".")[0] for name in rows})
            raise DraftError(
                f"no requirement begins with {self.family!r}{near(self.family, families)}; "
                "name the one beside which it belongs with --beside"
            )
        lines = text.splitlines(keepends=True)
        end = family[-1].end_mark.line
        while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
            end -= 1
        return "".join([*lines[:end], ROW.format(**self.words), *lines[end:]])

    def _with_check(self, path: Path) -> str:
        text = path.read_text("utf-8")
        words = self.words
        functions = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
        if words["function"] in functions:
            words["function"] = "test_" + re.sub(r"\W", "_", self.id)
        if words["function"] in functions:
            raise DraftError(f"{path.name} has a {words['function']} already; choose another id")
        return text.rstrip("\n") + "\n" + CHECK.format(**words)

    def _with_fault(self, path: Path, house: House) -> str:
        text = path.read_text("utf-8")
        words = self.words | {"function": re.sub(r"\W", "_", self.id)}
        if any(f'"{words["fault"]}"' in each.read_text("utf-8") for each in house.faults):
            raise DraftError(f"there is a fault {words['fault']!r} already; choose another id")
        tree = ast.parse(text)
        table = next(
            node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FAULTS"
        )
        lines = text.splitlines(keepends=True)
        last = (table.value.end_lineno or 0) - 1
        row = FAULT.format(**words)
        if lines[last].startswith(")"):
            lines.insert(last, row)
        else:
            end = (table.value.end_col_offset or 0) - 1
            lines[last] = f"{lines[last][:end].rstrip(', ')}, {row.strip().rstrip(',')}{lines[last][end:]}"
        lines.insert(table.lineno - 1, ACT.format(**words))
        return _with_imports("".join(lines), house)


def near(name: str, known: Mapping[str, object] | list[str]) -> str:
    """Say which names are near to one that is not known, or all of them."""
    close = get_close_matches(name, list(known), 3, 0.5)
    return f"; did you mean {' or '.join(close)}?" if close else f"; there are {', '.join(known)}"


def save(files: Mapping[Path, str]) -> None:
    """Write all files or none: each lies whole beside its place before the first one is put there."""
    for path, text in files.items():
        if path.suffix == ".py":
            ast.parse(text)
    parts = {path.with_name(f"{path.name}.part"): path for path in files}
    made: list[Path] = []
    try:
        for part, path in parts.items():
            part.write_text(files[path], "utf-8")
            made.append(part)
        for part, path in parts.items():
            part.replace(path)
    except OSError as error:
        raise DraftError(f"nothing was written: {error}") from None
    finally:
        for part in made:
            part.unlink(missing_ok=True)


def _most(files: list[Path], family: str) -> Path:
    counts = {path: len(re.findall(rf'"{re.escape(family)}\.', path.read_text("utf-8"))) for path in files}
    if not any(counts.values()):
        raise DraftError(
            f"nothing in {files[0].parent if files else 'an empty folder'} is about {family!r}; "
            "name a family that is there with --beside"
        )
    return max(counts, key=lambda path: counts[path])


def _with_imports(text: str, house: House) -> str:
    """Add what the draft of a fault uses and its file does not import, from where the other files have it."""
    known = {name: line for path in house.faults for name, line in _imports(path.read_text("utf-8")).items()}
    missing = [name for name in ("Request", "Proceed", "Reply", "Fault", "Layer") if name not in _imports(text)]
    if unknown := [name for name in missing if name not in known]:
        raise DraftError(f"no file of faults imports {unknown[0]}; scripts/house/drafts.py is out of date")
    last = max(node.end_lineno or 0 for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom))
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:last], *(f"{known[name]}\n" for name in missing), *lines[last:]])


def _imports(text: str) -> dict[str, str]:
    """Give the line that imports each name from a module."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.ImportFrom)]
    return {
        alias.name: f"from {'.' * node.level}{node.module or ''} import {alias.name}"
        for node in nodes
        for alias in node.names
    }
