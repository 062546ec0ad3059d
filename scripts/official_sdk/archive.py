"""The source archive of the official SDK, from the package index; nothing of it is kept here."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from typing import TYPE_CHECKING

from real_servers.packages import CACHE

if TYPE_CHECKING:
    from pathlib import Path

TESTS = "tests/api_resources/test_videos.py"
HELPERS = "tests/respx2/"
"""What the tests mock downloads with: a library that has no other place than this."""


class ArchiveError(Exception):
    """The tests cannot be had; the message says why."""


def downloaded() -> Path:
    """Give the archive of the version that is installed; pip fetches it if it is not below `.real/` from earlier."""
    folder = CACHE / "openai"
    wanted = f"openai=={version('openai')}"
    if (archive := folder / f"openai-{version('openai')}.tar.gz").exists():
        return archive
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # pip looks into the archive for what it requires, and so builds it half: that takes a minute.
    command = [*pip, "--no-deps", "--no-binary", ":all:", "--dest", str(folder), wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode or not archive.exists():
        raise ArchiveError(f"pip cannot fetch the source archive of {wanted}:\n{done.stderr[-1000:]}")
    return archive


def unpacked(archive: Path, folder: Path) -> Path:
    """Lay the tests and what they mock with into a folder; give the path of the tests."""
    with tarfile.open(archive) as source:
        for member in source.getmembers():
            path = member.name.partition("/")[2]
            if member.isfile() and (path == TESTS or path.startswith(HELPERS)):
                content = source.extractfile(member)
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.read() if content else b"")
    if not (folder / TESTS).exists():
        raise ArchiveError(f"{archive.name} has no {TESTS}")
    return folder / TESTS
