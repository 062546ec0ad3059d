"""Load the mock server with users, and prove that a load run finds what shows only where requests overlap.

    python scripts/load.py                    all of it, and write the figures of docs/load.md
    python scripts/load.py --fault NAME ...   some faults only, write nothing

Each fault of that kind is switched on alone and has to be found by the requirement that it breaks; nothing is told of
the server without one. Exits with 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen
from openai_videos_mock.faults import overlapping

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "load.md"
MARK = "<!-- what follows is made by scripts/load.py; do not edit -->\n"
SMALL = ("--sizes=64x64", "--seconds=1")
"""Videos that take a server next to nothing: it is the server that is measured, and not how it encodes."""
CROWDS = {1: 5, 50: 250, 500: 1500}
"""The jobs that are allowed, by users."""
FAULT_USERS, FAULT_JOBS, FAULT_TIME = 20, 200, "8s"
TRIES = 3
"""Runs in which a fault may be found: whether requests overlap is chance."""


@frozen
class Run:
    """What a load run said."""

    code: int
    output: str
    broken: frozenset[str]
    verdicts: dict[str, str]
    requests: int
    jobs: int
    rate: float
    """Requests a second."""
    median: float
    high: float
    """The milliseconds that 95 of 100 requests take at most."""


def main(arguments: list[str]) -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--fault", metavar="NAME", nargs="+", choices=[*overlapping()], help="these only")
    options = parser.parse_args(arguments)
    problems: list[str] = []
    tries = {name: _tries(name) for name in options.fault or overlapping()}
    problems += [f"{name} is not found by {overlapping()[name].breaks}" for name, count in tries.items() if not count]
    if not options.fault:
        crowds = {users: _crowd(users, jobs) for users, jobs in CROWDS.items()}
        wrong = {users: run.output for users, run in crowds.items() if run.code or run.broken}
        problems += [f"{users} users of the server without a fault:\n{output}" for users, output in wrong.items()]
        text = PAGE.read_text("utf-8").partition(MARK)[0]
        PAGE.write_text(text + MARK + "\n".join(_figures(crowds, tries)) + "\n", "utf-8")
        print(f"{PAGE.relative_to(ROOT)} is written")
    for problem in problems:
        print(f"not good enough: {problem}")
    return 1 if problems else 0


def _tries(name: str) -> int:
    """Count the runs until a fault is found by its own requirement; 0 where it is not."""
    for count in range(1, TRIES + 1):
        run = _load(["--fault", name, "--job-seconds=0.6"], FAULT_USERS, FAULT_JOBS, f"--run-time={FAULT_TIME}")
        found = overlapping()[name].breaks in run.broken
        print(f"{name}: {', '.join(sorted(run.broken)) or 'nothing'}", flush=True)
        if found:
            return count
    return 0


def _crowd(users: int, jobs: int) -> Run:
    run = _load(["--job-seconds=2"], users, jobs, "--run-time=120s")
    print(
        f"{users} users: {run.jobs} jobs, {run.requests} requests, {', '.join(run.broken) or 'nothing broken'}",
        flush=True,
    )
    return run


def _load(server: Sequence[str], users: int, jobs: int, *options: str) -> Run:
    with _mock(server) as url, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        command = [sys.executable, "-m", "openai_videos_conformance", "load", url, *SMALL, "--csv=locust", *options]
        command += [f"--users={users}", f"--max-jobs={jobs}", "--save-evidence=run"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        verdict = json.loads((folder / "run" / "verdict.json").read_text("utf-8"))
        with (folder / "locust_stats.csv").open(encoding="utf-8") as file:
            total = next(row for row in csv.DictReader(file) if row["Name"] == "Aggregated")
    results = verdict["results"]
    return Run(
        code=done.returncode,
        output=done.stdout,
        broken=frozenset(each["id"] for each in results if each["broken"]),
        verdicts={each["id"]: each["verdict"] for each in results},
        requests=verdict["requests"],
        jobs=verdict["jobs"],
        rate=float(total["Requests/s"]),
        median=float(total["50%"]),
        high=float(total["95%"]),
    )


@contextmanager
def _mock(options: Sequence[str]) -> Iterator[str]:
    command = [sys.executable, "-m", "openai_videos_mock", "--port=0", "--max-connections=4000", *SMALL, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield (server.stdout.readline() if server.stdout else "").rpartition(" ")[2].strip()
        finally:
            server.terminate()


def _figures(crowds: dict[int, Run], tries: dict[str, int]) -> Iterator[str]:
    one = crowds[min(crowds)]
    yield ""
    yield (
        "| Users | Jobs | Requests | Requests a second, to those of one user | Median, to that of one user | "
        "95 of 100 within, to one user | Verdicts |"
    )
    yield "|---|---|---|---|---|---|---|"
    for users, run in crowds.items():
        ratios = (run.rate / one.rate, run.median / one.median, run.high / one.high)
        verdicts = [*run.verdicts.values()]
        counts = ", ".join(f"{verdicts.count(each)} {each}" for each in dict.fromkeys(verdicts))
        cells = [f"{users}", f"{run.jobs:,}", f"{run.requests:,}", *(f"{each:.1f}" for each in ratios), counts]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield (
        "Each fault below was switched on alone; the requirement that it breaks found it in the run that is told, "
        f"of {TRIES} at most, by {FAULT_USERS} users in {FAULT_TIME.removesuffix('s')} seconds."
    )
    yield ""
    yield "| Fault | What the server does | Found by | In run |"
    yield "|---|---|---|---|"
    for name, count in tries.items():
        fault = overlapping()[name]
        yield f"| `{name}` | {fault.behaviour} | {fault.breaks} | {count or 'none'} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
