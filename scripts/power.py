"""Measure what the suite sees: every fault of the mock server alone.

    python scripts/power.py                measure everything, write docs/power.md
    python scripts/power.py --fault NAME   show what the suite says of one fault

Exits with 1 if a fault of a MUST survives, or if a MUST or SHOULD has no fault.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

from openai_videos_mock.faults import FaultError, catalogue, switch
from power_score.page import Score
from power_score.runs import Outcome, run_fault

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 12
"""Most of a run is waiting for jobs, so two processors carry many runs at once."""


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--fault", metavar="NAME", help="one fault only, with what the suite says of it")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help="runs at once (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.fault:
        try:
            switch(options.fault)
        except FaultError as problem:
            parser.error(str(problem))
        return _show(run_fault(options.fault, slow=True))
    started = time.monotonic()
    outcomes = {each.name: each for each in _measure(options.workers)}
    score = Score(outcomes)
    (ROOT / "docs" / "power.md").write_text(score.page(), "utf-8")
    print(f"{len(outcomes)} faults, {len(score.own)} found by their own id, {len(score.others)} only by another,")
    print(f"{len(score.survivors)} survived; {time.monotonic() - started:.0f} s; docs/power.md is written")
    for name in score.bare:
        print(f"no fault breaks {name}: add one to the catalogue")
    return 1 if score.missed or score.bare else 0


def _measure(workers: int) -> Iterator[Outcome]:
    """Run every fault; ask again, with slower jobs, where the first run did not see it."""
    with ProcessPoolExecutor(workers) as pool:
        pending = {pool.submit(run_fault, name): False for name in catalogue()}
        number = 0
        while pending:
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                slow, outcome = pending.pop(future), future.result()
                if not slow and catalogue()[outcome.name].breaks not in outcome.found:
                    pending[pool.submit(run_fault, outcome.name, slow=True)] = True
                    continue
                number += 1
                _progress(number, len(catalogue()), outcome)
                yield outcome


def _progress(number: int, total: int, outcome: Outcome) -> None:
    own = catalogue()[outcome.name].breaks
    if own not in outcome.found:
        said = ", ".join(sorted(outcome.found)) or outcome.stopped or "nothing"
        verdict = outcome.verdicts.get(own, "pass")
        print(f"{number}/{total} {outcome.name}: {own} {verdict}; found {said}", flush=True)


def _show(outcome: Outcome) -> int:
    fault = catalogue()[outcome.name]
    print(f"{fault.name} ({fault.layer}): {fault.behaviour} Breaks {fault.breaks}.")
    print(outcome.stopped)
    for name, verdict in outcome.verdicts.items():
        print(f"  {verdict:12} {name}: {outcome.messages[name]}")
    return 0 if fault.breaks in outcome.found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
