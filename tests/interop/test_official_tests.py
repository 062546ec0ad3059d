"""The official SDK's own tests of its videos pass with this client, the import changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from official_sdk.archive import ArchiveError, downloaded, unpacked
from official_sdk.changes import CHANGES, IMPORT, changed
from official_tests import run

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def archive() -> Path:
    return downloaded()


def test_all_of_them_pass(archive: Path) -> None:
    done = run(archive)
    summary = re.search(r"^(\d+) passed in", done.stdout, re.MULTILINE)
    assert summary, done.stdout
    assert int(summary[1]) > 150


def test_what_is_changed_is_told(archive: Path, tmp_path: Path) -> None:
    text = unpacked(archive, tmp_path).read_text("utf-8")
    assert "from openai_videos import" in changed(text)
    with pytest.raises(ArchiveError, match="look at them anew"):
        changed(text.replace("DeprecationWarning", "FutureWarning"))
    told = " ".join((ROOT / "docs" / "client.md").read_text("utf-8").lower().split())
    assert [change.reason for change in CHANGES if change.reason not in {IMPORT} and change.reason not in told] == []
