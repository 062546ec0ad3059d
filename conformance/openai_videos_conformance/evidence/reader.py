"""The evidence: a record as the checks read it, by the steps and jobs of the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ..catalogue.causes import CREATE_JOB, READABLE, TERMINAL
from ..catalogue.registry import requirement_of
from ..catalogue.verdicts import Blocked, NotClaimed, NotVerified
from ..contract.operations import FEATURES, LIST_VIDEOS, NOT_OFFERED, SHOWS_VIDEO
from ..exchange.exchange import Exchange
from ..exchange.status import COMPLETED, FAILED
from ..scenario.extras import DEEP
from ..scenario.jobs import JOBS
from ..scenario.part import Job, Part
from ..scenario.parts import is_declared
from ..scenario.probes import ASIDES, GRANTED, PROBES
from ..scenario.step import Detour, Step
from ..target.features import Feature
from .job import JobEvidence
from .record import ASIDE, Gap, Record

FORBIDDEN = 403
UNPAID = 402
POLLS = frozenset(job.poll.name for job in JOBS)


class UndeclaredStep(Exception):
    """A step was asked for that no part of the scenario declares: it is never taken, and says nothing of a server."""


@attrs.frozen
class Evidence:
    """What the checks may look at."""

    record: Record = attrs.field(factory=Record)

    @property
    def exchanges(self) -> list[Exchange]:
        """Every exchange, in order."""
        return self.record.exchanges

    @property
    def gaps(self) -> list[Gap]:
        """Why steps are missing."""
        return self.record.gaps

    @property
    def declared(self) -> frozenset[Feature]:
        """The features that the server is declared to offer."""
        return self.record.declared

    def with_exchanges(self, exchanges: Iterable[Exchange]) -> Evidence:
        """Give the same evidence with other exchanges."""
        return Evidence(self.record.with_exchanges(exchanges))

    @property
    def polls(self) -> int:
        """How often a job was polled, those that were tried once more included."""
        return sum(exchange.step.removeprefix(ASIDE) in POLLS for exchange in self.exchanges)

    def taken(self, step: Step) -> list[Exchange]:
        """Give the exchanges of a step, none if it was not taken.

        Raises:
            UndeclaredStep: No part declares the step.
        """
        if not is_declared(step):
            raise UndeclaredStep(f"no part of the scenario declares the step {step.name!r}")
        return self.record.of_step(step.name)

    def detours(self, step: Step, why: Detour) -> list[Exchange]:
        """Give what a step was answered with before its answer, for one reason."""
        return self.record.of_step(step.detour(why))

    def asked(self, step: Step) -> list[Exchange]:
        """Give every way in which a step was asked for, in order: those that were refused, and the last one."""
        return [*self.detours(step, Detour.RESHAPED), *self.taken(step)]

    def reshaped(self) -> list[Exchange]:
        """Give all that was refused, and asked for again in a plainer way."""
        ending = f".{Detour.RESHAPED}"
        return [exchange for exchange in self.exchanges if exchange.step.endswith(ending)]

    @property
    def put_off(self) -> list[Exchange]:
        """What the server put jobs off by since it was making another one, where that was not 429."""
        creates = {job.create.detour(Detour.BUSY) for job in JOBS}
        return [e for e in self.exchanges if e.step in creates and not e.postponed]

    @property
    def puts_jobs_off(self) -> bool:
        """Whether the server put off, in whatever way, what would have started a job."""
        ending = f".{Detour.BUSY}"
        return any(e.method == "POST" and e.step.endswith(ending) for e in self.exchanges)

    def steps(self, *steps: Step) -> list[Exchange]:
        """Give the exchanges of some steps, at least one each.

        Raises:
            Unjudged: A step was not taken.
        """
        exchanges = []
        for step in steps:
            if not self.taken(step):
                self._explain(step)
            exchanges += self.answered(step)
        return exchanges

    def answered(self, step: Step) -> list[Exchange]:
        """Give the exchanges of a step that were not put off, none if it was not taken.

        Raises:
            NotVerified: All were, and the run has waited as long as it may, or there is no money left for them: what
                the answer would be is unknown.
                Or there was no room for them.
        """
        taken = [exchange for exchange in self.taken(step) if not exchange.is_too_large]
        if not taken and (cut_off := self.taken(step)):
            raise NotVerified(f"too large to judge: {step}: {cut_off[-1].error}")
        in_time = [exchange for exchange in taken if not exchange.postponed and exchange.status != UNPAID]
        if taken and not in_time:
            raise NotVerified(
                f"the server was too busy, or its quota spent: {step} was answered with {taken[-1].status}"
            )
        return in_time

    def step(self, step: Step) -> Exchange:
        """Give the last exchange of a step. Raises `Unjudged` if it was not taken."""
        return self.steps(step)[-1]

    def under(self, part: Part) -> list[Exchange]:
        """Give the exchanges of all steps of a part, at least one. Raises `Unjudged` if none was taken."""
        exchanges = [exchange for exchange in self.exchanges if part.has(exchange.step)]
        if not exchanges:
            self._explain(part)
        return exchanges

    def _explain(self, what: Step | Part) -> None:
        for gap in self.gaps:
            if gap.covers(what.name):
                if gap.by is not None:
                    raise Blocked(requirement_of(gap.by))
                raise (NotVerified if gap.claimed else NotClaimed)(gap.reason)
        raise NotVerified(f"the step {what} was not taken")

    def offers(self, feature: Feature) -> bool:
        """Tell whether the server offers an optional feature, as its probe and its first real use show."""
        if feature in self.declared:
            return True
        if feature in GRANTED and any(e.status == FORBIDDEN for e in self.taken(GRANTED[feature])):
            return False
        seen = self._probes(feature)
        return not seen or any(exchange.status not in NOT_OFFERED for exchange in seen)

    def offers_operation(self, operation: str | None) -> bool:
        """Tell whether the server offers an operation, as far as one may be left out."""
        feature = FEATURES.get(operation or "")
        return feature is None or self.offers(feature)

    def _probes(self, feature: Feature) -> list[Exchange]:
        """Give what shows whether a feature is offered; in its absence, all that `--deep` asked of it."""
        taken = [exchange for step in PROBES.get(feature, ()) for exchange in self.taken(step)]
        asked = (e for e in self.exchanges if DEEP.has(e.step) and e.operation is not None)
        return taken or [exchange for exchange in asked if FEATURES.get(str(exchange.operation)) is feature]

    def claim(self, feature: Feature) -> None:
        """Raise `NotClaimed` if the server does not offer a feature, and is not declared to."""
        if not self.offers(feature):
            statuses = sorted({exchange.status for exchange in self._probes(feature)})
            raise NotClaimed(f"{feature} is not offered: answered {', '.join(map(str, statuses))}")

    def claim_operation(self, operation: str) -> None:
        """Raise `NotClaimed` if the server does not offer an operation, and is not declared to."""
        if (feature := FEATURES.get(operation)) is not None:
            self.claim(feature)

    def job(self, job: Job) -> JobEvidence:
        """Give a job that the server accepted.

        Raises:
            NotClaimed: The job's feature is not offered.
            Blocked: The create was not answered with a job.
            NotVerified: The create was not sent.
        """
        self.claim(job.feature)
        adopted = self.answered(job.adopted)
        create = adopted[-1] if adopted else self.step(job.create)
        if not create.accepted:
            raise Blocked(READABLE if adopted else requirement_of(job.accepted_by))
        identifier = create.object.get("id")
        if not isinstance(identifier, str) or not identifier:
            raise Blocked(CREATE_JOB)
        asides = [exchange for step in ASIDES for exchange in self.taken(step) if exchange.named_id == identifier]
        return JobEvidence(job, create, tuple(self.taken(job.poll)), tuple(asides))

    def jobs(self) -> list[JobEvidence]:
        """Give every job that the server accepted, at least one. Raises `Unjudged` if there is none."""
        accepted: list[JobEvidence] = []
        problems: list[Exception] = []
        for job in JOBS:
            try:
                accepted.append(self.job(job))
            except (NotClaimed, Blocked, NotVerified) as problem:
                problems.append(problem)
        if not accepted:
            raise problems[0]
        return accepted

    def completed(self, job: Job) -> JobEvidence:
        """Give a job that the server accepted and completed. Raises `Unjudged` otherwise."""
        seen = self.job(job)
        if seen.status == FAILED:
            raise NotVerified(f"the job of {job} failed: {seen.last.object.get('error')}")
        if seen.status != COMPLETED:
            raise Blocked(TERMINAL)
        return seen

    def sightings(self) -> Iterator[tuple[Exchange, dict[str, Any]]]:
        """Give every video in every successful answer, list items included."""
        for exchange in self.exchanges:
            if not exchange.accepted or exchange.json is None:
                continue
            if exchange.operation == LIST_VIDEOS:
                items = exchange.object.get("data")
                yield from (
                    (exchange, item) for item in (items if isinstance(items, list) else []) if isinstance(item, dict)
                )
            elif exchange.operation in SHOWS_VIDEO and isinstance(exchange.json, dict):
                yield exchange, exchange.json
