"""What is left out of the measure is there, is told with its reason, and is left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..conftest import UNMEASURED
from .conftest import ROOT

OUTER = "import openai_videos._version\nimport subprocess, sys\n"
INNER = "subprocess.run([sys.executable, '-c', 'import openai_videos.types'], check=True)\n"


def test_what_is_left_out_is_told() -> None:
    text = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    for name in UNMEASURED:
        assert (ROOT / "tests" / name).exists()
        assert f"`tests/{name}`" in text or f"`tests/{name}/`" in text


def test_what_a_test_starts_is_measured_unless_it_is_left_out(tmp_path: Path) -> None:
    def measured(marker: str) -> str:
        folder = tmp_path / (marker or "plain")
        (folder / "tests").mkdir(parents=True)
        for name in ("pyproject.toml", "tests/conftest.py"):
            (folder / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
        mark = f"import pytest\npytestmark = pytest.mark.{marker}\n" if marker else ""
        body = "".join(f"    {line}\n" for line in (OUTER + INNER).splitlines())
        (folder / "tests" / "test_it.py").write_text(f"{mark}def test_it():\n{body}", "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--cov", "--cov-report=term"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "openai_videos/types.py" not in measured("").partition("TOTAL")[0], (
        "a file that was run in full is not listed"
    )
    assert "openai_videos/types.py" in measured("no_cover")
