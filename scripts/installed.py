"""Build the wheel, install it by itself, and use it outside of the repository.

Alone it brings the client and nothing but what that needs. With its extras, under the oldest pytest that is promised,
it judges the mock server. Installs packages; takes about a minute.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTEST = "pytest>=8,<9"
BESIDE = ("pytest-base-url", "pytest-timeout", "pytest-xdist")
"""Plugins that many people have, whose options must not get in the way."""

CLIENT_ALONE = r"""
import re
import sys
from importlib.metadata import requires
import openai_videos
heavy = {"pydantic", "openai", "starlette", "av", "pytest", "schemathesis"} & sys.modules.keys()
base = sorted(re.match(r"[\w-]+", line)[0] for line in requires("openai-videos") or [] if "extra ==" not in line)
assert not heavy, heavy
assert base == ["httpx"], base
"""

CLIENT_ON_HTTPX = r"""
import sys
from openai_videos import Client
with Client(base_url=sys.argv[1], api_key="any") as client:
    video = client.videos.create_and_poll(prompt="A boat")
    client.videos.download_content(video.id).write_to_file("boat.mp4")
assert "httpx" in sys.modules and "httpx2" not in sys.modules
"""


def main() -> int:
    """Build, install, use. The exit code is that of the first step that fails."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        python = home / "venv" / "bin" / "python"
        _say("building the wheel")
        _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", f"--wheel-dir={home}", ROOT, cwd=home)
        wheel = next(home.glob("*.whl"))
        venv.create(home / "venv", with_pip=True)
        _say("installing it alone")
        _install(python, wheel, cwd=home)
        _run(python, "-c", CLIENT_ALONE, cwd=home)
        _say("installing it with its extras, under an old pytest")
        _install(python, f"{wheel}[mock,conformance]", OLDEST_PYTEST, *BESIDE, cwd=home)
        with_mock = (python, ROOT / "scripts" / "with_mock.py")
        _say("using the client without httpx2")
        _run(*with_mock, python, "-c", CLIENT_ON_HTTPX, "{base_url}", cwd=home)
        judge = (python.parent / "openai-videos-conformance", "{base_url}", "--deep", "--tier=core")
        return _call(*with_mock, *judge, cwd=home)


def _install(python: Path, *what: str | Path, cwd: Path) -> None:
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what, cwd=cwd)


def _run(*command: str | Path, cwd: Path) -> None:
    if code := _call(*command, cwd=cwd):
        sys.exit(code)


def _call(*command: str | Path, cwd: Path) -> int:
    return subprocess.run([str(word) for word in command], cwd=cwd, check=False).returncode


def _say(words: str) -> None:
    print(f"{words} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main())
