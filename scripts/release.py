"""Try a release without publishing: build the packages twice, compare them, look at what they say, and sign a tag.

The same commit gives the same bytes, so that anybody can verify what was published. `PROJECT_URL` says where the
project lies; without one, an address is taken that is nobody's. With `--out FOLDER` the packages are kept there. The
tag is one of a copy, signed with a key that is made for it and thrown away. Needs packages from the index, git and
ssh-keygen.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
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
SAID = ("Name", "Version", "Summary", "License-Expression", "Requires-Python", "Project-URL")
"""What has to be in the metadata."""


NOBODYS = "https://example.org/openai-videos"
LINK = re.compile(r"\]\(([^()\s]+)\)")
TAG = "trial"


def main() -> int:
    """Build, compare, look, sign."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--out", type=Path, help="keep the packages in this folder")
    out: Path | None = options.parse_args().out
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
        problems += _tag_tried(Path(name, "tag"))
        if out is not None and not problems:
            out.mkdir(parents=True, exist_ok=True)
            for path in builds[0]:
                shutil.copy(path, out)
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


def _built(source: Path, folder: Path, epoch: str) -> list[Path]:
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(source)]
    environment = {"PROJECT_URL": NOBODYS, **os.environ, "SOURCE_DATE_EPOCH": epoch}
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
        lost = [link for link in LINK.findall(str(said.get_payload())) if not link.startswith(("https://", "#"))]
        return [
            *(f"the metadata of {path.name} says no {each}" for each in SAID if not said[each]),
            *(f"the text of {path.name} has a link that leads nowhere on a package index: {link}" for link in lost),
        ]
    with tarfile.open(path) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    return [f"{path.name} lacks {each}" for each in NEEDED if each not in names]


def _tag_tried(folder: Path) -> list[str]:
    """Sign a tag and verify it, as a release does; it must not be taken for one of another key."""
    subprocess.run(["git", "clone", "--quiet", "--no-tags", str(ROOT), str(folder)], check=True)
    keys = [folder / ".git" / name for name in ("own", "other")]
    for key in keys:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signed = _git(folder, keys[0], keys[0], "tag", "--sign", "--message", "A trial", TAG)
    if signed.returncode:
        return [f"a tag cannot be signed: {signed.stderr.strip()}"]
    verified = [_git(folder, keys[0], trusted, "verify-tag", TAG).returncode == 0 for trusted in keys]
    return [] if verified == [True, False] else ["a signed tag is not told from one of another key"]


def _git(folder: Path, key: Path, trusted: Path, *words: str) -> subprocess.CompletedProcess[str]:
    signers = folder / ".git" / "signers"
    signers.write_text(f"release@example.org {trusted.with_suffix('.pub').read_text('utf-8')}", "utf-8")
    settings = {
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "user.name": "Release",
        "user.email": "release@example.org",
        "gpg.ssh.allowedSignersFile": str(signers),
    }
    chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = ["git", "-C", str(folder), *chosen, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
