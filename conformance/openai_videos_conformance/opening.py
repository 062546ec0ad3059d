"""The opening of a run: its options read, what is saved or left behind loaded, and all of it checked."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from .catalogue.known_failures import KnownFailuresError, load_known
from .catalogue.registry import RegistryError, requirements
from .catalogue.scope import Scope
from .evidence.archive import ArchiveError, load
from .evidence.reader import Evidence
from .exchange.redaction import Redaction
from .judging import has_deep, load_checks
from .run.wire.journal import Journal
from .scenario.parts import job_limit
from .session import Session
from .target.address import TargetError
from .target.environment import check_way
from .target.options import settings_of, strict, target_of
from .target.paths import WORK, check_paths, option_of, work_folder
from .target.rerun import rerun_command
from .target.settings import places
from .target.target import Target

ONCE = "the evidence is gathered once, so that a check says the same again and is counted once more"

ELSEWHERE = {
    "numprocesses": ("-n", "every worker would start the jobs anew; the suite runs them side by side itself"),
    "reruns": ("--reruns", ONCE),
    "count": ("--count", ONCE),
    "flake_finder_enable": ("--flake-finder", ONCE),
}
"""Options of other plugins that a run cannot keep, and why."""


def open_session(config: pytest.Config) -> Session:
    """Read the options.

    Raises:
        pytest.UsageError: One is missing or wrong.
    """
    for option, (flag, reason) in ELSEWHERE.items():
        value = config.getoption(option, default=None)
        # A plugin that is only installed counts to one.
        if value and not (option == "count" and value == 1):
            raise pytest.UsageError(f"{flag}: {reason}; leave it out")
    folder: Path | None = config.getoption("evidence")
    try:
        load_checks()  # Read once, so that a wrong name in them, or in the registry, is told as what it is.
        check_paths(config)
        saved = _load(folder) if folder is not None else None
        if saved is not None:
            _check_together(config, has_deep=has_deep(saved[0]))
        settings = settings_of(config.getoption, config.invocation_params.dir)
        target = target_of(config, settings, saved[1]["target"] if saved else None)
        with places(settings):
            if saved is None:
                check_way(target)
            if Redaction(target.api_key, target.secrets).text(target.base_url) != target.base_url:
                raise TargetError(
                    "it holds the key, which would stand in every report; take it out", setting="base-url"
                )
        known = settings.get("known-failures")
        listed = load_known(Path(known.value)) if known is not None else {}
        only_these = _only(config)
    except ArchiveError as problem:
        raise pytest.UsageError(f"--evidence: {problem}") from None
    except (TargetError, RegistryError, KnownFailuresError) as problem:
        raise pytest.UsageError(str(problem)) from None
    session = Session(
        target=target,
        strict=strict(config),
        rerun=rerun_command(config),
        only=only_these,
        saved=saved,
        known=listed,
        scope=Scope.of(target) if saved is None else Scope.from_json(saved[1]["scope"]),
        kept_in=folder or config.getoption("save_evidence"),
    )
    if saved is None and not config.getoption("plan"):
        session.work = work_folder(config)
        # Nothing is started, and nothing deleted, where a video is judged that exists already.
        if target.video_id is None:
            session.journal = _journal(session.work, target)
    return session


def _journal(work: Path | None, target: Target) -> Journal:
    """Open the journal of this run, with what an earlier one left behind. What starts no job needs none."""
    if work is None:
        if job_limit(target) == 0:
            return Journal()
        raise pytest.UsageError(
            f"this folder cannot be written to, and each run that starts jobs keeps a journal of them in {WORK}; "
            "run it in a folder that can be written to, name one with --save-evidence, or choose --tier=free"
        )
    try:
        return Journal(work / "journal", target.base_url)
    except OSError as problem:
        raise pytest.UsageError(f"{work} cannot be written to: {problem.strerror}; run it in another folder") from None
    except ArchiveError as problem:
        raise pytest.UsageError(str(problem)) from None


def _load(folder: Path) -> tuple[Evidence, dict[str, Any]]:
    record, report = load(folder)
    return Evidence(record), report


def _only(config: pytest.Config) -> frozenset[str]:
    """Give the ids that `--only` names, none without it.

    Raises:
        TargetError: There is no id, or one is of no requirement.
    """
    chosen: str | None = config.getoption("only")
    if chosen is None:
        return frozenset()
    ids = frozenset(name.strip() for name in chosen.split(",") if name.strip())
    if not ids:
        raise TargetError("no requirement is named; give ids with commas between them, or leave it out", setting="only")
    for name in sorted(ids - requirements().keys()):
        close = difflib.get_close_matches(name, requirements(), 3)
        hint = f"did you mean {' or '.join(close)}?" if close else "docs/requirements.md lists them"
        raise TargetError(f"there is no requirement {name!r}; {hint}", setting="only")
    return ids


def _check_together(config: pytest.Config, *, has_deep: bool) -> None:
    """Raise `TargetError` for options that have no meaning where a saved run is judged again."""
    for option in ("resume", "keep", "video_id"):
        if config.getoption(option):
            raise TargetError(
                f"{option_of(option)} and --evidence do not go together: a saved run asks for nothing; leave one out"
            )
    if config.getoption("deep") and not has_deep:
        raise TargetError(
            "--deep: the run of --evidence was gathered without it, so there is nothing to judge; leave it out"
        )
