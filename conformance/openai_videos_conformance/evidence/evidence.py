"""What a run observed: the exchanges in order, and for what is missing, why."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import attrs

from ..catalogue.verdicts import Blocked, NotClaimed, NotVerified
from ..exchange.exchange import Exchange
from ..scenario.jobs import FEATURES, JOBS, NOT_OFFERED, PROBES


@attrs.frozen
class Gap:
    """Why a step was not taken."""

    step: str
    reason: str
    by: str | None = None
    """The requirement whose failure is the reason, if one is."""
    claimed: bool = True
    """False where the step makes no sense for this server."""


@attrs.frozen(slots=False)
class JobEvidence:
    """One job as it was seen from its create to its end."""

    name: str
    create: Exchange
    """The answer that showed the job first; the retrieval of a job that existed already."""
    polls: tuple[Exchange, ...]
    asides: tuple[Exchange, ...] = ()
    """Retrievals besides the polling, while the job was there."""

    @property
    def id(self) -> str:
        """The job's id."""
        return str(self.create.object["id"])

    @cached_property
    def sightings(self) -> tuple[Exchange, ...]:
        """Every successful answer that shows the job, the create first."""
        return (self.create, *(poll for poll in self.polls if poll.accepted and poll.object))

    @cached_property
    def looks(self) -> tuple[Exchange, ...]:
        """Every sighting, and every successful retrieval besides, in the order of asking."""
        asides = [aside for aside in self.asides if aside.accepted and aside.object]
        return (self.create, *sorted((*self.sightings[1:], *asides), key=lambda look: look.started))

    @property
    def last(self) -> Exchange:
        """The last sighting."""
        return self.sightings[-1]

    @property
    def status(self) -> object:
        """The status last seen."""
        return self.last.object.get("status")


