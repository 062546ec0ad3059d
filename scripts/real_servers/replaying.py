"""Each finding once more, with its own curl lines and nothing of this project: what curl printed."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping

from real_servers.judging import RUNS, Judgement
from real_servers.server import RealServer, Running

SECONDS = 30
STATUS = re.compile(r"HTTP/[\d.]+ (\d{3})\b")


def replay(server: RealServer, judgement: Judgement, running: Running) -> Mapping[str, str]:
    """Give the answers that curl got for each finding, in the order of its lines, in a few words."""
    return {
        each["id"]: _replayed(each["replay"], running, server.rest)
        for each in judgement.results("fail", "warn")
        if each.get("replay")
    }


def _replayed(script: str, running: Running, rest: int) -> str:
    time.sleep(rest)
    environment = {**os.environ, "OPENAI_API_KEY": running.key}
    try:
        done = subprocess.run(
            ["bash", "-c", script], cwd=RUNS, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    text = done.stdout.decode("utf-8", "replace")
    # An answer without a line end is followed by the next one in its own line.
    answers = [_answer(part) for part in re.split(r"(?=HTTP/[\d.]+ \d{3}\b)", text) if STATUS.match(part)]
    return "; then ".join(answers) or f"exit code {done.returncode}, and nothing printed"


def _answer(text: str) -> str:
    match = STATUS.match(text)
    body = re.split(r"\r?\n\r?\n", text, maxsplit=1)[-1]
    # A video is told by what it is, and not shown.
    shown = " ".join(body.split()) if body.isprintable() or body.lstrip().startswith(("{", "[", "<")) else "(bytes)"
    return f"{match[1] if match else ''} {shown}".strip()
