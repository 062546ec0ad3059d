"""A client: its program, and what became of its calls."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attrs import evolve
from openai_videos_mock import VideosServer, run_server
from openai_videos_mock.testing import default_settings
from real_servers.packages import node_packages, python_packages

from real_clients.calls import Call, calls_of, differences, lay_out

HERE = Path(__file__).parent
LITELLM = HERE.parent / "real_servers" / "litellm" / "requirements.txt"
PROGRAMS = HERE / "programs"


class ClientError(Exception):
    """A client cannot be had or did not end well; the message says which, and what to do."""


@dataclass(frozen=True)
class Client:
    """A program that makes every call that a client of the API has."""

    name: str
    command: Callable[[], tuple[str, ...]]
    """Installs what it needs where that is not there yet, and gives the command."""
    without: frozenset[str] = frozenset()
    """The operations that it has no method for."""
    heavy: bool = False
    """Whether what it needs takes hundreds of megabytes."""


@dataclass(frozen=True)
class Outcome:
    """What a client did, and what was wrong with it."""

    client: Client
    version: str
    calls: Sequence[Call]
    differences: Sequence[str]

    @property
    def operations(self) -> frozenset[str]:
        """The operations that it called."""
        return frozenset(call.operation for call in self.calls)


def clients() -> dict[str, Client]:
    """Give all clients, by name."""
    no_delete = frozenset({"delete_video"})
    each = (
        Client("the official SDK for Python", lambda: _python("official_python.py")),
        Client("the official SDK for Node.js", _node),
        Client("curl", lambda: (str(PROGRAMS / "documented_curl.sh"),)),
        Client("the official SDK for Ruby", lambda: _python("shapes.py", "ruby")),
        Client("the official SDK for Go", lambda: _python("shapes.py", "go")),
        Client("LiteLLM", _litellm, without=no_delete, heavy=True),
    )
    return {client.name: client for client in each}


def _python(program: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(PROGRAMS / program), *arguments)


def _node() -> tuple[str, ...]:
    return ("node", str(node_packages("node-client", HERE / "node") / "official_node.mjs"))


def _litellm() -> tuple[str, ...]:
    return (str(python_packages("litellm", LITELLM) / "python"), str(PROGRAMS / "litellm_client.py"))


def run(client: Client, *faults: str) -> Outcome:
    """Let a client make its calls at an empty server of its own, which may have faults."""
    version = _output(client, "--version")
    settings = evolve(default_settings(), faults=faults)
    with tempfile.TemporaryDirectory() as name, run_server(settings) as server:
        folder = Path(name)
        calls = use(client, server, folder)
        return Outcome(client, version.strip(), calls, differences(calls, server, folder))


def use(client: Client, server: VideosServer, folder: Path) -> list[Call]:
    """Let a client make its calls at a server, with files in a folder."""
    lay_out(folder)
    return calls_of(_output(client, server.url, server.key, str(folder)))


def _output(client: Client, *arguments: str) -> str:
    command = (*client.command(), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except FileNotFoundError:
        raise ClientError(f"{client.name} needs {command[0]}, which is not installed") from None
    if done.returncode:
        raise ClientError(f"{client.name} ended with {done.returncode}:\n{done.stdout[-600:]}{done.stderr[-2000:]}")
    return done.stdout