@attrs.define(slots=False)
class Evidence:
    """Everything that the checks may look at. Filled by a run, or read back from one."""

    exchanges: list[Exchange] = attrs.field(factory=list, repr=False)
    gaps: list[Gap] = attrs.field(factory=list)
    declared: frozenset[str] = frozenset()
    """The features that the server is declared to offer."""
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False, eq=False)
    _by_step: dict[str, list[Exchange]] = attrs.field(factory=dict, init=False, repr=False, eq=False)
    """Made anew when it is empty: the checks ask for steps thousands of times."""

    def record(self, exchange: Exchange) -> None:
        """Append an exchange."""
        with self._lock:
            self.exchanges.append(exchange)
            self._by_step.clear()

    def rename_last(self, step: str, name: str) -> None:
        """Give the last exchange of a step another name: it is a detour, not what the step is about."""
        self._change_last(step, step=name, operation=None)

    def hand_over(self, step: str, name: str) -> None:
        """Let the last exchange of a step be that of another step, which it does as well."""
        self._change_last(step, step=name)

    def _change_last(self, step: str, /, **changes: Any) -> None:
        with self._lock:
            index = max(i for i, exchange in enumerate(self.exchanges) if exchange.step == step)
            self.exchanges[index] = attrs.evolve(self.exchanges[index], **changes)
            self._by_step.clear()

    def set_aside(self, name: str) -> None:
        """Keep the steps of a job that is tried once more, but under another name."""
        with self._lock:
            for index, exchange in enumerate(self.exchanges):
                if exchange.step.startswith(f"{name}."):
                    self.exchanges[index] = attrs.evolve(exchange, step=f"aside.{exchange.step}")
            self._by_step.clear()

    def leave_out(self, step: str, reason: str, *, by: str | None = None, claimed: bool = True) -> None:
        """Say why a step, and all below it, is missing."""
        with self._lock:
            self.gaps.append(Gap(step, reason, by, claimed))

    def taken(self, step: str) -> list[Exchange]:
        """The exchanges of a step, none if it was not taken."""
        with self._lock:
            if not self._by_step:
                for exchange in self.exchanges:
                    self._by_step.setdefault(exchange.step, []).append(exchange)
            return list(self._by_step.get(step, ()))

    def steps(self, *steps: str) -> list[Exchange]:
        """The exchanges of some steps, at least one each.

        Raises:
            Unjudged: A step was not taken.
        """
        found = []
        for step in steps:
            taken = self.taken(step)
            if not taken:
                self._explain(step)
            found += self.answered(step)
        return found

    def answered(self, step: str) -> list[Exchange]:
        """The exchanges of a step that were not put off, none if it was not taken.

        Raises:
            NotVerified: All were, and the run has waited as long as it may: what the answer would be is unknown.
        """
        taken = self.taken(step)
        found = [exchange for exchange in taken if not exchange.postponed]
        if taken and not found:
            raise NotVerified(
                f"the server was too busy, or its quota spent: {step} was answered with {taken[-1].status}"
            )
        return found

    def step(self, step: str) -> Exchange:
        """The last exchange of a step. Raises `Unjudged` if it was not taken."""
        return self.steps(step)[-1]

    def under(self, prefix: str) -> list[Exchange]:
        """The exchanges of all steps below a prefix, at least one. Raises `Unjudged` if none was taken."""
        found = [exchange for exchange in self.exchanges if exchange.step.startswith(f"{prefix}.")]
        if not found:
            self._explain(prefix)
        return found

    def _explain(self, step: str) -> None:
        for gap in self.gaps:
            if gap.step in ("", step) or step.startswith(f"{gap.step}."):
                if gap.by is not None:
                    raise Blocked(gap.by)
                raise (NotVerified if gap.claimed else NotClaimed)(gap.reason)
        raise NotVerified(f"the step {step} was not taken")

    def offers(self, feature: str) -> bool:
        """Whether the server offers an optional feature, as its probe and its first real use show."""
        if feature in self.declared:
            return True
        if feature in GRANTED and any(e.status == FORBIDDEN for e in self.taken(GRANTED[feature])):
            return False
        seen = self._probes(feature)
        return not seen or any(exchange.status not in NOT_OFFERED for exchange in seen)

    def _probes(self, feature: str) -> list[Exchange]:
        """What shows whether a feature is offered; where only `--deep` was asked for, all that this asked of it."""
        taken = [exchange for step in PROBES.get(feature, ()) for exchange in self.taken(step)]
        asked = (e for e in self.exchanges if e.step.startswith("deep.") and e.operation is not None)
        return taken or [exchange for exchange in asked if FEATURES.get(str(exchange.operation)) == feature]

    def claim(self, feature: str) -> None:
        """Raise `NotClaimed` if the server does not offer a feature, and is not declared to."""
        if not self.offers(feature):
            statuses = sorted({exchange.status for exchange in self._probes(feature)})
            raise NotClaimed(f"{feature} is not offered: answered {', '.join(map(str, statuses))}")

    def job(self, name: str) -> JobEvidence:
        """A job that the server accepted.

        Raises:
            NotClaimed: The job's feature is not offered.
            Blocked: The create was not answered with a job.
            NotVerified: The create was not sent.
        """
        job = JOBS[name]
        self.claim(job.feature)
        adopted = self.answered(f"{name}.adopted")
        create = adopted[-1] if adopted else self.step(f"{name}.create")
        if not create.accepted:
            raise Blocked("lifecycle.readable" if adopted else job.accepted_by)
        if not isinstance(create.object.get("id"), str) or not create.object["id"]:
            raise Blocked("create.job")
        asides = [
            exchange
            for step in ASIDES
            for exchange in self.taken(step)
            if unquote(exchange.url.rpartition("/")[2]) == create.object["id"]
        ]
        return JobEvidence(name, create, tuple(self.taken(f"{name}.poll")), tuple(asides))

    def jobs(self) -> list[JobEvidence]:
        """Every job that the server accepted, at least one."""
        found: list[JobEvidence] = []
        problems: list[Exception] = []
        for name in JOBS:
            try:
                found.append(self.job(name))
            except (NotClaimed, Blocked, NotVerified) as problem:
                problems.append(problem)
        if not found:
            raise problems[0]
        return found

    def completed(self, name: str) -> JobEvidence:
        """A job that the server accepted and completed. Raises `Unjudged` otherwise."""
        job = self.job(name)
        if job.status == "failed":
            raise NotVerified(f"the job of {name} failed: {job.last.object.get('error')}")
        if job.status != "completed":
            raise Blocked("lifecycle.terminal")
        return job

    def sightings(self) -> Iterator[tuple[Exchange, dict[str, Any]]]:
        """Every video in every successful answer, list items included."""
        for exchange in self.exchanges:
            if not exchange.accepted or exchange.json is None:
                continue
            if exchange.operation == "list_videos":
                items = exchange.object.get("data")
                yield from (
                    (exchange, item) for item in (items if isinstance(items, list) else []) if isinstance(item, dict)
                )
            elif exchange.operation in VIDEO_OPERATIONS and isinstance(exchange.json, dict):
                yield exchange, exchange.json


FORBIDDEN = 403
GRANTED = {"characters": "character.create"}
"""The features that a server may keep for some customers, with the step that shows it."""

ASIDES = ("early.retrieve", "list.items", "source-after.retrieve")
"""The steps that retrieve a job which is there, besides the polling."""

VIDEO_OPERATIONS = {"create_video", "edit_video", "extend_video", "remix_video", "retrieve_video"}
