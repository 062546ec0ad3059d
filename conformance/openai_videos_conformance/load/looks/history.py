"""The history of a load run: its looks, by the jobs and the lists that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from ...contract.operations import (
    CREATE_VIDEO,
    DELETE_VIDEO,
    DOWNLOAD_CONTENT,
    LIST_VIDEOS,
    RETRIEVE_VIDEO,
)
from .look import Look


@attrs.frozen(eq=False)
class JobHistory:
    """What was asked about one job, in the order in which it began."""

    create: Look
    retrieves: list[Look] = attrs.field(factory=list)
    downloads: list[Look] = attrs.field(factory=list)
    deletes: list[Look] = attrs.field(factory=list)
    """Those that were refused or not answered, too."""

    @property
    def shown(self) -> Iterator[Look]:
        """The looks whose answer is the job."""
        yield self.create
        yield from (look for look in self.retrieves if look.accepted)

    @property
    def deletions(self) -> list[Look]:
        """The deletions that were confirmed."""
        return [look for look in self.deletes if look.accepted]

    def may_be_gone_by(self, look: Look) -> bool:
        """Tell whether a deletion was sent before a look ended, whatever it was answered with."""
        return any(not look.is_before(delete) for delete in self.deletes)


@attrs.frozen(slots=False, eq=False)
class History:
    """Looks, and the workers that told of all of theirs."""

    looks: Sequence[Look]
    complete: frozenset[str] = frozenset({""})

    @cached_property
    def creates(self) -> Mapping[str, list[Look]]:
        """The creates that were answered with a job, by its id."""
        creates = defaultdict(list)
        for look in self.of(CREATE_VIDEO):
            if look.accepted and look.job:
                creates[look.job].append(look)
        return creates

    @cached_property
    def jobs(self) -> Mapping[str, JobHistory]:
        """The jobs that were made, by id.

        An id that two creates were answered with is no job's, and nobody knows what became of the jobs of a worker
        that went missing.
        """
        jobs = {
            name: JobHistory(creates[0])
            for name, creates in self.creates.items()
            if len(creates) == 1 and creates[0].worker in self.complete
        }
        for look in self.looks:
            if (job := jobs.get(look.job)) is not None:
                kinds = {
                    RETRIEVE_VIDEO: job.retrieves,
                    DOWNLOAD_CONTENT: job.downloads,
                    DELETE_VIDEO: job.deletes,
                }
                kinds.get(look.operation, []).append(look)
        return jobs

    @cached_property
    def walks(self) -> list[list[Look]]:
        """The pages of lists, those together that were asked for one behind the other."""
        walks: dict[tuple[str, str, int], list[Look]] = defaultdict(list)
        for look in self.of(LIST_VIDEOS):
            walks[look.worker, look.user, look.walk].append(look)
        return [sorted(pages, key=lambda page: page.number) for pages in walks.values()]

    def of(self, operation: str) -> Iterator[Look]:
        """Give the looks of an operation."""
        return (look for look in self.looks if look.operation == operation)
