"""Measure this client beside plain httpx, plain httpx2 and the official SDK, and print a table.

    python scripts/bench/run.py                              everything, five times (some minutes)
    python scripts/bench/run.py --quick                      small files, once: to see that it works
    python scripts/bench/run.py --only retrieve --only page  some of it

Every number is taken in a process of its own, in turns, so that what else the machine does meets all of them. The
table has the medians, and in brackets the medians of the ratios to the official SDK, round by round. Times are CPU time
of the client. The server is `scripts/bench/server.py`. The official SDK comes with the extra `dev`.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
CLIENTS = ("httpx", "openai_videos on httpx", "httpx2", "openai_videos on httpx2", "openai")
YARDSTICK = CLIENTS[-1]
Figures = dict[str, float]


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure of a measure, with so many digits."""

    figure: str
    title: str
    digits: int = 0


@dataclass(frozen=True)
class Measure:
    """What is measured in one process, and the lines that it gives. `mebibytes` is the size of a transfer."""

    name: str
    lines: tuple[Line, ...]
    mebibytes: int = 0


def _transfer(name: str, title: str, mebibytes: int) -> Measure:
    lines = (Line("cpu", f"{title}, CPU s", 2), Line("memory", "the same, more memory MiB", 1))
    return Measure(name, lines, mebibytes)


MEASURES = (
    Measure("import", (Line("cpu", "import, CPU ms"), Line("memory", "the same, memory MiB", 1))),
    Measure("start", (Line("cpu", "import to first answer, CPU ms"), Line("memory", "the same, memory MiB"))),
    Measure("retrieve", (Line("cpu", "retrieve, CPU µs"),)),
    Measure("together-50", (Line("cpu", "retrieve, 50 at once, CPU µs each"),)),
    Measure("together-200", (Line("cpu", "retrieve, 200 at once, CPU µs each"),)),
    Measure("page", (Line("cpu", "list a page of 100, CPU µs"),)),
    Measure("all", (Line("cpu", "10,000 videos, page by page, CPU µs"),)),
    _transfer("upload", "upload a file of {} MiB", 256),
    _transfer("download", "download {} MiB to a file", 512),
    _transfer("async-download", "download {} MiB to a file, asynchronously", 512),
    Measure("installed", (Line("MiB", "installed MiB, sources alone", 1), Line("distributions", "the same, packages"))),
)


def _measure(measure: Measure, client: str, base_url: str, mebibytes: int) -> Figures:
    command = [sys.executable, "-W", "ignore", str(HERE / "measure.py"), measure.name, client, base_url, str(mebibytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {measure.name} of {client} failed:\n{done.stderr.strip()}")
    figures: Figures = json.loads(done.stdout)
    return figures


def _lines(measure: Measure, base_url: str, rounds: int, mebibytes: int) -> list[str]:
    taken: dict[str, list[Figures]] = {client: [] for client in CLIENTS}
    for _ in range(rounds):
        for client, figures in taken.items():
            figures.append(_measure(measure, client, base_url, mebibytes))
    return [_line(line, taken, line.title.format(mebibytes)) for line in measure.lines]


def _line(line: Line, taken: dict[str, list[Figures]], title: str) -> str:
    numbers = {client: [figures[line.figure] for figures in taken[client]] for client in CLIENTS}
    return (
        f"| {' | '.join([title, *(_cell(numbers[client], numbers[YARDSTICK], line.digits) for client in CLIENTS)])} |"
    )


def _cell(numbers: Sequence[float], yardstick: Sequence[float], digits: int) -> str:
    shown = f"{median(numbers):,.{digits}f}"
    if numbers is yardstick or not all(yardstick):
        return shown
    return f"{shown} ({median(one / other for one, other in zip(numbers, yardstick, strict=True)):.2f})"


def _title(client: str) -> str:
    name, on, library = client.replace("_", "-").partition(" on ")
    return f"{name} {version(name)}{on}{library}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure this client beside its HTTP libraries and the official SDK.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each number is taken (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="small files, once")
    names = [measure.name for measure in MEASURES]
    parser.add_argument("--only", action="append", choices=names, help="take these alone; again for more")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    server = subprocess.Popen(
        [sys.executable, str(HERE / "server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        base_url = (server.stdout.readline() if server.stdout else "").strip()
        if not base_url:
            raise SystemExit("bench: the server did not start")
        print(f"| Python {platform.python_version()} | {' | '.join(map(_title, CLIENTS))} |")
        print(f"|---|{'---|' * len(CLIENTS)}", flush=True)
        for measure in MEASURES:
            if measure.name not in (options.only or names):
                continue
            mebibytes = min(measure.mebibytes, 16) if options.quick else measure.mebibytes
            rounds = 1 if options.quick else options.rounds
            print("\n".join(_lines(measure, base_url, rounds, mebibytes)), flush=True)
    finally:
        server.terminate()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
