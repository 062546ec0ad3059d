"""The fragments of the changelog can be read by the tool that makes a release of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

FRAGMENTS = ROOT / "changelog.d"


def draft(folder: Path) -> subprocess.CompletedProcess[str]:
    """Write the next release down, without a version of its own."""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next", "--dir", str(folder)]
    return subprocess.run(
        [*command, "--config", str(ROOT / "pyproject.toml")], capture_output=True, text=True, check=False
    )


def test_every_fragment_is_in_the_draft() -> None:
    result = draft(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    for path in FRAGMENTS.glob("*.*.md"):
        words = path.read_text("utf-8").strip()
        assert words, f"{path.name} says nothing"
        assert words.splitlines()[0] in result.stdout


@pytest.mark.parametrize(
    "name", ["+words.clinet.md", "words.client.md", "12.md", "notes.txt"], ids=["part", "plus", "no-part", "other"]
)
def test_a_wrong_name_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(FRAGMENTS, tmp_path / FRAGMENTS.name)
    (tmp_path / FRAGMENTS.name / name).write_text("Words.\n", "utf-8")
    result = draft(tmp_path)
    assert result.returncode != 0
    assert name.partition(".")[0] in result.stdout + result.stderr
