"""Let the judge meet servers that mean harm, and answers changed at random; no harm may come of it.

attack.py [--trials N] [--seed S] [--only WORDS]

Each hostile server is judged by the command in a process of its own. It has to end by itself with exit code 0 or 1
(or 4, where nothing answers), without a traceback, in bounded memory and time, and nothing that it prints or writes
may hold the key or a character that moves the cursor.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from hostile.catalogue import HOSTILE
from hostile.fuzz import Trial, problem_of
from hostile.outcome import MEMORY_MOST, SECONDS_MOST, judged


def main() -> int:
    """Run everything, and say what was harmed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=300, help="answers changed at random (300)")
    parser.add_argument("--seed", type=int, default=1, help="where their numbers begin (1)")
    parser.add_argument("--only", default="", help="only the hostile servers whose name has these words")
    options = parser.parse_args()
    chosen = {name: bend for name, bend in HOSTILE.items() if options.only in name}
    harmed, memory, seconds, codes = 0, 0.0, 0.0, set[int]()
    for name, bend in chosen.items():
        outcome = judged(bend)
        memory, seconds = max(memory, outcome.memory), max(seconds, outcome.seconds)
        codes.add(outcome.code)
        harmed += bool(outcome.problems)
        told = "; ".join(outcome.problems) or "no harm"
        print(f"{name:36} exit {outcome.code}, {outcome.memory:4.0f} MiB, {outcome.seconds:5.1f} s: {told}", flush=True)
    began = time.monotonic()
    trials = [Trial(options.seed + number) for number in range(0 if options.only else options.trials)]
    with ThreadPoolExecutor(2) as pool:
        for trial, problem in zip(trials, pool.map(problem_of, trials), strict=True):
            if problem:
                harmed += 1
                print(f"answers changed by seed {trial.seed}: {problem}", flush=True)
    print(
        f"{len(chosen)} hostile servers: exit codes {sorted(codes)}, at most {memory:.0f} MiB of {MEMORY_MOST} "
        f"and {seconds:.0f} s of {SECONDS_MOST}; {len(trials)} changed answers in {time.monotonic() - began:.0f} s; "
        f"{harmed} did harm"
    )
    return int(harmed > 0)


if __name__ == "__main__":
    sys.exit(main())
