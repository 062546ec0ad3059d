"""Every command that a document tells to type is run, at a mock server."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from house.commands import commands, run
from openai_videos_mock import run_server
from openai_videos_mock.testing import default_settings

from .conftest import ROOT

DOCUMENTS = [
    path
    for path in sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
    if "node_modules" not in path.parts and commands(path.read_text("utf-8"))
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_of_a_document_work(document: Path, tmp_path: Path) -> None:
    with run_server(evolve(default_settings(), control=True)) as server:
        done = run(document.read_text("utf-8"), server.url.removesuffix("/v1"), tmp_path)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    "command",
    [
        "openai-videos create --no-such-option",
        "openai-videos-conformance http://host:port/v1 --no-such-option",
        "pip install 'openai-videos[no-such]'",
        "make no-such-target",
        ".venv/bin/pytest tests/no_such.py -q",
        ".venv/bin/python scripts/power.py --no-such",
        "no-such-program",
    ],
)
def test_a_command_that_is_wrong_is_noticed(command: str, tmp_path: Path) -> None:
    assert run(f"```console\n$ {command}\n```\n", "http://127.0.0.1:9", tmp_path).returncode != 0
