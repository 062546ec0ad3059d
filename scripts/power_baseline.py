"""Compare with plain schemathesis: both judge the same servers, each with one fault.

python scripts/power_baseline.py                    a sample of the faults, write docs/power-baseline.md
python scripts/power_baseline.py --sample 0         all of them; hours
python scripts/power_baseline.py --state FILE       keep what was measured there, and go on from it
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import attrs
from openai_videos_mock.faults import sequential
from power_score.baseline import Said, ask
from power_score.baseline_page import Pair, page
from power_score.runs import run_clean, run_fault

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = 60
CLEAN_SEEDS = (1, 2, 3)


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="faults to take (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the sample (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="runs at once (default: %(default)s)")
    parser.add_argument("--state", type=Path, metavar="FILE", help="where to keep what was measured")
    options = parser.parse_args(arguments)
    names = sorted(sequential())
    # Shuffled as a whole, so that a smaller sample is the beginning of a larger one.
    random.Random(options.seed).shuffle(names)  # noqa: S311 - no secret hangs on it
    names = names[: options.sample or None]
    known = _read(options.state)
    todo = [key for key in (*(f"clean-{seed}" for seed in CLEAN_SEEDS), *names) if key not in known]
    for number, (key, pair) in enumerate(_measure(todo, options.workers), 1):
        known[key] = pair
        print(f"{number}/{len(todo)} {key}: {pair.said.requests} requests, {pair.said.jobs} jobs", flush=True)
        if options.state:
            with options.state.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, **attrs.asdict(pair)}) + "\n")
    clean = [known[f"clean-{seed}"] for seed in CLEAN_SEEDS]
    text = page(clean, {name: known[name] for name in sorted(names)}, of=len(sequential()), seed=options.seed)
    (ROOT / "docs" / "power-baseline.md").write_text(text, "utf-8")
    print("docs/power-baseline.md is written")
    return 0


def _read(state: Path | None) -> dict[str, Pair]:
    if state is None or not state.exists():
        return {}
    found: dict[str, Pair] = {}
    for line in state.read_text("utf-8").splitlines():
        row = json.loads(line)
        key, said = row.pop("key"), row.pop("said")
        found[key] = Pair(Said(**{**said, "failures": tuple(said["failures"])}), **row)
    return found


def _measure(keys: list[str], workers: int) -> Iterator[tuple[str, Pair]]:
    with ProcessPoolExecutor(workers) as pool:
        futures = {pool.submit(_pair, key): key for key in keys}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _pair(key: str) -> Pair:
    """Let both judge one server."""
    seed = key.removeprefix("clean-")
    started = time.monotonic()
    said = ask(None, int(seed)) if seed != key else ask(key)
    seconds = time.monotonic() - started
    outcome = run_clean() if seed != key else run_fault(key)
    found = bool(outcome.found or outcome.stopped)
    return Pair(said, found, outcome.requests, outcome.jobs, seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
