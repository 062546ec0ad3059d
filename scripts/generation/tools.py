"""The tools that generating runs, in the versions that are pinned."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

from generation.failure import fail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TOOLS = ("openapi-python-client", "ruff")
PLAIN = {"_TYPER_STANDARD_TRACEBACK": "1", "TYPER_STANDARD_TRACEBACK": "1"}
"""Has the generator write the traceback of a crash with the error in one line at its end."""


def check_versions(project: Path) -> None:
    """Other versions of the tools would write other bytes."""
    with project.open("rb") as file:
        extras: dict[str, list[str]] = tomllib.load(file)["project"]["optional-dependencies"]
    pins = dict(line.split("==", 1) for lines in extras.values() for line in lines if "==" in line)
    for tool in TOOLS:
        try:
            found = importlib.metadata.version(tool)
        except importlib.metadata.PackageNotFoundError:
            found = "not installed"
        if found != pins.get(tool):
            fail(f"{tool} {pins.get(tool)} is needed, found: {found}. Run: pip install '{tool}=={pins.get(tool)}'")


def run(command: Sequence[str | Path], what: str, cwd: Path, **environment: str) -> None:
    """Run a tool that shall not see the settings of this project, or of the machine."""
    done = subprocess.run(
        [sys.executable, "-B", *map(str, command)],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "TERM": "dumb", **PLAIN, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        crashed = "Traceback" in done.stderr
        output = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr if crashed else done.stderr + done.stdout)
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        fail(f"{what}: {lines[-1] if crashed else ' | '.join(lines[:12])}")


def tidy(folder: Path, header: str, work: Path) -> None:
    """Format what was generated, and say in each file where it is from."""
    ruff = ["--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120", str(folder)]
    lint = ["-m", "ruff", "check", "--quiet", "--output-format", "concise"]
    run([*lint, "--fix", "--select", "F401,I", *ruff], "ruff cannot tidy what was generated", work)
    for path in folder.rglob("*.py"):
        path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")
    run(["-m", "ruff", "format", "--quiet", *ruff], "ruff cannot format what was generated", work)
    run([*lint, "--select", "E9,F821,F823", *ruff], "what was generated cannot be imported", work)


def check_imports(packages: Sequence[Path], work: Path) -> None:
    """Import every module of some packages that lie in one folder."""
    files = sorted(path.relative_to(work) for package in packages for path in package.rglob("*.py"))
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files]
    program = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    run(["-c", program], "what was generated cannot be imported", work, PYTHONPATH=str(work))
