"""Try a release without publishing: build the packages twice, compare them, and look at what they say of themselves.

The same commit gives the same bytes, so that anybody can verify what was published. Needs packages from the index.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.parser import BytesParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("LICENSE", "README.md", "openapi.yaml", "pyproject.toml")
"""What has to be in the source package."""
SAID = ("Name", "Version", "Summary", "License-Expression", "Requires-Python")
"""What has to be in the metadata."""


def main() -> int:
    """Build, compare, look."""
    epoch = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "source")
        source.mkdir()
        # What is committed, and nothing that lies about.
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", str(source)], input=archive.stdout, check=True)
        builds = [_built(source, Path(name, attempt), epoch.stdout.strip()) for attempt in ("first", "second")]
        first, second = ({path.name: _digest(path) for path in build} for build in builds)
        for package, digest in first.items():
            print(f"sha256 {digest}  {package}")
        other = [package for package in first if first[package] != second[package]]
        problems = [f"{package} has other bytes when it is built again" for package in other]
        problems += [problem for path in builds[0] for problem in _looked_at(path)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


def _built(source: Path, folder: Path, epoch: str) -> list[Path]:
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(source)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the packages cannot be built:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return sorted(folder.iterdir())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _looked_at(path: Path) -> list[str]:
    """Say what a package lacks."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            said = BytesParser().parsebytes(wheel.read(metadata))
        return [f"the metadata of {path.name} says no {each}" for each in SAID if not said[each]]
    with tarfile.open(path) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    return [f"{path.name} lacks {each}" for each in NEEDED if each not in names]


if __name__ == "__main__":
    sys.exit(main())
