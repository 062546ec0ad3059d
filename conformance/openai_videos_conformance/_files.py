"""Writing files so that a reader never finds half of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    part.replace(path)


def as_text(data: Any) -> str:
    """JSON as it is written to files."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
