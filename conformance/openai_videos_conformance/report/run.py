"""A run and all its results: what every report is made of."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

from ..catalogue.verdicts import Verdict
from ..exchange.exchange import Exchange
from ..exchange.replay import curl
from ..judging import Result
from ..run.plan import Spend

SCHEMA_VERSION = 1


@attrs.frozen(kw_only=True)
class Run:
    """A run and all its results. `seconds` is wall time."""

    base_url: str
    model: str | None
    strict: bool
    results: tuple[Result, ...]
    requests: int
    jobs: int
    seconds_of_video: float
    """What the jobs were asked to generate."""
    polls: int
    seconds: float
    planned: Spend | None
    """The most that the run was allowed to cost, unless it judges what was saved."""
    rerun: str
    """A command that, followed by the id of a requirement, judges it alone."""
    folder: Path | None = None
    """Where the run was written to."""
    has_gathered: bool = False
    """Whether anything was asked, so that there is something to keep."""
    kept: bool = False
    """Whether the jobs that were made are still on the server."""
    left_out: tuple[str, ...] = ()
    """What the evidence could be judged by, and was not: it was not chosen, or the run was interrupted."""
    left: tuple[Exchange, ...] = ()
    """What the run made, or may have made, and could not remove: deletions that failed, and creates that told no id."""

    def as_json(self) -> dict[str, Any]:
        """Give the report as data, which every other form is made of."""
        return {
            "schema_version": SCHEMA_VERSION,
            "suite": {"name": "openai-videos-conformance", "version": version("openai-videos"), "strict": self.strict},
            "target": {"base_url": self.base_url, "model": self.model},
            "summary": self.summary,
            "requests": self.requests,
            "jobs": self.jobs,
            "seconds_of_video": self.seconds_of_video,
            "polls": self.polls,
            "seconds": round(self.seconds, 3),
            "planned": attrs.asdict(self.planned) if self.planned is not None else None,
            "left": [curl(exchange) for exchange in self.left],
            "left_out": list(self.left_out),
            "results": [_as_json(result, self.rerun) for result in self.results],
        }

    @property
    def summary(self) -> dict[str, int]:
        """How many requirements got each verdict."""
        counts = Counter(result.verdict for result in self.results)
        return {verdict.value: counts[verdict] for verdict in Verdict}


def _as_json(result: Result, rerun: str) -> dict[str, Any]:
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
        "blocked_by": result.blocked_by,
        "known": result.known,
        "rerun": f"{rerun} {row.id}",
        "evidence": [
            {"step": e.step, "method": e.method, "url": e.url, "status": e.status, "error": e.error, "curl": curl(e)}
            for e in result.exchanges
        ],
    }
