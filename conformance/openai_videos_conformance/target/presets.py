"""Servers that are known: for each, a file of a target with what is not as the documentation has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from .address import TargetError
from .file import read_settings
from .settings import Settings

FOLDER = "presets"


@cache
def presets() -> Mapping[str, str]:
    """Give the text of each such file, by the name of the server."""
    folder = files(__package__ or "") / FOLDER
    found = (each for each in folder.iterdir() if each.name.endswith(".toml"))
    return {
        each.name.removesuffix(".toml"): each.read_text("utf-8") for each in sorted(found, key=lambda each: each.name)
    }


def preset(name: str) -> Settings:
    """Read what is known of a server.

    Raises:
        TargetError: There is none of that name.
    """
    if name not in presets():
        raise TargetError(f"there is no server {name!r}; there are {', '.join(presets())}", setting="as")
    return read_settings(presets()[name], f"{name}.toml of the suite", Path())
