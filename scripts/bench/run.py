"""Measure this client beside plain httpx, plain httpx2 and the official SDK, and print a table.

    python scripts/bench/run.py            everything, five times (some minutes)
    python scripts/bench/run.py --quick    small files, once: to see that it works

Every number is taken in a process of its own, in turns, so that what else the machine does meets all of them; the
table has the medians. Times are CPU time of the client. The server is `scripts/bench/server.py`. The official SDK
comes with the extra `dev`.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
CLIENTS = ("httpx", "openai_videos on httpx", "httpx2", "openai_videos on httpx2", "openai")


@dataclass(frozen=True)
class Metric:
    """One line of the table. `mebibytes` is the size of a transfer, `scale` what a measured number is divided by."""

    name: str
    title: str
    digits: int = 0
    scale: float = 1
    mebibytes: int = 0


METRICS = (
    Metric("start", "import to first answer, CPU ms"),
    Metric("memory", "the same, memory MiB"),
    Metric("retrieve", "retrieve, CPU µs"),
    Metric("together", "retrieve, 50 at once, CPU µs each"),
    Metric("page", "list a page of 100, CPU µs"),
    Metric("all", "10,000 videos, page by page, CPU ms", scale=1e3),
    Metric("upload", "upload a file of {} MiB, more memory MiB", 1, mebibytes=256),
    Metric("download", "download {} MiB to a file, more memory MiB", 1, mebibytes=1024),
)


def _measure(metric: Metric, client: str, base_url: str) -> float:
    command = [sys.executable, "-W", "ignore", str(HERE / "measure.py"), metric.name, client, base_url]
    done = subprocess.run([*command, str(metric.mebibytes)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {metric.name} of {client} failed:\n{done.stderr.strip()}")
    return float(done.stdout) / metric.scale


def _line(metric: Metric, base_url: str, rounds: int) -> str:
    taken: dict[str, list[float]] = {client: [] for client in CLIENTS}
    for _ in range(rounds):
        for client, numbers in taken.items():
            numbers.append(_measure(metric, client, base_url))
    shown = [f"{max(median(numbers), 0):,.{metric.digits}f}" for numbers in taken.values()]
    return f"| {' | '.join([metric.title.format(metric.mebibytes), *shown])} |"


def _title(client: str) -> str:
    name, on, library = client.replace("_", "-").partition(" on ")
    return f"{name} {version(name)}{on}{library}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure this client beside its HTTP libraries and the official SDK.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each number is taken (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="small files, once")
    parser.add_argument("--only", metavar="METRIC", choices=[metric.name for metric in METRICS], help="take one line")
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
        for metric in METRICS:
            if options.only not in (None, metric.name):
                continue
            small = Metric(metric.name, metric.title, metric.digits, metric.scale, min(metric.mebibytes, 16))
            print(
                _line(small if options.quick else metric, base_url, 1 if options.quick else options.rounds), flush=True
            )
    finally:
        server.terminate()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
