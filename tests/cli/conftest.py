"""What the tests of the command line share: the real command in a process of its own, and on a terminal."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from openai_videos_mock import ManualClock, MockSettings, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = [sys.executable, "-m", "openai_videos_cli"]
# Makes the terminal on standard input the one that Ctrl-C is typed on, which processes in the background are made to
# ignore, and becomes the command.
_ON_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\r")
_PATIENCE = 60


@dataclass
class Terminal:
    """A command on a terminal."""

    process: subprocess.Popen[bytes]
    descriptor: int
    seen: str = ""

    def wait_for(self, text: str) -> None:
        """Read until something is shown."""
        end = time.monotonic() + _PATIENCE
        while text not in self.seen:
            assert self._read(end), f"{text!r} was not shown: {self.seen}"

    def type(self, keys: str) -> None:
        os.write(self.descriptor, keys.encode())

    def end(self) -> tuple[int, str]:
        """Give the exit code, and all that was shown, without what steers the terminal."""
        end = time.monotonic() + _PATIENCE
        while self._read(end):
            pass
        return self.process.wait(_PATIENCE), self.seen

    def _read(self, end: float) -> bool:
        if not select.select([self.descriptor], [], [], max(end - time.monotonic(), 0))[0]:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            # What Linux says when nobody has the other side open any more.
            return False
        self.seen += _CONTROLS.sub("", data.decode(errors="replace"))
        return bool(data)


@dataclass
class Shell:
    """Where commands run: a folder, and the environment that names the server."""

    folder: Path
    environment: dict[str, str]
    terminals: list[Terminal] = field(default_factory=list)

    def run(
        self, *words: str, stdin: bytes = b"", environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command whose output goes to programs."""
        settings = self.environment | (environment or {})
        done = subprocess.run(
            [*COMMAND, *words], cwd=self.folder, env=settings, input=stdin, capture_output=True, timeout=_PATIENCE
        )
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *words: str, columns: int = 120) -> Terminal:
        """Start a command on a terminal."""
        ours, its = os.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-c", _ON_TERMINAL, *COMMAND, *words],
            stdin=its,
            stdout=its,
            stderr=its,
            cwd=self.folder,
            env=self.environment | {"TERM": "xterm"},
            start_new_session=True,
        )
        os.close(its)
        self.terminals.append(Terminal(process, ours))
        return self.terminals[-1]

    def show(self, *words: str, columns: int = 120) -> tuple[int, str]:
        """Run a command on a terminal to its end."""
        return self.start(*words, columns=columns).end()

    def make(self, prompt: str = "A calico cat playing a piano on stage", *words: str) -> str:
        """Make a video, and give its id."""
        done = self.run("create", prompt, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def _shell(folder: Path, url: str) -> Shell:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "COLUMNS", "FORCE_"))}
    return Shell(folder, kept | {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "key"})


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Commands on a server whose jobs are done at once."""
    with serve(MockSettings(job_seconds=0, api_key="key")) as url:
        made = _shell(tmp_path, url)
        yield made
        _end(made)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def slow_shell(tmp_path: Path, clock: ManualClock) -> Iterator[Shell]:
    """Commands on a server whose jobs take ten seconds of `clock`."""
    with serve(MockSettings(job_seconds=10, clock=clock)) as url:
        made = _shell(tmp_path, url)
        yield made
        _end(made)


@pytest.fixture
def lost_shell(tmp_path: Path) -> Iterator[Shell]:
    """Commands on a server that is not there."""
    made = _shell(tmp_path, "http://127.0.0.1:9/v1")
    yield made
    _end(made)


def _end(shell: Shell) -> None:
    for terminal in shell.terminals:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.process.wait()
        os.close(terminal.descriptor)
