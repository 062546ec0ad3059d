"""One trial: a client is made of a contract and called, or the contract is refused."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen
from contract_check.mutate import mutants
from hypothesis import HealthCheck, Phase, given, seed, settings
from references import resolve

from drawn.contracts import contracts

ROOT = Path(__file__).resolve().parents[2]
_LINE = re.compile(r"generate: contract\.json: (?P<at>/\S+|\(root\)): (?P<reason>.+)\. Way out: (?P<way>.+)")


@frozen
class Outcome:
    """What became of a contract: it was refused, it is wrong, or it works."""

    contract: str
    refused: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.wrong:
            return "\n      ".join(("wrong", *self.wrong))
        return "\n      ".join(("refused", *self.refused)) if self.refused else "works"


def drawn(count: int, start: int) -> list[dict[str, Any]]:
    """Draw some contracts, the same ones for the same numbers."""
    found: list[dict[str, Any]] = []

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(contracts())
    def collect(spec: dict[str, Any]) -> None:
        found.append(spec)

    if count:
        collect()
    return found[:count]


def edited(count: int, start: int) -> list[dict[str, Any]]:
    """Make single edits of the contract of this project, the same ones for the same numbers."""
    spec: Any = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    edits = list(mutants(spec))
    return [mutant.doc for mutant in random.Random(start).sample(edits, min(count, len(edits)))]  # noqa: S311


def tried(spec: dict[str, Any], number: int = 1) -> Outcome:
    """Make a client of a contract, and call each of its operations."""
    text = json.dumps(spec, indent=1)
    with tempfile.TemporaryDirectory(prefix="drawn-") as folder:
        work = Path(folder)
        (work / "contract.json").write_text(text, encoding="utf-8")
        overrides = ROOT / "overrides" / "openai_videos"
        client = shutil.copytree(overrides, work / "openai_videos", ignore=shutil.ignore_patterns("__pycache__"))
        place = ["--output", str(work / "openai_videos_gen"), "--client", str(client)]
        made = _run([ROOT / "scripts" / "generate.py", "--spec", work / "contract.json", *place], work)
        if made.returncode:
            lines = tuple(made.stderr.splitlines())
            clear = made.returncode == 1 and lines and all(_is_clear(spec, line) for line in lines)
            return Outcome(text, refused=lines) if clear else Outcome(text, wrong=("not clearly refused", *lines))
        called = _run([ROOT / "scripts" / "drawn" / "proof.py", work / "contract.json", str(number)], work)
        lines = tuple((called.stdout + called.stderr).splitlines())
        return Outcome(text, wrong=lines) if called.returncode or lines else Outcome(text)


def _run(command: list[Any], path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    line = [sys.executable, *map(str, command)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def _is_clear(spec: dict[str, Any], line: str) -> bool:
    """Tell whether a refusal names a place that is there, a reason and a way out."""
    match = _LINE.fullmatch(line)
    if match is None:
        return False
    return match["at"] == "(root)" or is_there(spec, match["at"])


def is_there(spec: dict[str, Any], at: str) -> bool:
    """Tell whether a JSON pointer leads to something in a document, or to a word that is missing in it."""
    node: Any = spec
    parts = [part.replace("~1", "/").replace("~0", "~") for part in at.split("/")[1:]]
    for index, part in enumerate(parts):
        target = resolve(spec, node)
        node = target[0] if target else node
        if isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, dict) and part in node:
            node = node[part]
        else:
            return index == len(parts) - 1
    return True
