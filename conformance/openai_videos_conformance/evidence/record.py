"""The record of a run: its exchanges in order, and for what is missing, why."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import attrs

from ..exchange.exchange import Exchange
from ..target.features import Feature

ASIDE = "aside."
"""What stands before the steps of a job that was tried once more."""


@attrs.frozen
class Gap:
    """Why a step, or all steps of a part, were not taken."""

    step: str
    """The name of a step or of a part; empty for everything that is missing."""
    reason: str
    by: str | None = None
    """The id of the requirement whose failure is the reason, if one is."""
    claimed: bool = True
    """False where the step makes no sense for this server."""

    def covers(self, step: str) -> bool:
        """Tell whether it says why a step is missing."""
        return self.step in ("", step) or step.startswith(f"{self.step}.")


@attrs.define(slots=False, eq=False)
class Record:
    """Everything that was seen. The run writes it through a `Recorder`, the checks read it through `Evidence`."""

    exchanges: list[Exchange] = attrs.field(factory=list, repr=False)
    gaps: list[Gap] = attrs.field(factory=list)
    declared: frozenset[Feature] = frozenset()
    """The features that the server is declared to offer."""
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)
    _by_step: dict[str, list[Exchange]] = attrs.field(factory=dict, init=False, repr=False)
    """Made anew when it is empty: the checks ask for steps thousands of times."""

    def append(self, exchange: Exchange) -> None:
        """Add an exchange."""
        with self._lock:
            self.exchanges.append(exchange)
            self._by_step.clear()

    def rename(self, names: dict[int, Exchange]) -> None:
        """Put exchanges in the place of others, by their place in the order."""
        with self._lock:
            for index, exchange in names.items():
                self.exchanges[index] = exchange
            self._by_step.clear()

    def leave(self, gap: Gap) -> None:
        """Add a gap."""
        with self._lock:
            self.gaps.append(gap)

    def of_step(self, name: str) -> list[Exchange]:
        """Give the exchanges under a name, none if there are none."""
        with self._lock:
            if not self._by_step:
                for exchange in self.exchanges:
                    self._by_step.setdefault(exchange.step, []).append(exchange)
            return list(self._by_step.get(name, ()))

    def with_exchanges(self, exchanges: Iterable[Exchange]) -> Record:
        """Give the same record with other exchanges."""
        return Record(list(exchanges), list(self.gaps), self.declared)
