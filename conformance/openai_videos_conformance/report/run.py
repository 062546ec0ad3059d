"""A run and all its results: what every report is made of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

from ..catalogue.scope import Scope
from ..catalogue.verdicts import Verdict
from ..evidence.har import BODIES
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.text import cut, sentence
from ..result import Result
from ..run.plan import Spend
from ..target.paths import from_here
from ..target.rerun import REQUIREMENT
from .replay import Replays

SCHEMA_VERSION = 1

HALF = 60
"""The most characters of one of two values that differ."""


@attrs.frozen(kw_only=True, slots=False)
class Run:
    """A run and all its results. `seconds` is wall time."""

    base_url: str
    model: str | None
    made_of: Mapping[str, Any] = attrs.field(factory=dict)
    """What of a target decides what jobs are made of, besides the first model."""
    strict: bool
    results: tuple[Result, ...]
    evidence: Evidence
    jobs: int
    seconds_of_video: float
    """What the jobs were asked to generate."""
    seconds: float
    planned: Spend | None
    """The most that the run was allowed to cost, unless it judges what was saved."""
    rerun: str
    """The command that judges one requirement alone, which it names by a mark."""
    scope: Scope
    folder: Path | None = None
    """Where the run is kept."""
    has_gathered: bool = False
    """Whether anything was asked, so that there is something to keep."""
    kept: bool = False
    """Whether the jobs that were made are still on the server."""
    left_out: tuple[str, ...] = ()
    """What the evidence could be judged by, and was not: it was not chosen, or the run was interrupted."""
    judged: tuple[Result, ...] = ()
    """Every verdict of the run, those that are not reported yet as well."""
    notes: tuple[str, ...] = ()
    """What is to be known of the server before any verdict is read."""
    options: tuple[str, ...] = ()
    """What curl needs to reach the server."""
    left: tuple[Exchange, ...] = ()
    """What the run made, or may have made, and could not remove: deletions that failed, and creates that told no id."""

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return len(self.evidence.exchanges)

    @property
    def polls(self) -> int:
        """How many of them looked whether a job was finished."""
        return self.evidence.polls

    @property
    def date(self) -> str | None:
        """When the first request was sent, in UTC; None where none was."""
        first = min((exchange.started for exchange in self.evidence.exchanges), default=None)
        return None if first is None else datetime.fromtimestamp(first, UTC).isoformat(timespec="seconds")

    def rerun_of(self, result: Result) -> str:
        """Write the command that judges the requirement of a result again."""
        return self.rerun.replace(REQUIREMENT, result.requirement.id)

    @cached_property
    def replays(self) -> Replays:
        """What shows a finding again, with the files of the run where it is kept."""
        return Replays(
            self.evidence, from_here(self.folder) / BODIES if self.folder is not None else None, self.options
        )

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return {id(exchange): number for number, exchange in enumerate(self.evidence.exchanges)}

    def number_of(self, exchange: Exchange) -> int | None:
        """Give the place of an exchange among all; None where it is none of them."""
        return self._numbers.get(id(exchange))

    def as_json(self) -> dict[str, Any]:
        """Give the report as data, which every other form is made of."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite": {"name": "openai-videos-conformance", "version": version("openai-videos"), "strict": self.strict},
            "target": {"base_url": self.base_url, "model": self.model, **self.made_of},
            "date": self.date,
            "scope": self.scope.as_json(),
            "notes": list(self.notes),
            "summary": self.summary,
            "requests": self.requests,
            "jobs": self.jobs,
            "seconds_of_video": self.seconds_of_video,
            "polls": self.polls,
            "seconds": round(self.seconds, 3),
            "planned": attrs.asdict(self.planned) if self.planned is not None else None,
            "left": [self.replays.command(exchange) for exchange in self.left],
            "left_out": list(self.left_out),
            "results": [self.result(result) for result in self.results],
        }

    @property
    def summary(self) -> dict[str, int]:
        """How many requirements got each verdict."""
        counts = Counter(result.verdict for result in self.results)
        return {verdict.value: counts[verdict] for verdict in Verdict}

    def result(self, result: Result) -> dict[str, Any]:
        """Give one result as data."""
        row = result.requirement
        return {
            "id": row.id,
            "case": result.case,
            "level": row.level.value,
            "basis": row.basis.value,
            "feature": row.feature,
            "statement": row.statement,
            "impact": row.impact,
            "verdict": result.verdict.value,
            "message": result.message,
            "expected": result.expected,
            "observed": result.observed,
            "changes": list(changes(result.exchanges)),
            "blocked_by": result.blocked_by,
            "follows_from": result.follows_from,
            "known": result.known,
            "rerun": self.rerun_of(result),
            "replay": self.replays.of(result.exchanges),
            "evidence": [self._shown(exchange) for exchange in result.exchanges],
            "also": [self._shown(exchange) for exchange in result.also],
        }

    def _shown(self, exchange: Exchange) -> dict[str, Any]:
        return {
            "entry": self.number_of(exchange),
            "step": exchange.step,
            "method": exchange.method,
            "url": exchange.url,
            "status": exchange.status,
            "error": exchange.error,
            "outcome": exchange.outcome,
            "curl": self.replays.command(exchange),
        }


def changes(looks: Sequence[Exchange]) -> Iterator[str]:
    """Name what differs between the first look at a thing and the last one, where both show the same thing."""
    if len(looks) < 2 or not looks[0].object or job_id(looks[0].object) != job_id(looks[-1].object):
        return
    first, last = looks[0], looks[-1]
    for key in dict.fromkeys([*first.object, *last.object]):
        before, after = (json.dumps(e.object[key]) if key in e.object else "absent" for e in (first, last))
        if before != after:
            yield sentence(f"{key} {cut(before, HALF)} in {first.step}, {cut(after, HALF)} in {last.step}")
