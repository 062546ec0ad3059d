"""One run of the judge against a hostile server, in a process that is measured."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import attrs
from openai_videos_conformance.exchange.redaction import Redaction

from .catalogue import KEY
from .server import Bend, hostile_server

MEMORY_MOST = 600
"""MiB that the judge may take; the decoder that it starts has a limit of its own."""
SECONDS_MOST = 180
"""Seconds that a run may take."""

SERVER_TEXT = re.compile(r"[^\n -~\u00a0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f]")
"""What no printed line may hold."""


@attrs.frozen
class Outcome:
    """How a run ended."""

    code: int
    seconds: float
    memory: float
    """MiB."""
    problems: tuple[str, ...]


def judged(bend: Bend) -> Outcome:
    """Judge a hostile server by the command, and look at everything that it leaves."""
    with hostile_server(bend) as url, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "openai_videos_conformance", url, "--job-timeout=2", "--request-timeout=2"]
        command += ["--report-html=report.html", "--report-markdown=report.md", "--report-json=report.json"]
        printed = Path(folder, "printed")
        began = time.monotonic()
        with printed.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, stdout=output, stderr=output, env={**os.environ, "OPENAI_API_KEY": KEY}
            )
            code, memory = _waited_for(process, began)
        seconds = time.monotonic() - began
        return Outcome(code, seconds, memory, tuple(_problems(code, seconds, memory, Path(folder), printed)))


def _waited_for(process: subprocess.Popen[bytes], began: float) -> tuple[int, float]:
    """Wait for a process, not without end, and give its exit code and the most memory it took, in MiB."""
    status, memory = Path(f"/proc/{process.pid}/status"), 0.0
    while process.poll() is None:
        with contextlib.suppress(OSError):
            peak = re.search(r"VmHWM:\s*(\d+)", status.read_text())
            memory = int(peak[1]) / 1024 if peak is not None else memory
        if time.monotonic() - began > 2 * SECONDS_MOST:
            process.kill()
        time.sleep(0.05)
    return process.returncode, memory


def _problems(code: int, seconds: float, memory: float, folder: Path, printed: Path) -> list[str]:
    text = printed.read_text("utf-8", "replace")
    problems = []
    # With 4, it refuses to judge what gives no answer at all.
    if code not in (0, 1, 4):
        problems.append(f"exit code {code}: {text[-300:]}")
    problems += [word for word in ("Traceback", "INTERNALERROR") if word in text]
    if memory > MEMORY_MOST:
        problems.append(f"{memory:.0f} MiB")
    if seconds > SECONDS_MOST:
        problems.append(f"{seconds:.0f} s")
    if (shown := SERVER_TEXT.search(text)) is not None:
        problems.append(f"it prints {text[max(0, shown.start() - 40) : shown.end()]!a}")
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if Redaction(KEY).body(data) != data:
                problems.append(f"the key is in {path.relative_to(folder)}")
    return problems
