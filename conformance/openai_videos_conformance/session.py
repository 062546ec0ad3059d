"""What the plugin knows of one run, made from the options."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import attrs
import pytest

from .catalogue.known import KnownFailure, KnownFailuresError, load_known
from .catalogue.registry import Level, RegistryError, requirements
from .checks.judging import Check, Result, checks, deep_checks, has_deep
from .evidence.archive import ArchiveError, load
from .evidence.evidence import Evidence
from .report.terminal import Run
from .run.cleanup import left_over
from .run.driver import Driver
from .run.journal import Journal
from .run.plan import spend
from .run.transport import Budget
from .target.options import WORK, check_certificates, check_paths, check_together, command, only, settings_of, strict
from .target.settings import Settings, SettingsError


@attrs.define
class Session:
    """What the plugin knows of one run."""

    settings: Settings
    strict: bool
    rerun: str
    only: frozenset[str] = frozenset()
    journal: Journal = attrs.field(factory=Journal)
    chosen: set[str] = attrs.field(factory=set)
    """The requirements that are judged."""
    wanted: set[str] = attrs.field(factory=set)
    """The parts of a run that these need."""
    saved: tuple[Evidence, dict[str, Any]] | None = None
    known: dict[tuple[str, str], KnownFailure] = attrs.field(factory=dict)
    left_out: int = 0
    """How many checks the tier has no jobs for."""
    driver: Driver | None = None
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
    def has_gathered(self) -> bool:
        """Whether more was asked than if there is a server at all."""
        return self.driver is not None and any(
            not e.step.startswith("reachable") for e in self.driver.evidence.exchanges
        )

    def is_told_by_another(self, result: Result) -> bool:
        """Whether a requirement is blocked by one that makes the run fail by itself."""
        by = requirements().get(result.blocked_by or "")
        if by is None or by.id not in self.chosen or (by.id, "") in self.known:
            return False
        return by.level is Level.MUST or (self.strict and by.level is Level.SHOULD)

    def as_run(self, folder: Path | None = None) -> Run:
        """The run, to be reported; `folder` is where it was written to."""
        evidence, planned = self.evidence, None
        if self.saved is not None:
            told = self.saved[1]
            jobs, seconds_of_video = told["jobs"], told["seconds_of_video"]
        else:
            budget = self.driver.budget if self.driver is not None else Budget(0)
            jobs, seconds_of_video = budget.spent, budget.spent_seconds
            planned = spend(self.settings, self.wanted)
        return Run(
            base_url=self.settings.base_url,
            model=self.settings.model,
            strict=self.strict,
            results=tuple(self.results),
            requests=len(evidence.exchanges),
            jobs=jobs,
            seconds_of_video=seconds_of_video,
            polls=sum(exchange.step.endswith(".poll") for exchange in evidence.exchanges),
            seconds=time.monotonic() - self.started,
            planned=planned,
            rerun=self.rerun,
            folder=folder,
            kept=self.settings.keep,
            left=left_over(self.driver) if self.driver is not None else (),
            left_out=self._not_judged(),
        )

    def _not_judged(self) -> tuple[str, ...]:
        """What judging all of the evidence would say more."""
        judged = {(result.requirement.id, result.case) for result in self.results}
        every = [Check(name, "", check) for name, check in checks().items()]
        every += deep_checks() if has_deep(self.evidence) else []
        return tuple(each.name for each in every if (each.requirement, each.case) not in judged)


def open_session(config: pytest.Config) -> Session:
    """Read the options.

    Raises:
        pytest.UsageError: One is missing or wrong.
    """
    if config.getoption("numprocesses", default=None):
        raise pytest.UsageError("-n: every worker would start the jobs anew; the suite runs them side by side itself")
    known: Path | None = config.getoption("known_failures")
    folder: Path | None = config.getoption("evidence")
    try:
        requirements()
        check_paths(config)
        saved = load(folder) if folder is not None else None
        if saved is not None:
            check_together(config, has_deep=has_deep(saved[0]))
        else:
            check_certificates()
        settings = settings_of(config, saved[1]["target"] if saved else None)
        listed = load_known(known) if known is not None else {}
        only_these = only(config)
    except ArchiveError as problem:
        raise pytest.UsageError(f"--evidence: {problem}") from None
    except (SettingsError, RegistryError, KnownFailuresError) as problem:
        raise pytest.UsageError(str(problem)) from None
    session = Session(
        settings=settings, strict=strict(config), rerun=command(config), only=only_these, saved=saved, known=listed
    )
    # Nothing is started, and nothing deleted, where a video is judged that exists already.
    if saved is None and settings.video_id is None and not config.getoption("plan"):
        session.journal = _journal(config, settings)
    return session


def _journal(config: pytest.Config, settings: Settings) -> Journal:
    """The journal of this run, with what an earlier one left behind."""
    folder = config.invocation_params.dir / WORK
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        return Journal(folder / "journal", settings.base_url)
    except OSError as problem:
        raise pytest.UsageError(
            f"{folder} cannot be written to: {problem.strerror}. Each run keeps a journal of the jobs that it starts; "
            "run it in a folder that can be written to"
        ) from None
    except ArchiveError as problem:
        raise pytest.UsageError(str(problem)) from None
