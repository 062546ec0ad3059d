"""A real server: what a folder here says of it, and the server itself for as long as a `with` block lasts."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from openai_videos_mock import MockSettings, run_server

from real_servers.packages import CACHE, PackagesError, node_packages, python_packages

HERE = Path(__file__).parent
MOCK_KEY = "sk-of-the-mock-server"
READY_SECONDS = 300
STOP_SECONDS = 10
PORTS = range(20_000, 32_000)
"""Below those that systems give to whoever asks for any."""


class ServerError(Exception):
    """A server cannot be started or is described wrongly; the message says which, and what to do."""


@dataclass(frozen=True)
class Checked:
    """What somebody saw who sent the requests of the findings by hand, as `checked.toml` says."""

    version: str = ""
    """The package with its version that was looked at."""
    on: date | None = None
    findings: Mapping[str, str] = field(default_factory=dict)
    """What was seen, by requirement."""

    def told(self, requirement: str) -> str:
        """Say what was seen of a requirement, and when."""
        return f"{self.on}: {self.findings[requirement]}"


@dataclass(frozen=True)
class RealServer:
    """A server that nobody here wrote, as its `server.toml` says."""

    folder: Path
    name: str
    version: str
    """The package with its version, as its registry has it."""
    about: str
    """Sentences about what it is, and what of it runs here."""
    absorbed: str = ""
    """Sentences about what our client makes of its ways, as the calls through it show."""
    base: str = "/v1"
    """The path before `/videos`."""
    key: str = ""
    """The key that it asks for; it only ever listens on this machine."""
    ready: str = "/"
    """What answers as soon as it is there."""
    upstream: bool = False
    """Whether the mock server stands behind it."""
    rest: int = 0
    """The seconds that it is left alone before more is asked of it: it may make one job at a time."""

    @property
    def slug(self) -> str:
        """The name of its folder and of its page."""
        return self.folder.name

    @property
    def target(self) -> Path:
        """The file that tells the judge what the server limits or wants."""
        return self.folder / "videos-target.toml"

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that it wants with every request."""
        return dict(tomllib.loads(self.target.read_text("utf-8")).get("headers", {}))

    @property
    def known_failures(self) -> Path:
        """The failures that it is known to have: a list that only gets shorter."""
        return self.folder / "known-failures.yaml"

    @property
    def checked(self) -> Checked:
        """What somebody saw with curl."""
        path = self.folder / "checked.toml"
        return Checked(**tomllib.loads(path.read_text("utf-8"))) if path.exists() else Checked()


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    base_url: str
    key: str
    upstream: str
    """The mock server behind it, or nothing."""
    pid: int
    """The process that answers."""


def servers() -> dict[str, RealServer]:
    """Read what every folder says."""
    folders = sorted(path.parent for path in HERE.glob("*/server.toml"))
    return {folder.name: read(folder) for folder in folders}


def read(folder: Path) -> RealServer:
    """Read what one folder says.

    Raises:
        ServerError: It says something that is none of the keys, or lacks one.
    """
    said: dict[str, Any] = tomllib.loads((folder / "server.toml").read_text("utf-8"))
    known = {each.name for each in fields(RealServer)} - {"folder"}
    if wrong := sorted(said.keys() - known):
        raise ServerError(f"{folder.name}/server.toml says {', '.join(wrong)}; it may say {', '.join(sorted(known))}")
    if missing := sorted({"name", "version", "about"} - said.keys()):
        raise ServerError(f"{folder.name}/server.toml does not say {', '.join(missing)}")
    return RealServer(folder, **said)


@contextmanager
def running(server: RealServer) -> Iterator[Running]:
    """Install a server where it is not yet, start it on a free port of this machine, and end it.

    Raises:
        ServerError: It cannot be installed, or did not come up.
    """
    home = _installed(server)
    scratch = CACHE / "scratch" / server.slug
    scratch.mkdir(parents=True, exist_ok=True)
    mock = run_server(MockSettings(job_seconds=0.3, api_key=MOCK_KEY)) if server.upstream else nullcontext()
    with mock as behind:
        port = free_port()
        upstream = behind.url if behind is not None else ""
        environment = {
            "HERE": str(server.folder),
            "KEY": server.key,
            "PORT": str(port),
            "PYTHON": sys.executable,
            "RUN": str(scratch),
            "UPSTREAM": upstream,
            "UPSTREAM_KEY": MOCK_KEY,
        }
        command, address = ["bash", str(server.folder / "start.sh")], f"http://127.0.0.1:{port}"
        log = scratch / "server.log"
        with listening(server.name, command, address + server.ready, log, cwd=home, environment=environment) as pid:
            yield Running(address + server.base, server.key, upstream, pid)


@contextmanager
def listening(
    name: str, command: Sequence[str], url: str, log: Path, *, cwd: Path, environment: Mapping[str, str]
) -> Iterator[int]:
    """Run a command until it is no longer needed, and give its process once it answers at a URL, in whatever way.

    Raises:
        ServerError: It did not come up.
    """
    # Nothing of this shell's reaches it but where programs are: no key, no proxy.
    kept = {each: os.environ[each] for each in ("PATH", "HOME", "LANG", "TMPDIR") if each in os.environ}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(name, process, url, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Give a port that nobody has, and that nobody gets who asks for any: a server may take minutes to start.

    Raises:
        ServerError: All of some that were tried are taken.
    """
    for port in random.sample(PORTS, 20):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise ServerError(f"no port between {PORTS.start} and {PORTS.stop} is free")


def _installed(server: RealServer) -> Path:
    try:
        if (server.folder / "package.json").exists():
            return node_packages(server.slug, server.folder)
        if (requirements := server.folder / "requirements.txt").exists():
            return python_packages(server.slug, requirements)
    except PackagesError as problem:
        raise ServerError(str(problem)) from None
    raise ServerError(f"{server.slug} has neither a package.json with its lock file nor a requirements.txt")


def _wait(name: str, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-20:])
    raise ServerError(f"{name} did not answer at {url}; the end of its log:\n{tail}")
