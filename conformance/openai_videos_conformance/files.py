"""Files: those of this package, and those that are written so that a reader never finds half of one."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, where it is there, is ten times as fast."""


def packaged(module: str, name: str) -> str:
    """Read the text of a file that lies beside a module of this package."""
    return (files(module.rpartition(".")[0]) / name).read_text("utf-8")


def packaged_yaml(module: str, name: str) -> Any:
    """Read a YAML file that lies beside a module of this package."""
    return yaml.load(packaged(module, name), Loader=LOADER)  # noqa: S506 - both are safe loaders


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all; what is no file, such as /dev/stdout, is written to as it is."""
    # Half a character, which a server may send, has no place in UTF-8.
    data = text.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    part = part_of(path)
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Give the place where a file, or a folder, is written to before it is whole."""
    return path.with_name(path.name + ".part")


def as_text(data: Any) -> str:
    """Write JSON as it is written to files: in ASCII, so that nothing in it shows itself as something else."""
    return json.dumps(data, indent=2) + "\n"
