"""What the plugin knows of one run, made from the options."""

from __future__ import annotations

import difflib
import json
import time
from pathlib import Path
from typing import Any

import attrs
import pytest

from .catalogue.check import Check
from .catalogue.known_failures import KnownFailure, KnownFailuresError, load_known
from .catalogue.registry import RegistryError, Requirement, requirements
from .catalogue.scope import Scope
from .evidence.archive import ArchiveError, load
from .evidence.reader import Evidence
from .exchange.exchange import Exchange
from .exchange.redaction import Redaction
from .exchange.text import sentence
from .judging import has_deep, load_checks
from .report.notes import notes
from .report.run import Run
from .result import Result
from .run.cleanup import left_over
from .run.plan import spend
from .run.wire.budget import Budget
from .run.wire.driver import Driver
from .run.wire.journal import Journal
from .scenario.part import Part
from .scenario.parts import job_limit
from .scenario.upkeep import REACHABLE, REACHABLE_LIST
from .target.address import TargetError
from .target.environment import check_way
from .target.options import settings_of, strict, target_of
from .target.paths import CHOSEN, LAST, WORK, check_paths, option_of, work_folder
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


@attrs.define
class Session:
    """What the plugin knows of one run."""

    target: Target
    strict: bool
    rerun: str
    only: frozenset[str] = frozenset()
    work: Path | None = None
    """Where the run and its journal are kept, None where nothing can be written."""
    kept_in: Path | None = None
    """The folder that was chosen to keep the run in, or that a saved one is read from."""
    journal: Journal = attrs.field(factory=Journal)
    rows: list[Requirement] = attrs.field(factory=list)
    """The requirements that are judged."""
    saved: tuple[Evidence, dict[str, Any]] | None = None
    known: dict[tuple[str, str], KnownFailure] = attrs.field(factory=dict)
    scope: Scope = attrs.field(factory=Scope)
    left_out: int = 0
    """How many checks the tier has no jobs for."""
    driver: Driver | None = None
    judged: tuple[Result, ...] = ()
    """Every verdict, known before the first is reported: one may be told under another."""
    results: list[Result] = attrs.field(factory=list)
    unwritten: list[str] = attrs.field(factory=list)
    """What could not be written at the end, as sentences."""
    started: float = attrs.field(factory=time.monotonic)

    @property
    def evidence(self) -> Evidence:
        """What there is to judge: saved, gathered, or nothing yet."""
        if self.saved is not None:
            return self.saved[0]
        return self.driver.evidence if self.driver is not None else Evidence()

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the requirements that are judged."""
        return frozenset(row.id for row in self.rows)

    @property
    def wanted(self) -> set[Part]:
        """The parts of a run that these need."""
        return {part for row in self.rows for part in row.needs}

    def includes(self, check: Check) -> bool:
        """Tell whether a check is within the scope of a saved run."""
        return self.scope.includes(check.requirement)

    def choose(self, rows: list[Requirement]) -> None:
        """Note what is judged: the scope is narrower where that is not all there is."""
        self.rows = rows
        everything = {check.requirement.id for check in load_checks(deep=self._is_deep) if self.includes(check)}
        if not self.chosen >= everything:
            self.scope = attrs.evolve(self.scope, requirements=self.chosen)

    @property
    def _is_deep(self) -> bool:
        return self.target.deep or has_deep(self.evidence)

    @property
    def folder(self) -> Path | None:
        """Where the run is kept: the folder that was chosen, else that of the last run of its kind."""
        if self.saved is not None or self.kept_in is not None:
            return self.kept_in
        name = LAST if self.scope.requirements is None else CHOSEN
        return self.work / name if self.work is not None and self.has_gathered else None

    @property
    def has_gathered(self) -> bool:
        """Whether more was asked than if there is a server at all."""
        return self.driver is not None and any(not _is_reachability(e) for e in self.driver.evidence.exchanges)

    def as_run(self) -> Run:
        """Give the run, to be reported."""
        evidence, planned = self.evidence, None
        if self.saved is not None:
            report = self.saved[1]
            jobs, seconds_of_video = report["jobs"], report["seconds_of_video"]
        else:
            budget = self.driver.budget if self.driver is not None else Budget(0)
            jobs, seconds_of_video = budget.spent, budget.spent_seconds
            planned = spend(self.target, self.wanted)
        return Run(
            base_url=self.target.base_url,
            model=self.target.model,
            made_of=self._made_of(),
            strict=self.strict,
            results=tuple(self.results),
            judged=self.judged,
            evidence=evidence,
            jobs=jobs,
            seconds_of_video=seconds_of_video,
            seconds=time.monotonic() - self.started,
            planned=planned,
            rerun=self.rerun,
            scope=self.scope,
            folder=self.folder,
            options=_options(self.target),
            has_gathered=self.has_gathered,
            kept=self.target.keep,
            left=left_over(self.driver) if self.driver is not None else (),
            left_out=self._not_judged(),
            notes=tuple(sentence(note) for note in notes(evidence)),
        )

    def _made_of(self) -> dict[str, Any]:
        redaction = Redaction(self.target.api_key, self.target.secrets)
        made_of: dict[str, Any] = json.loads(redaction.text(json.dumps(self.target.made_of)))
        return made_of

    def _not_judged(self) -> tuple[str, ...]:
        """Name what judging all of the evidence would say more."""
        judged = {result.name for result in self.results}
        return tuple(check.name for check in load_checks(deep=has_deep(self.evidence)) if check.name not in judged)


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
        settings = settings_of(config)
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


def _options(target: Target) -> tuple[str, ...]:
    """Give what curl needs to reach a server."""
    files = (("--cacert", target.ca_file), ("--cert", target.client_cert), ("--key", target.client_key))
    return tuple(word for option, file in files if file for word in (option, file))


def _load(folder: Path) -> tuple[Evidence, dict[str, Any]]:
    record, report = load(folder)
    return Evidence(record), report


def _is_reachability(exchange: Exchange) -> bool:
    return exchange.step == REACHABLE_LIST.name or REACHABLE.has(exchange.step)


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
