"""What goes to standard output: a table for people, plain lines for programs, or JSON."""

from __future__ import annotations

import datetime
import json
import sys
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Of a video, what fits into a line.
_COLUMNS = ("id", "status", "progress", "model", "seconds", "size", "created_at", "prompt")
# What a narrow terminal goes without, the first first.
_EXPENDABLE = ("size", "seconds", "model", "created_at", "progress", "prompt")
_GAP, _LEAST_PROMPT = 2, 12


def show_one(model: Any, as_json: bool, only_id: bool = False) -> None:
    """Print one object; with `only_id` just that, if a program reads it."""
    if as_json:
        _print(model.to_json())
    elif sys.stdout.isatty():
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in model.to_dict().items():
            if value is not None:
                table.add_row(clean(name), Text(_cell(model, name)))
        Console().print(table)
    else:
        _print(str(model.id) if only_id and model.id else _line(model))


def show_many(models: Iterable[Any], as_json: bool) -> None:
    """Print objects as they come, but on a terminal as one table."""
    if as_json or not sys.stdout.isatty():
        for model in models:
            _print(model.to_json() if as_json else _line(model))
        return
    rows = list(models)
    if not rows:
        _print("Nothing there.")
        return
    _table(rows)


def show_path(path: Path, as_json: bool) -> None:
    """Print where a file was saved."""
    _print(json.dumps({"path": str(path)}, ensure_ascii=False) if as_json else str(path))


def _table(rows: list[Any]) -> None:
    names = _names(rows[0])
    cells = {name: [_cell(row, name) for row in rows] for name in names}
    widths = {name: max(map(cell_len, [_title(name), *cells[name]])) for name in names}
    longest = widths.get("prompt", 0)
    widths["prompt"] = min(longest, _LEAST_PROMPT)
    console = Console()
    for name in _EXPENDABLE:
        if sum(widths[name] + _GAP for name in names) > console.width and name in names:
            names.remove(name)
    needed = sum(widths[name] + _GAP for name in names)
    # What is still too wide is broken by the terminal: an id is good for nothing unless it is whole.
    console.width = max(console.width, needed)
    widths["prompt"] = min(longest, widths["prompt"] + console.width - needed)
    table = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0))
    for name in names:
        table.add_column(_title(name), no_wrap=True, width=widths[name], overflow="ellipsis")
    for row in zip(*(cells[name] for name in names), strict=True):
        table.add_row(*map(Text, row))
    console.print(table)


def _title(name: str) -> str:
    return name.removesuffix("_at")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    # At once: whoever reads may be waiting, or may be gone.
    sys.stdout.flush()


def _line(model: Any) -> str:
    return "\t".join(_cell(model, name) for name in _names(model))


def _names(model: Any) -> list[str]:
    names = sorted((name for _, name in model.FIELDS), key=lambda name: name != "id")
    return list(_COLUMNS) if set(_COLUMNS) <= set(names) else names


def _cell(model: Any, name: str) -> str:
    value = model.to_dict().get(name)
    moment = getattr(model, f"{name}_datetime", None)
    if isinstance(moment, datetime.datetime):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict) and isinstance(value.get("message"), str):
        value = f"{value['message']} ({value['code']})" if value.get("code") else value["message"]
    return "" if value is None else clean(str(value))


def clean(text: str) -> str:
    """Make one line of what a server sent, without the characters that steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text).strip()
