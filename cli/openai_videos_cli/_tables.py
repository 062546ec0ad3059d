"""Tables on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a narrow terminal goes without, the first first.
_EXPENDABLE = ("size", "seconds", "model", "created_at", "progress", "prompt")
_GAP, _LEAST_PROMPT = 2, 12


def print_fields(fields: Mapping[str, str]) -> None:
    """Print the fields of one object, one below the other; under its name what a narrow terminal would break."""
    console = Console()
    if cell_len(fields.get("id", "")) + max(map(cell_len, fields)) + 2 * _GAP > console.width:
        for name, text in fields.items():
            console.print(Text(name, style="bold"))
            console.print(Text(text), soft_wrap=True)
        return
    table = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in fields.items():
        table.add_row(name, Text(text))
    console.print(table)


def print_rows(rows: Sequence[Mapping[str, str]]) -> None:
    """Print objects with the same fields, one a line: ids are whole, a prompt takes what is left of the line."""
    names = list(rows[0])
    widths = {name: max(map(cell_len, [_title(name), *(row[name] for row in rows)])) for name in names}
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
    for row in rows:
        table.add_row(*(Text(row[name]) for name in names))
    console.print(table)


def _title(name: str) -> str:
    return name.removesuffix("_at")
