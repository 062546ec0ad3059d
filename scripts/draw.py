"""Make clients of contracts drawn at random, and call each of their operations: it works, or was refused.

draw.py [--trials N] [--edits N] [--seed S] [--keep FOLDER]

The server that is called is made of the contract too, and independent of what generates the client: it takes each
request apart as the contract says, and answers with a value that fits; both are compared with what the client was
given and what it gave.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drawn.trial import Outcome, drawn, edited, tried


def main() -> int:
    """Run the trials, and say what is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=20, help="contracts to draw (20)")
    parser.add_argument("--edits", type=int, default=0, help="single edits of openapi.yaml, besides (0)")
    parser.add_argument("--seed", type=int, default=1, help="where the drawing begins (1)")
    parser.add_argument("--keep", type=Path, help="a folder for the contracts with which something is wrong")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    specs = [*drawn(options.trials, options.seed), *edited(options.edits, options.seed)]
    for number, spec in enumerate(specs, 1):
        outcome = tried(spec, number)
        outcomes.append(outcome)
        print(f"{number:4}: {outcome}", flush=True)
        if outcome.wrong and options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number}.json").write_text(outcome.contract, encoding="utf-8")
    refused = sum(bool(outcome.refused) for outcome in outcomes)
    wrong = sum(bool(outcome.wrong) for outcome in outcomes)
    print(
        f"{len(outcomes)} contracts: {len(outcomes) - refused - wrong} work, {refused} were refused, {wrong} are wrong"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
