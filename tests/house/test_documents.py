"""What the documents name is there: files, targets of make, rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import ROOT

DOCUMENTS = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "changelog.d", ROOT / ".github")
    for path in folder.glob("*.md")
    # What is made by a command is held by that command.
    if not {"made by", "Made from"} & set(re.findall("made by|Made from", path.read_text("utf-8")[:200]))
)
PACKAGES = [path.parent for path in ROOT.glob("*/openai_videos*/__init__.py")]
ROOMS = sorted(
    path.parent.name
    for package in PACKAGES
    if package.name != "openai_videos_gen"
    for path in package.glob("*/__init__.py")
)


def missing(text: str, folder: Path) -> list[str]:
    """Find paths in backticks, links and targets of make that a text names and that are not there."""
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)(?:[ `])", text)
    # What commands make is there after some of them only.
    top = {path.name for path in ROOT.iterdir()} - {".videos-conformance", "site"}
    wrong = [path for path in paths if path.partition("/")[0] in top and not (ROOT / path).exists()]
    links = [link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if not (folder / link).exists()]
    targets = set(re.findall(r"^([a-z-]+(?: [a-z-]+)*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    known = {word for line in targets for word in line.split()}
    makes = re.findall(r"(?:`|\$ )make ([a-z-]+)", text)
    return [*wrong, *links, *(f"make {name}" for name in makes if name not in known)]


def test_what_is_not_there_is_found() -> None:
    text = "`docs/cli.md`, `docs/nowhere.md`, [one](docs/cli.md), [two](cli.md), `make test`, `make tests`, `image/png`"
    assert missing(text, ROOT) == ["docs/nowhere.md", "cli.md", "make tests"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_what_is_there(document: Path) -> None:
    assert missing(document.read_text("utf-8"), document.parent) == []


def test_every_room_has_its_paragraph() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert len(ROOMS) > 1
    assert [room for room in ROOMS if f"`{room}/`" not in text] == []


def test_every_room_is_drawn() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    picture = text.partition("```text")[2].partition("```")[0]
    assert [room for room in ROOMS if not room.startswith("_") and not re.search(rf"\b{room}\b", picture)] == []
