"""The recorder: what the run says of its steps while it takes them."""

from __future__ import annotations

from typing import Any

import attrs

from ..exchange.exchange import Exchange
from ..scenario.part import Job, Part
from ..scenario.step import Detour, Step
from .record import ASIDE, Gap, Record


@attrs.frozen
class Recorder:
    """Writes a record."""

    record: Record

    def add(self, exchange: Exchange) -> None:
        """Append an exchange."""
        self.record.append(exchange)

    def last(self, step: Step) -> Exchange:
        """Give the exchange of a step that was recorded last."""
        return self.record.of_step(step.name)[-1]

    def detour(self, step: Step, why: Detour) -> None:
        """Keep the last exchange of a step as a detour: it is not what the step is about."""
        self._change_last(step, step=step.detour(why), operation=None)

    def restore(self, step: Step, why: Detour) -> None:
        """Let the last detour of a step for one reason be its answer after all, and what was asked for then be one."""
        exchanges = self.record.exchanges
        kept = max(i for i, exchange in enumerate(exchanges) if exchange.step == step.detour(why))
        later = [i for i, exchange in enumerate(exchanges) if i > kept and exchange.step == step.name]
        operation = exchanges[later[-1]].operation if later else None
        names = {i: attrs.evolve(exchanges[i], step=step.detour(Detour.REWORDED), operation=None) for i in later}
        self.record.rename({**names, kept: attrs.evolve(exchanges[kept], step=step.name, operation=operation)})

    def set_apart(self, step: Step, other: Step) -> None:
        """Keep the last exchange of a step as that of another one, outside of the contract."""
        self._change_last(step, step=other.name, operation=None)

    def hand_over(self, step: Step, other: Step) -> None:
        """Let the last exchange of a step be that of another step, which it does as well."""
        self._change_last(step, step=other.name)

    def set_aside(self, job: Job) -> None:
        """Keep the steps of a job that is tried once more, but under another name."""
        exchanges = enumerate(self.record.exchanges)
        own = {index: exchange for index, exchange in exchanges if job.has(exchange.step)}
        self.record.rename({index: attrs.evolve(each, step=f"{ASIDE}{each.step}") for index, each in own.items()})

    def leave_out(self, what: Step | Part | None, reason: str, *, by: str | None = None, claimed: bool = True) -> None:
        """Say why a step, a part, or everything that is missing (None), is missing."""
        self.record.leave(Gap("" if what is None else what.name, reason, by, claimed))

    def _change_last(self, step: Step, /, **changes: Any) -> None:
        exchanges = self.record.exchanges
        index = max(i for i, exchange in enumerate(exchanges) if exchange.step == step.name)
        self.record.rename({index: attrs.evolve(exchanges[index], **changes)})
