"""The commands of a document, run one after the other in an empty folder, at a mock server.

What asks a server is run as it stands; the judge is held to one requirement, so that it takes a moment. What
installs packages, makes targets or changes this repository is only looked at: extra, target, file and option exist.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAND_INS = {
    "http://host:port": "{url}",
    "http://127.0.0.1:8000": "{url}",
    "https://videos.example.org": "{url}",
    " [options]": "",
}
"""What a document writes for an address, and what is run in its place."""
ASKING = {
    "openai-videos": "openai_videos_cli",
    "openai-videos-conformance": "openai_videos_conformance",
    "openai-videos-mock": "openai_videos_mock",
}
FEW = ("--tier=free", "--only=retrieve.unknown")
FEW_USERS = ("--users=2", "--max-jobs=2")
RUN_SECONDS = 240


def commands(text: str) -> list[str]:
    """Give the commands of a document, without its remarks."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    return [re.sub(r"\s{2,}#.*", "", line) for line in lines]


def run(text: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the commands of a document in a folder, at the server of a URL, until one fails."""
    for place in (folder / "bin", folder / ".venv" / "bin", folder / ".versions" / "lowest-judge" / "bin"):
        place.mkdir(parents=True)
        for name in (*ASKING, "pip", "docker", "make", "python3", "python", "pytest", "pre-commit"):
            stand_in = place / name
            stand_in.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{__file__}' {name} \"$@\"\n")
            stand_in.chmod(0o755)
    script = "\n".join(commands(text))
    for written, meant in STAND_INS.items():
        script = script.replace(written, meant.format(url=url))
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    environment.pop("OPENAI_BASE_URL", None)
    command = ["bash", "-ex", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )


def main(name: str, arguments: list[str]) -> int:
    """Stand in for one program."""
    if name == "openai-videos-mock":
        return _listens(arguments)
    if name in ASKING:
        return _call(["-m", ASKING[name], *arguments, *_few(name, arguments)])
    if name == "pytest" and arguments[0] == "conformance":
        return _call(["-m", "pytest", "-p", "no:cacheprovider", str(ROOT / "conformance"), *arguments[1:], *FEW])
    if name == "make":
        # The first one on the path is this stand-in.
        command = [_outside("make"), "--dry-run", "-C", str(ROOT), *arguments]
        return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    problem = _looked_at(name, arguments)
    if problem:
        print(f"{name} {' '.join(arguments)}: {problem}", file=sys.stderr)
    return int(bool(problem))


def _few(name: str, arguments: list[str]) -> tuple[str, ...]:
    """Give the words that let a command of the judge take a moment."""
    if name != "openai-videos-conformance" or arguments[0] in ("init", "verify", "diff", "matrix"):
        return ()
    if arguments[0] != "load":
        return FEW
    # A fleet of its own: that of another test must not be taken for its master.
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        port = there.getsockname()[1]
    fleet = (f"--master-bind-port={port}", f"--master-port={port}", "--master-bind-host=127.0.0.1")
    return (*FEW_USERS, *fleet, *(("--processes=1",) if "--processes" in arguments else ()))


def _call(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, *arguments], check=False).returncode


def _outside(name: str) -> str:
    """Give the path of a program, and not that of what stands in for it."""
    folders = os.environ["PATH"].split(os.pathsep)[1:]
    path = shutil.which(name, path=os.pathsep.join(folders))
    if path is None:
        raise SystemExit(f"{name} is not installed")
    return path


def _listens(arguments: list[str]) -> int:
    """Start the mock server on a free port, whatever it is told, and end it once it listens."""
    command = [sys.executable, "-m", ASKING["openai-videos-mock"], *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        line = server.stdout.readline() if server.stdout else ""
        server.terminate()
    return int("listening on" not in line)


def _looked_at(name: str, arguments: list[str]) -> str:
    """Say what is wrong with a command that is not run."""
    if name == "pip":
        extras = {extra for word in arguments for extra in re.findall(r"\[([\w,-]+)\]", word)}
        known = set(metadata("openai-videos").get_all("Provides-Extra") or ())
        unknown = {each for extra in extras for each in extra.split(",")} - known
        return f"there is no extra {', '.join(sorted(unknown))}" if unknown else ""
    if name == "docker":
        return _container(arguments)
    if name == "pre-commit":
        return "" if (ROOT / ".pre-commit-config.yaml").exists() else "there is no .pre-commit-config.yaml"
    files = [word for word in arguments if word.startswith(("tests/", "scripts/"))]
    if missing := [word for word in files if not (ROOT / word).exists()]:
        return f"there is no {missing[0]}"
    scripts = [(ROOT / word).read_text("utf-8") for word in files if word.startswith("scripts/")]
    options = [word.partition("=")[0] for word in arguments if word.startswith("--")]
    unknown_options = [each for each in options for text in scripts if f'"{each}"' not in text]
    if unknown_options:
        return f"the script has no {unknown_options[0]}"
    return "" if files or arguments[:2] == ["-m", "venv"] else "nobody knows how to look at this"


def _container(arguments: list[str]) -> str:
    """Say what is wrong with a command for containers: a file or an option of the mock server is not there."""
    if arguments[0] == "build":
        path = arguments[arguments.index("-f") + 1]
        return "" if (ROOT / path).is_file() else f"there is no {path}"
    image = arguments.index("openai-videos-mock")
    return "" if _listens(arguments[image + 1 :]) == 0 else "the mock server does not take these options"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
