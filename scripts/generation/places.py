"""Where what was made goes: all of it or nothing, and only in the place of what was made before."""

from __future__ import annotations

import difflib
import shutil
from typing import TYPE_CHECKING

from generation.failure import fail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARKER = "# Generated from openapi.yaml by `make generate`; never edited by hand.\n"
MADE = "# Made from openai_videos/_async by `make generate`; never edited by hand.\n"


def contents(folder: Path) -> dict[str, str]:
    """Read all files of a package."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def compare(old: Path, new: Path) -> str:
    """Show what generating would change."""
    before, after = contents(old) if old.is_dir() else {}, contents(new)
    lines: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        one, other = (files.get(name, "").splitlines(keepends=True) for files in (before, after))
        lines += difflib.unified_diff(one, other, f"committed/{name}", f"generated/{name}")
        if (name in before) != (name in after):
            lines.append(f"{'only committed' if name in before else 'missing'}: {name}\n")
    return "".join(lines)


def swap(places: Sequence[tuple[Path, Path]], work: Path) -> None:
    """Put each new folder in the place of the old one; either all of them or none, and never half of one."""
    done: list[tuple[Path, Path]] = []
    try:
        for number, (new, output) in enumerate(places):
            old = work / f"old-{number}"
            if output.exists():
                output.rename(old)
            done.append((output, old))
            new.rename(output)
    except OSError:
        for output, old in reversed(done):
            if old.exists():
                shutil.rmtree(output, ignore_errors=True)
                old.rename(output)
        raise


def check_output(output: Path) -> None:
    """Only what this script wrote is ever replaced."""
    if output.exists() and not output.is_dir():
        fail(f"the output {output} is not a folder")
    if output.is_dir() and any(output.iterdir()):
        init = output / "__init__.py"
        text = init.read_text(encoding="utf-8", errors="replace") if init.is_file() else ""
        if not text.startswith((MARKER, MADE)):
            fail(f"the output folder {output} holds something that was not generated; it is left alone")
