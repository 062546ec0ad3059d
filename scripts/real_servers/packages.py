"""Packages of servers and clients that nobody here wrote: pinned, and installed below `.real/`, once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".real"


class PackagesError(Exception):
    """Packages cannot be installed; the message says which, and what to do."""


def python_packages(name: str, requirements: Path) -> Path:
    """Give a folder of programs with what a list of requirements pins, without asking what those ask for."""
    home = CACHE / name
    done = home / ".done"
    if not done.exists() or done.read_text("utf-8") != requirements.read_text("utf-8"):
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command = [*pip, "--no-deps", "-r", str(requirements)]
        _run(command, f"pip could not install {requirements.relative_to(ROOT)}")
        shutil.copy(requirements, done)
    return home / "bin"


def node_packages(name: str, folder: Path) -> Path:
    """Give a folder whose `node_modules` has what a lock file pins; what stands beside the lock file is there too."""
    home = CACHE / name
    lock = (folder / "package-lock.json").read_text("utf-8")
    done = home / ".done"
    if not done.exists() or done.read_text("utf-8") != lock:
        if shutil.which("npm") is None:
            raise PackagesError("npm is not installed; install Node.js with npm")
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder, home, ignore=shutil.ignore_patterns("node_modules"))
        _run(["npm", "ci", "--ignore-scripts", "--silent"], f"npm ci failed for {name}", cwd=home)
        done.write_text(lock, "utf-8")
    else:
        shutil.copytree(folder, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    return home


def _run(command: list[str], blame: str, cwd: Path | None = None) -> None:
    print(f"installing: {' '.join(Path(word).name for word in command)}", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagesError(f"{blame}:\n{done.stderr[-2000:]}")
