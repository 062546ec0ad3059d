"""A file of a target: what a server limits or wants, said once, in TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from ..files import packaged
from .address import TargetError
from .settings import Setting, Settings

FILE = "videos-target.toml"
"""The file that is read where the command is run, unless another one is named."""

PATHS = frozenset({"known-failures", "ca-file", "client-cert", "client-key"})
"""The settings that name files, which are looked for where the file of the target lies."""

NEVER_HERE = {
    "api-key": "a key is never in a file; give it with --api-key or OPENAI_API_KEY",
    "model": 'it is written models, a list, such as models = ["wan-2.2"]',
    "size": 'it is written sizes, a list, such as sizes = ["480x832"]',
    "features": 'it is written profile, a list, such as profile = ["core", "previews"]',
}
"""What is looked for in a file under another name, or has no place there."""


def read_file(path: Path) -> Settings:
    """Read a file of a target.

    Raises:
        TargetError: It cannot be read, or something in it is wrong; the message has its line.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as problem:
        raise TargetError(f"{path} cannot be read: {problem.strerror}", setting="target") from None
    except UnicodeDecodeError:
        raise TargetError("it is no text in UTF-8", place=str(path)) from None
    return read_settings(text, str(path), path.parent)


def read_settings(text: str, name: str, folder: Path) -> Settings:
    """Read the text of a file, as `read_file` does; `folder` is where the files lie that it names."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise TargetError(f"this is no TOML: {problem}", place=name) from None
    for key, value in document.items():
        if not _is_json(value):
            raise TargetError(
                "a value there is a day, a time or no number, which no request in JSON can carry; write it as a text",
                setting=key,
                place=f"{name}:{line_of(text, [key])}: {key}",
            )
    mistakes = sorted(_validator().iter_errors(document), key=lambda each: len(each.instance_path))
    if mistakes:
        raise _wrong(mistakes[0], text, name)
    settings = {}
    for key, value in document.items():
        if key in PATHS:
            value = str(folder / value)
        settings[key] = Setting(value, f"{name}:{line_of(text, [key])}: {key}")
    return settings


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Give the line in which something first stands, by its keys; 1 where it never does.

    The lines before it are TOML of their own, and are read as such: no second reader can disagree with the first.
    """
    lines, begun = text.splitlines(), 0
    for end in range(1, len(lines) + 1):
        try:
            document = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            # In the middle of a value that takes several lines.
            continue
        if _has(document, path):
            return begun + 1
        begun = end
    return 1


def _has(document: Any, path: Sequence[str | int]) -> bool:
    for key in path:
        if isinstance(document, list) and isinstance(key, int) and key < len(document):
            document = document[key]
        elif isinstance(document, dict) and key in document:
            document = document[str(key)]
        else:
            return False
    return True


def _wrong(mistake: jsonschema_rs.ValidationError, text: str, name: str) -> TargetError:
    """Say what is wrong, in which line, and what is expected there."""
    path = list(mistake.instance_path)
    known: dict[str, dict[str, str]] = schema()["properties"]
    if isinstance(mistake.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties) and not path:
        unknown = mistake.kind.unexpected[0]
        close = get_close_matches(unknown, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        return TargetError(
            NEVER_HERE.get(unknown, f"there is no such setting; {hint}"),
            place=f"{name}:{line_of(text, [unknown])}: {unknown}",
        )
    setting = str(path[0])
    return TargetError(
        f"{mistake.message}; expected is {known[setting]['description']}",
        setting=setting,
        place=f"{name}:{line_of(text, path)}: {'.'.join(map(str, path))}",
    )


@cache
def schema() -> dict[str, Any]:
    """Give the schema of such a file."""
    text: dict[str, Any] = json.loads(packaged(__name__, "target.schema.json"))
    return text


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    # What is in the file may be a secret after all: it is not repeated.
    return jsonschema_rs.Draft202012Validator(schema(), mask="what stands there")
