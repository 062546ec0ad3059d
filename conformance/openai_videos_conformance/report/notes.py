"""What is to be known of a server before any verdict is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..contract.operations import DELETE_VIDEO, DOWNLOAD_CONTENT, LIST_VIDEOS, NOT_OFFERED, RETRIEVE_VIDEO
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..scenario.jobs import JOBS
from ..scenario.refusals import UNKNOWN

CORE: Mapping[str, str] = {
    RETRIEVE_VIDEO: "retrieve",
    LIST_VIDEOS: "list",
    DOWNLOAD_CONTENT: "content",
    DELETE_VIDEO: "delete",
}
"""What a server has besides the create, by operation."""


def notes(evidence: Evidence) -> Iterator[str]:
    """Write what explains many verdicts at once, a sentence each."""
    creates = [e for job in JOBS for e in evidence.taken(job.create) if e.accepted]
    if creates and all(job_id(create.object) is None for create in creates):
        yield f"a create is answered with what it made, and not with a job to poll: {creates[0].outcome}"
    if absent := [name for operation, name in CORE.items() if _is_absent(evidence, operation)]:
        there = [name for name in ("create", *CORE.values()) if name not in absent]
        yield (
            f"of the five core operations, {' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} not offered, "
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'}"
        )
    if (busy := evidence.put_off_as_busy) is not None:
        standing = f"it makes one job at a time, and answers {busy.status} to any other meanwhile"
        yield f"{standing}; clients come again after a 429"


def _is_absent(evidence: Evidence, operation: str) -> bool:
    """Tell whether an operation was answered as not offered whenever it was asked for rightly."""
    asked: list[Exchange] = [e for e in evidence.exchanges if e.operation == operation and not UNKNOWN.has(e.step)]
    return bool(asked) and all(e.status in NOT_OFFERED for e in asked)
