"""One job as a run saw it."""

from __future__ import annotations

from functools import cached_property

import attrs

from ..exchange.exchange import Exchange
from ..exchange.status import is_final, meaning
from ..scenario.part import End, Job


@attrs.frozen(slots=False)
class JobEvidence:
    """One job as it was seen from its create to its end."""

    planned: Job
    create: Exchange
    """The answer that showed the job first; the retrieval of a job that existed already."""
    polls: tuple[Exchange, ...]
    asides: tuple[Exchange, ...] = ()
    """Retrievals besides the polling, while the job was there."""

    @property
    def name(self) -> str:
        """The job's name in the run."""
        return self.planned.name

    @property
    def id(self) -> str:
        """The job's id."""
        return str(self.create.object["id"])

    @property
    def is_cut_short(self) -> bool:
        """Whether it was to be deleted while it was under way."""
        return self.planned.ends is End.DELETED

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
        """The status last seen; where an end is told in another word, the one that it stands for."""
        return meaning(self.last.object.get("status"))

    @property
    def is_final(self) -> bool:
        """Whether the status last seen is a final one."""
        return is_final(self.status)
