"""The lives of the jobs of a run: what made each, how it was seen, and how it was deleted."""

from __future__ import annotations

from urllib.parse import urlsplit

import attrs

from ..contract.operations import DELETE_VIDEO, STARTS_JOB, address
from ..evidence.reader import Evidence
from ..evidence.record import ASIDE
from ..exchange.exchange import Exchange, job_id
from ..exchange.status import is_final


@attrs.frozen
class Life:
    """A job of the run: the exchange that made it, and what became of it."""

    id: str
    create: Exchange
    sightings: tuple[Exchange, ...]
    deletion: Exchange | None

    @property
    def has_ended(self) -> bool:
        """Whether the job was seen in a final status."""
        return any(is_final(look.object.get("status")) for look in self.sightings)

    def was_final(self, exchange: Exchange) -> bool:
        """Tell whether the job had ended when an exchange was over."""
        return any(is_final(e.object.get("status")) for e in self.sightings if e.started <= exchange.started)

    def deletion_before(self, exchange: Exchange) -> Exchange | None:
        """Give the deletion of the job, None where it was there still when an exchange began."""
        return self.deletion if self.deletion is not None and self.deletion.started < exchange.started else None


def lives_of(evidence: Evidence) -> dict[str, Life]:
    """Give the jobs of a run by id, in the order in which they were made."""
    lives: dict[str, Life] = {}
    by_id: dict[str, list[Exchange]] = {}
    deletions: dict[str, Exchange] = {}
    for e in evidence.exchanges:
        if e.operation == DELETE_VIDEO:
            if e.accepted:
                deletions.setdefault(e.named_id, e)
        elif (identifier := job_id(e.object)) is not None and e.accepted and e.operation is not None:
            by_id.setdefault(identifier, []).append(e)
    for e in evidence.exchanges:
        identifier = job_id(e.object)
        operation = e.operation in STARTS_JOB or e.step.startswith(ASIDE)
        if operation and e.accepted and e.method == "POST" and identifier is not None and identifier not in lives:
            lives[identifier] = Life(identifier, e, tuple(by_id[identifier]), deletions.get(identifier))
    return lives


def asked(life: Life, operation: str) -> Exchange:
    """Make a request without a body about a job, sent as the run sent others about it."""
    look = next(e for e in (*life.sightings[1:], life.create))
    method, path = address(operation, {"video_id": life.id})
    base, query = look.url.partition("/videos")[0], urlsplit(look.url).query
    headers = tuple(
        header for header in look.request_headers if not header[0].lower().startswith(("content-", "transfer-"))
    )
    return attrs.evolve(
        look,
        operation=operation,
        method=method,
        url=base + path + (f"?{query}" if query else ""),
        request_body=b"",
        request_headers=headers,
        headers=(),
        error=None,
    )
