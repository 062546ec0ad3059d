"""Captions: what people say of the servers of a matrix, beside what their runs saw.

title: Servers under the judge
about: Real servers, each judged on the day that its row says.
more: |                                  # Markdown, at the end of the table
  How to add a server: ...
servers:
  litellm:                               # the name of the folder of its run
    name: LiteLLM
    version: litellm 1.110.2
    about: The proxy of LiteLLM, from PyPI.
    page: litellm.md                     # has an anchor for each requirement that does not hold
    again: make servers ONLY=litellm
    checked:                             # what was seen by hand, by requirement
      delete.answers: 2026-11-26, curl shows 405.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import jsonschema_rs
import yaml

from ..catalogue.registry import requirements
from ..evidence.archive import ArchiveError

TITLE = "Servers of the Videos API, side by side"


@attrs.frozen
class Caption:
    """What people say of one server."""

    name: str = ""
    version: str = ""
    """The package or the build that was judged."""
    about: str = ""
    page: str = ""
    """A document with an anchor for each requirement that does not hold, as seen from the table."""
    again: str = ""
    """The command that judges it again."""
    checked: Mapping[str, str] = attrs.field(factory=dict)
    """What was seen by hand of a finding, and when, by requirement."""


@attrs.frozen
class Captions:
    """What people say of a matrix, and of the servers in it by the names of their runs."""

    title: str = TITLE
    about: str = ""
    more: str = ""
    servers: Mapping[str, Caption] = attrs.field(factory=dict)

    def of(self, run: str) -> Caption:
        """Give the caption of a server, an empty one where nothing is said of it."""
        return self.servers.get(run, Caption())


def read_captions(path: Path) -> Captions:
    """Read a file of captions.

    Raises:
        ArchiveError: It cannot be read, or something in it is wrong.
    """
    try:
        document: Any = yaml.safe_load(path.read_text("utf-8")) or {}
    except OSError as problem:
        raise ArchiveError(f"{path}: {problem.strerror}") from None
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as problem:
        raise ArchiveError(f"{path} is no YAML that can be read: {' '.join(str(problem).split())}") from None
    return captions_of(document, str(path))


def captions_of(document: Any, place: str) -> Captions:
    """Take captions from data.

    Raises:
        ArchiveError: Something in it is wrong; the message names the place.
    """
    problem = next(jsonschema_rs.Draft202012Validator(_schema()).iter_errors(document), None)
    if problem is not None:
        where = "/".join(map(str, ["", *problem.instance_path])) or "the top"
        raise ArchiveError(f"{place}: at {where}: {problem.message}; the texts are {', '.join(_texts(Caption))}")
    servers = {name: Caption(**caption) for name, caption in document.get("servers", {}).items()}
    for name, caption in servers.items():
        if unknown := sorted(set(caption.checked) - set(requirements())):
            raise ArchiveError(f"{place}: at /servers/{name}/checked: there is no requirement {unknown[0]!r}")
    return Captions(**{**document, "servers": servers})


def _texts(kind: type[attrs.AttrsInstance]) -> list[str]:
    return [field.name for field in attrs.fields(kind) if field.type == "str"]


def _schema() -> dict[str, Any]:
    text = {"type": "string"}
    caption = {
        "type": "object",
        "properties": {
            **dict.fromkeys(_texts(Caption), text),
            "checked": {"type": "object", "additionalProperties": text},
        },
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            **dict.fromkeys(_texts(Captions), text),
            "servers": {"type": "object", "additionalProperties": caption},
        },
        "additionalProperties": False,
    }
