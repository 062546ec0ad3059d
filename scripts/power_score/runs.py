"""One run: a server with one fault or one variant, and what the suite says of it."""

from __future__ import annotations

import logging
import time

from attrs import frozen
from openai_videos_conformance import Level, Result, Settings, Unreachable, Verdict, judge, observe
from openai_videos_mock import Settings as MockSettings
from openai_videos_mock import serve
from openai_videos_mock.faults import catalogue

JOB_SECONDS = 0.25
SLOW_JOB_SECONDS = 1.0
"""For a fault that was not seen at first: a busy machine may have missed the life of a short job."""
FAILING = "A door that will not open [fail]"
KEY = "sk-power-0123456789abcdef"
MODEL = "sora-2-pro"
KEYED = {"auth.required", "auth.checked"}
"""The requirements that only a run with a key can judge."""
MODELLED = {"create.echo-model"}
"""The requirements that only a run with a model can judge."""


@frozen
class Outcome:
    """What the suite said, as far as it was not a pass."""

    name: str
    verdicts: dict[str, str]
    messages: dict[str, str]
    red: tuple[str, ...]
    seconds: float
    stopped: str = ""
    """Why nothing was judged, if nothing was."""

    @property
    def found(self) -> frozenset[str]:
        """The requirements that it was told off for."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict in (Verdict.FAIL, Verdict.WARN))


def run_fault(name: str, *, slow: bool = False) -> Outcome:
    """Judge a server with one fault."""
    breaks = catalogue()[name].breaks
    server = MockSettings(
        job_seconds=SLOW_JOB_SECONDS if slow else JOB_SECONDS,
        api_key=KEY if breaks in KEYED else None,
        faults=(name,),
    )
    return run(name, server, model=MODEL if breaks in MODELLED else None)


def run(name: str, server: MockSettings, *, model: str | None = None, failing: str | None = FAILING) -> Outcome:
    """Judge a server."""
    # What a fault makes the server log is no news here.
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    with serve(server) as base_url:
        options = Settings(
            base_url=base_url,
            api_key=server.api_key,
            model=model,
            failing_prompt=failing,
            job_timeout=3 + 4 * server.job_seconds,
            request_timeout=2,
        )
        try:
            evidence = observe(options)
        except Unreachable as problem:
            return Outcome(name, {}, {}, (), time.monotonic() - started, str(problem))
    results = judge(evidence)
    return Outcome(
        name,
        {result.requirement.id: result.verdict.value for result in results if result.verdict is not Verdict.PASS},
        {result.requirement.id: _words(result) for result in results if result.verdict is not Verdict.PASS},
        tuple(result.requirement.id for result in results if result.is_red()),
        time.monotonic() - started,
    )


def _words(result: Result) -> str:
    shown = "".join(f"\n      {each.method} {each.url}: {each.outcome}" for each in result.exchanges[:3])
    return f"{result.message}{shown}"


def binding(level: Level) -> bool:
    """Whether each requirement of a level needs a fault that it kills."""
    return level in (Level.MUST, Level.SHOULD)
