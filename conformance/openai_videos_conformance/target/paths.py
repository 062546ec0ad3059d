"""Where a run writes to, checked before anything is sent."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from ..files import part_of
from .address import TargetError

WORK = ".videos-conformance"
"""The folder, where the command is run, that holds the last run, and the journal of one that is under way."""

LAST, CHOSEN = "last", "chosen"
"""The folders in it that the last run is written to: a whole one, and one of chosen requirements."""

FILES = ("report_json", "report_markdown", "report_html", "badge_json", "save_evidence", "write_known_failures")
"""The options that each name what to write."""


def option_of(name: str) -> str:
    """Write the name of a setting as the option that sets it."""
    return f"--{name.replace('_', '-')}"


def check_paths(config: pytest.Config) -> None:
    """Raise `TargetError` where something could not be written at the end of a run."""
    for option in FILES:
        path: Path | None = config.getoption(option)
        if path is not None and (problem := _unwritable(path, folder=option == "save_evidence")):
            raise TargetError(f"{option_of(option)}: {problem}")
    if config.getoption("save_evidence") is None and config.getoption("evidence") is None:
        work = config.invocation_params.dir / WORK
        folders = [work / name for name in (LAST, CHOSEN)]
        for own in (work, *folders, *map(part_of, folders)):
            if os.path.lexists(own) and (not own.is_dir() or (own.is_symlink() and own != work)):
                raise TargetError(f"{own} is no folder, and the run is to be kept there; remove it")


def from_here(path: Path) -> Path:
    """Write a path as it is named from where the command is run."""
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path


def work_folder(config: pytest.Config) -> Path | None:
    """Make the folder that holds a run and its journal: where the command is run, else beside the evidence.

    Gives None where neither can be written to.
    """
    chosen: Path | None = config.getoption("save_evidence")
    places = [config.invocation_params.dir, *([chosen.absolute().parent] if chosen is not None else [])]
    for place in places:
        with contextlib.suppress(OSError):
            return make_work_folder(place)
    return None


def make_work_folder(place: Path) -> Path:
    """Make the folder that holds a run and its journal, at a place; git does not see what is in it."""
    folder = place / WORK
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    return folder


def _unwritable(path: Path, *, folder: bool) -> str:
    """Say why something could not be written, empty if it could."""
    try:
        # The longest name that is made may be too long. The root has no name at all.
        (part_of(path.absolute()) if path.name else path).lstat()
    except FileNotFoundError:
        pass
    except OSError as problem:
        return f"{path} cannot be written: {problem.strerror}; give another path"
    parent = path.absolute().parent
    if not parent.is_dir():
        return f"the folder {parent} does not exist; make it first"
    if folder and path.exists() and not path.is_dir():
        return f"{path} is a file, and a folder is expected; give another path"
    if not folder and path.is_dir():
        return f"{path} is a folder, and a file is expected; give the path of a file, such as {path / 'report'}"
    target = path if path.exists() and (folder or not path.is_file()) else parent
    return "" if os.access(target, os.W_OK) else f"{target} cannot be written to; give another path"
