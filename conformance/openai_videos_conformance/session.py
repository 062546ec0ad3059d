"""What the plugin knows of one run, made from the options."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import attrs

from .catalogue.check import Check
from .catalogue.known_failures import KnownFailure
from .catalogue.registry import Requirement
from .catalogue.scope import Scope
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
from .scenario.upkeep import REACHABLE, REACHABLE_LIST
from .target.paths import CHOSEN, LAST
from .target.target import Target


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


def _options(target: Target) -> tuple[str, ...]:
    """Give what curl needs to reach a server."""
    files = (("--cacert", target.ca_file), ("--cert", target.client_cert), ("--key", target.client_key))
    return tuple(word for option, file in files if file for word in (option, file))


def _is_reachability(exchange: Exchange) -> bool:
    return exchange.step == REACHABLE_LIST.name or REACHABLE.has(exchange.step)
