"""What is to be known of a server before any verdict is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..contract.operations import DELETE_VIDEO, DOWNLOAD_CONTENT, LIST_VIDEOS, NOT_OFFERED, RETRIEVE_VIDEO
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.status import is_final
from ..scenario.jobs import JOBS
from ..scenario.looks import EARLY
from ..scenario.refusals import UNKNOWN

OWN = frozenset({"prompt", "model", "size", "seconds", "input_reference", "video"})
"""The fields of the contract."""
CORE: Mapping[str, str] = {
    RETRIEVE_VIDEO: "retrieve",
    LIST_VIDEOS: "list",
    DOWNLOAD_CONTENT: "content",
    DELETE_VIDEO: "delete",
}
"""What a server has besides the create, by operation."""


def notes(evidence: Evidence) -> Iterator[str]:
    """Write what explains many verdicts at once, a sentence each."""
    creates = [e for job in JOBS for e in evidence.taken(job.create)]
    taken = [create for create in creates if create.accepted]
    # What cannot be read says nothing of what it is.
    legible = taken and all(create.json is not None or not create.media_type.endswith("json") for create in taken)
    if legible and all(job_id(create.object) is None for create in taken):
        yield f"a create is answered with what it made, and not with a job to poll: {taken[0].outcome}"
    if creates and all(create.refused for create in creates) and (further := _further_fields(creates)):
        yield f"no create is taken, and each carries what the target adds to it ({further}): is that right?"
    if len(taken) > 1 and all(is_final(create.object.get("status")) for create in taken):
        slowest = max(create.elapsed for create in taken)
        yield f"a create is answered when its job has ended, after {slowest:.0f} s at most: no job was seen under way"
    if absent := [name for operation, name in CORE.items() if _is_absent(evidence, operation)]:
        there = [name for name in ("create", *CORE.values()) if name not in absent]
        yield (
            f"of the five core operations, {' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} not offered, "
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'}"
        )
    if evidence.put_off:
        status = evidence.put_off[0].status
        yield f"it makes one job at a time, and answers {status} to any other meanwhile; clients come again after a 429"


def _further_fields(creates: Iterable[Exchange]) -> str:
    """Name the fields of creates that the contract does not have."""
    return ", ".join(sorted({name for create in creates for name in create.request_fields} - OWN))


def _is_absent(evidence: Evidence, operation: str) -> bool:
    """Tell whether an operation was answered as not offered whenever it was asked for rightly."""
    # What is asked of an unfinished video may be answered in any way.
    others = (UNKNOWN, EARLY)
    asked = [e for e in evidence.exchanges if e.operation == operation and not any(o.has(e.step) for o in others)]
    return bool(asked) and all(e.status in NOT_OFFERED for e in asked)
