"""User code is checked as strictly as users can set their checkers to."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

USER_CODE = Path(__file__).with_name("user_code.py")


def _check(folder: Path, *command: str) -> None:
    # Away from this project, so that nothing but the installed packages is found.
    shutil.copyfile(USER_CODE, folder / "user_code.py")
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy(tmp_path: Path) -> None:
    _check(tmp_path, "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"), "user_code.py")


def test_pyright(tmp_path: Path) -> None:
    settings: dict[str, object] = {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"}
    settings |= {"enableTypeIgnoreComments": False, "reportUnusedExpression": "none"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    _check(tmp_path, "pyright", "--pythonpath", sys.executable)
