"""What goes to standard output: a table for people, plain lines for programs, or JSON."""

from __future__ import annotations

import datetime
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Of a video, what fits into a line.
_COLUMNS = ("id", "status", "progress", "model", "seconds", "size", "created_at", "prompt")


def show_one(model: Any, as_json: bool, only_id: bool = False) -> None:
    """Print one object; with `only_id` just that, if a program reads it."""
    if as_json:
        _print(_json(model.to_dict()))
    elif sys.stdout.isatty():
        from openai_videos_cli._tables import print_fields

        names = [name for name, value in model.to_dict().items() if value is not None]
        print_fields(_texts(model, names))
    else:
        _print(clean(str(model.id)) if only_id and model.id else _line(model))


def show_many(models: Iterable[Any], as_json: bool) -> None:
    """Print objects as they come, but on a terminal as one table."""
    if as_json or not sys.stdout.isatty():
        for model in models:
            _print(_json(model.to_dict()) if as_json else _line(model))
        return
    rows = [_texts(model, _names(model)) for model in models]
    if not rows:
        _print("Nothing there.")
        return
    from openai_videos_cli._tables import print_rows

    print_rows(rows)


def show_value(value: Any, as_json: bool) -> None:
    """Print what is no object of the API: nothing, text, a list, or any other JSON."""
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        if hasattr(item, "FIELDS"):
            _print(_json(item.to_dict()) if as_json else _line(item))
        elif isinstance(item, str) and not as_json:
            for line in item.splitlines():
                _print(printable(line))
        else:
            _print(_json(item))


def show_path(path: Path, as_json: bool) -> None:
    """Print where a file was saved."""
    _print(_json({"path": str(path)}) if as_json else str(path))


def clean(text: str) -> str:
    """Make one line of what a server sent, without the characters that steer a terminal."""
    return printable(text).strip()


def printable(text: str) -> str:
    """Do the same, but keep the spaces around it."""
    return "".join(character if character.isprintable() else " " for character in text)


def _json(value: Any) -> str:
    """Give one line of JSON, which every encoding of the output can carry and which steers no terminal."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(character if _is_plain(character) else json.dumps(character)[1:-1] for character in line)


def _is_plain(character: str) -> bool:
    if not character.isprintable():
        return False
    try:
        character.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    # At once: whoever reads may be waiting, or may be gone.
    sys.stdout.flush()


def _line(model: Any) -> str:
    return "\t".join(_texts(model, _names(model)).values())


def _names(model: Any) -> list[str]:
    names = sorted(model.FIELDS.values(), key=lambda name: name != "id")
    return list(_COLUMNS) if set(_COLUMNS) <= set(names) else names


def _texts(model: Any, names: Iterable[str]) -> dict[str, str]:
    sent = model.to_dict()
    return {clean(name): _text(sent.get(name), getattr(model, f"{name}_datetime", None)) for name in names}


def _text(value: Any, moment: object) -> str:
    if isinstance(moment, datetime.datetime):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dict) and isinstance(value.get("message"), str):
        value = f"{value['message']} ({value['code']})" if value.get("code") else value["message"]
    return "" if value is None else clean(str(value))
