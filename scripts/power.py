"""Measure what the suite finds: faults of the mock server, and recorded answers with one line of the contract broken.

    python scripts/power.py                   measure everything, write docs/power.md
    python scripts/power.py --gate            the same question asked with fewer requests, write nothing
    python scripts/power.py --mutants         measure by the recorded run only, write nothing
    python scripts/power.py --fault NAME ...  show what the suite says of some faults

Exits with 1 if a fault of a MUST is not found by its id, if a MUST or SHOULD finds no fault, or if a mutant survives.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from os import cpu_count
from pathlib import Path

from openai_videos_mock import variants
from openai_videos_mock.faults import FaultError, Layer, catalogue, sequential, switch
from power_score.faults import FaultScore, unknown_requirements
from power_score.mutant_score import MutantScore, measure, record
from power_score.page import headline, page
from power_score.runs import JOB_SECONDS, Outcome, run_clean, run_fault

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 16
"""Most of a run is waiting for jobs, so two processors carry many runs at once."""


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--fault", metavar="NAME", nargs="+", help="these only, with what the suite says of them")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help="runs at once (default: %(default)s)")
    parser.add_argument("--mutants", action="store_true", help="altered answers of one recorded run only")
    parser.add_argument("--gate", action="store_true", help="ask of each server only what its fault is about, at first")
    options = parser.parse_args(arguments)
    if options.mutants:
        return _blame(_mutants().problems)
    if unknown := list(unknown_requirements([*catalogue().values(), *variants.catalogue().values()])):
        parser.error("\n".join(unknown))
    try:
        names = [switch(name).fault.name for name in options.fault or sequential()]
    except FaultError as problem:
        parser.error(str(problem))
    started = time.monotonic()
    # In this process, so that the others begin with all that is made only once.
    if clean := run_clean().found:
        print(f"nothing was measured: the server without a fault is told off for {', '.join(sorted(clean))}")
        return 1
    outcomes = {each.name: each for each in _measure(names, options.workers, narrow=options.gate)}
    score = FaultScore({name: outcomes[name] for name in names})
    if options.fault:
        for name in names:
            _show(outcomes[name])
        return 0
    print(f"{headline(score)}; {time.monotonic() - started:.0f} s")
    altered = _mutants()
    if options.gate:
        return _blame(score.problems + altered.problems)
    (ROOT / "docs" / "power.md").write_text(page(score, altered), "utf-8")
    print("docs/power.md is written")
    return _blame(score.problems + altered.problems)


def _mutants() -> MutantScore:
    started = time.monotonic()
    score = measure(record(), cpu_count() or 1)
    print(
        f"{len(score.fates)} mutants: {len(score.survivors)} survived; {time.monotonic() - started:.0f} s", flush=True
    )
    return score


def _blame(problems: list[str]) -> int:
    for problem in problems:
        print(f"not good enough: {problem}")
    return 1 if problems else 0


def _measure(names: list[str], workers: int, *, narrow: bool) -> Iterator[Outcome]:
    """Run every fault; ask again, with slower jobs and for everything, where a run did not see it."""
    # Those that keep the suite waiting come first, so that nothing is left to wait for at the end.
    order = sorted(names, key=lambda name: catalogue()[name].layer is not Layer.WIRE)
    with ProcessPoolExecutor(min(workers, len(order))) as pool:
        pending = {pool.submit(run_fault, name, narrow=narrow): 0 for name in order}
        number = 0
        while pending:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                attempt, outcome = pending.pop(future) + 1, future.result()
                seen = catalogue()[outcome.name].breaks in outcome.found or outcome.stopped
                if not seen and attempt < len(JOB_SECONDS):
                    pending[pool.submit(run_fault, outcome.name, attempt)] = attempt
                    continue
                number += 1
                _progress(number, len(order), outcome)
                yield outcome


def _progress(number: int, total: int, outcome: Outcome) -> None:
    own = catalogue()[outcome.name].breaks
    if own not in outcome.found:
        said = ", ".join(sorted(outcome.found)) or outcome.stopped or "nothing"
        verdict = outcome.verdicts.get(own, "pass")
        print(f"{number}/{total} {outcome.name}: {own} {verdict}; found {said}", flush=True)


def _show(outcome: Outcome) -> None:
    fault = catalogue()[outcome.name]
    print(f"{fault.name} ({fault.layer}): {fault.behaviour} Breaks {fault.breaks}. {outcome.stopped}")
    for name, verdict in outcome.verdicts.items():
        print(f"  {verdict:12} {name}: {outcome.messages[name]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
