"""The catalogues of faults and variants: a name stands once, and the server knows neither."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("file", "old", "new", "places"),
    [
        ("faults/_list.py", '"list-limit-ignored"', '"video-id-missing"', "_list.py:"),
        ("variants/_ids.py", '"ids-uuid"', '"gzip"', "_ids.py:"),
    ],
)
def test_a_name_that_stands_twice_is_one_clear_error(
    tmp_path: Path, file: str, old: str, new: str, places: str
) -> None:
    shutil.copytree(ROOT / "mock" / "openai_videos_mock", tmp_path / "openai_videos_mock")
    row = tmp_path / "openai_videos_mock" / file
    text = row.read_text("utf-8")
    assert old in text
    row.write_text(text.replace(old, new, 1), "utf-8")
    program = [sys.executable, "-m", "openai_videos_mock"]
    for option in ("--list-faults", "--list-variants"):
        done = subprocess.run([*program, option], cwd=tmp_path, capture_output=True, text=True, check=False)
        told = done.stderr.strip().splitlines()
        if done.returncode and "stands in" in told[-1]:
            break
    assert (done.returncode, len(told)) == (2, 1)
    assert f"{new[1:-1]!r} stands in " in told[0]
    assert places in told[0]
