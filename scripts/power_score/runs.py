"""One run: a server with one fault or none, and what the suite says of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Any

from attrs import frozen
from openai_videos_conformance import Result, Target, Unreachable, Verdict, judge, observe, requirements
from openai_videos_conformance.contract.operations import STARTS_JOB
from openai_videos_conformance.scenario.extras import DEEP
from openai_videos_conformance.scenario.part import Part
from openai_videos_mock import MockSettings, serve
from openai_videos_mock.faults import Layer, catalogue

JOB_SECONDS = (0.25, 1.0, 4.0)
"""How long jobs take in each attempt. A busy machine may miss the life of a short job, and with it the fault."""
SEED = "power"
"""Equal ids make equal pictures, which are made and looked into once for all runs of a process."""
REQUEST_TIMEOUT = 10.0
WIRE_TIMEOUT = 2.0
"""Seconds that an answer may take. A fault of the wire makes the suite wait as long as that, again and again."""
FAILING = "A door that will not open [fail]"
KEY = "sk-power-0123456789abcdef"
MODEL = "sora-2-pro"
BROKEN = (Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE)
"""The verdicts on what does not hold, told on its own or under another."""
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
    seconds: float
    requests: int = 0
    jobs: int = 0
    stopped: str = ""
    """Why nothing was judged, if nothing was: such a run is red, and names no requirement."""

    @property
    def found(self) -> frozenset[str]:
        """The requirements that it was told off for."""
        return frozenset(name for name, verdict in self.verdicts.items() if verdict in BROKEN)


def run_fault(name: str, attempt: int = 0, *, narrow: bool = False) -> Outcome:
    """Judge a server with one fault; each attempt takes slower jobs.

    A `narrow` run asks for no more than the requirement needs that the fault breaks: it shows whether the fault is
    found, and not by what else.
    """
    fault = catalogue()[name]
    server = MockSettings(
        job_seconds=JOB_SECONDS[attempt],
        api_key=KEY if fault.breaks in KEYED else None,
        faults=(name,),
        seed=SEED,
    )
    return _run(
        name,
        server,
        model=MODEL if fault.breaks in MODELLED else None,
        request_timeout=WIRE_TIMEOUT if fault.layer is Layer.WIRE else REQUEST_TIMEOUT,
        parts=requirements()[fault.breaks].needs if narrow else None,
        deep=DEEP in requirements()[fault.breaks].needs,
    )


def run_clean() -> Outcome:
    """Judge the server without a fault."""
    server = MockSettings(job_seconds=JOB_SECONDS[1], seed=SEED)
    return _run("none", server, request_timeout=REQUEST_TIMEOUT)


def _run(name: str, server: MockSettings, parts: Iterable[Part] | None = None, **options: Any) -> Outcome:
    # What a fault makes the server log is no news here.
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    with serve(server) as base_url:
        target = Target(
            base_url=base_url,
            api_key=server.api_key,
            failing_prompt=FAILING,
            job_timeout=3 + 4 * server.job_seconds,
            **options,
        )
        try:
            evidence = observe(target, parts=parts)
        except Unreachable as problem:
            told = str(problem).replace(base_url, "the server")
            return Outcome(name, {}, {}, time.monotonic() - started, requests=1, stopped=told)
    # Of several results of one requirement, a failure stands.
    results = sorted(judge(evidence), key=lambda result: result.verdict in BROKEN)
    notable = {each.requirement.id: each for each in results if each.verdict is not Verdict.PASS}
    return Outcome(
        name,
        {own: result.verdict.value for own, result in notable.items()},
        {own: _words(result) for own, result in notable.items()},
        time.monotonic() - started,
        requests=len(evidence.exchanges),
        jobs=sum(each.accepted and each.operation in STARTS_JOB for each in evidence.exchanges),
    )


def _words(result: Result) -> str:
    shown = "".join(f"\n      {each.method} {each.url}: {each.outcome}" for each in result.exchanges[:3])
    return f"{result.message}{shown}"
