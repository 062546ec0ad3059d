"""The command of a load run: Locust in a process of its own, since it changes how Python waits."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from ..target.address import TargetError
from .invariants.verdict import LoadVerdict, judged
from .looks.store import read_history
from .options import check

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
OPTION = "--evidence="


def load(words: list[str]) -> int:
    """Run Locust, or judge a run that was kept, and give the exit code.

    Raises:
        TargetError: Locust is not installed, or the server or the budget is missing or wrong.
        ArchiveError: The folder holds no evidence that can be read.
    """
    saved = [word.removeprefix(OPTION) for word in words if word.startswith(OPTION)]
    if saved:
        return _judged_again(Path(saved[-1]), strict="--strict" in words)
    if find_spec("locust") is None:
        raise TargetError("a load run needs Locust, which the extra `load` brings: pip install 'openai-videos[load]'")
    named = [f"--base-url={words[0]}", *words[1:]] if words and not words[0].startswith("-") else words
    if not {"-h", "--help", "-V", "--version"} & set(named):
        check(named)
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary", *named]
    if os.name == "posix":
        # In the place of this process, so that every signal reaches it.
        sys.stdout.flush()
        os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, check=False).returncode  # noqa: S603


def _judged_again(folder: Path, *, strict: bool) -> int:
    history = read_history(folder)
    missing = sorted({look.worker for look in history.looks} - history.complete)
    verdict = LoadVerdict(history, judged(history, strict=strict), missing=missing)
    print("\n".join(verdict.lines()))
    return verdict.exit_code
