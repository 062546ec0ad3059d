"""Write the figures of the documents, each taken from what it is a figure of.

`--check` writes nothing and fails where a document says another figure than was measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

from house.measures import MeasureError, measure
from house.passages import Passage, PassageError

ROOT = Path(__file__).resolve().parents[1]
README, SUITE, CLIENT = "README.md", "docs/conformance.md", "docs/client.md"
PASSAGES = (
    Passage(README, "On this machine a run starts at most {full} generation jobs, elsewhere {core};"),
    Passage(README, "/v1: {passed} pass, {unclaimed} not-claimed"),
    Passage(README, "spent: {requests} requests, {jobs} jobs, {video} s of video, {polls} polls, {seconds} s"),
    Passage(README, "planned: at most {planned_jobs} jobs, {planned_video} s of video, {planned_polls} polls"),
    Passage(
        README,
        "of {scored}, {own} are found by the id of the requirement that they break, {other} not, "
        "and {equivalent} cannot",
    ),
    Passage(README, "in {mutants} ways: the checks find all but the {lawful} that a lawful server may give."),
    Passage(
        README,
        "On {drawn} faults drawn by chance, plain schemathesis finds {theirs}, and this suite all, with a {part}",
    ),
    Passage(README, "All {operations} operations, requests validated"),
    Passage(README, "`--fault NAME` breaks the contract in one of {faults} named ways"),
    Passage(README, "keeps it in another lawful way, of {variants} (`--list-variants`)"),
    Passage(SUITE, "`free` starts no job, `smoke` {smoke}, `core` {core}, `full` {full}."),
    Passage(SUITE, "Seconds that one job may take; {job_timeout} if not given."),
    Passage(SUITE, "unless its bytes keep flowing; {request_timeout} if not given."),
    Passage(SUITE, "It sends about {refusals} requests that a server has to refuse;"),
    Passage(SUITE, "`--deep` adds about {deep} requests:"),
    Passage(SUITE, '"summary": {"pass": {passed}, "fail": 0, "warn": 0, "consequence": 0, "not-claimed": {unclaimed},'),
    Passage(
        SUITE,
        '"requests": {requests}, "jobs": {jobs}, "seconds_of_video": {video}, "polls": {polls}, "seconds": {seconds},',
    ),
    Passage(
        SUITE,
        '"planned": {"jobs": {planned_jobs}, "seconds_of_video": {planned_video}, "polls": {planned_polls}, '
        '"unasked_jobs": {unasked}, "unasked_seconds": {unasked_video}}',
    ),
    Passage(
        CLIENT,
        "Up to `max_retries` times ({retries}), and no attempt begins later than `retry_seconds` ({retry_seconds})",
    ),
)


def main() -> int:
    """Write the figures, or check them."""
    documents = {name: (ROOT / name).read_text("utf-8") for name in dict.fromkeys(each.document for each in PASSAGES)}
    try:
        figures = measure()
        wrong = [line for passage in PASSAGES for line in passage.differences(documents[passage.document], figures)]
        for passage in PASSAGES:
            documents[passage.document] = passage.rewritten(documents[passage.document], figures)
    except (MeasureError, PassageError) as error:
        sys.stderr.write(f"figures: {error}\n")
        return 1
    if "--check" not in sys.argv[1:]:
        for name, text in documents.items():
            (ROOT / name).write_text(text, "utf-8")
    elif wrong:
        sys.stderr.write("\n".join([*wrong, "figures: run `make figures` and commit what it writes\n"]))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
