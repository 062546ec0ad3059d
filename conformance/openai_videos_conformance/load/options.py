"""The options of a load run, beside those of Locust: the judge's own words for the server and for what may be spent."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from ..target.address import TargetError
from ..target.options import add_server_options, settings_of
from ..target.paths import WORK
from ..target.settings import make_target
from ..target.target import Target

FOLDER = "load"
"""Where a run is kept, below the folder of the judge, unless it is named."""


@attrs.frozen
class Options:
    """What a load run was asked for."""

    target: Target
    folder: Path
    """Where the evidence is written to."""
    strict: bool
    """Whether SHOULD requirements fail the run too."""


def add_options(add: Callable[..., object]) -> None:
    """Add the options: those that name the server, and the budget."""
    add("--base-url", metavar="URL", help="the server to judge, with its prefix: http://host:port/v1")
    add_server_options(add)
    add("--max-jobs", metavar="N", type=int, help="start no more jobs than these, all workers together")
    add("--max-seconds-of-video", metavar="S", type=float, help="ask for no more video than this")
    add("--keep", action="store_true", help="leave the jobs that were made where they are")
    add("--strict", action="store_true", help="let what SHOULD hold fail the run too")
    add("--save-evidence", metavar="RUN", type=Path, help=f"write the run to this folder, not to {WORK}/{FOLDER}")


def names() -> list[str]:
    """Give the names that the values of these options have."""
    return list(vars(_parser().parse_args([])))


def check(words: list[str]) -> None:
    """Raise `TargetError` where the server or the budget is missing or wrong, among words that may be Locust's."""
    known, others = _parser().parse_known_args(words)
    options_of(vars(known), is_worker="--worker" in others)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("openai-videos-conformance load", add_help=False, allow_abbrev=False)
    add_options(parser.add_argument)
    return parser


def options_of(values: Mapping[str, Any], *, is_worker: bool = False) -> Options:
    """Make the options of what was given for each; a worker is told by its master what it may spend.

    Raises:
        TargetError: The server, or the budget, is missing or wrong.
    """
    given = {name: values.get(name) for name in names()}
    target = make_target(
        settings_of(given.get, Path.cwd()),
        api_key=given["api_key"] or os.environ.get("OPENAI_API_KEY") or None,
        keep=bool(given["keep"]),
    )
    if target.max_jobs is None and not is_worker:
        raise TargetError(
            "the budget is missing: each job costs money on a real server. Say how many may be started at most, "
            "such as --max-jobs=200",
            place="--max-jobs",
        )
    return Options(target, given["save_evidence"] or Path.cwd() / WORK / FOLDER, bool(given["strict"]))
