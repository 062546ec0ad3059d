"""Small readers of the evidence that several checks share."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from ..catalogue import causes
from ..catalogue.verdicts import Blocked, NotVerified
from ..contract.document import document
from ..contract.operations import STARTS_JOB
from ..evidence.job import JobEvidence
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..scenario.part import Job
from ..scenario.step import Detour

SCHEMAS: dict[str, Any] = document()["components"]["schemas"]

REQUIRED = {
    schema: frozenset(f"{schema}.{name}" for name in definition.get("required", ()))
    for schema, definition in SCHEMAS.items()
}
"""The properties that each schema of the contract requires, such as `Video.id`."""

NULLABLE = tuple(
    name
    for name, definition in SCHEMAS["Video"]["properties"].items()
    if any(each.get("type") == "null" for each in definition.get("anyOf", ())) or "null" in definition.get("type", ())
)
"""The properties of a video that may be null."""


def whole_number(text: object) -> int | None:
    """Give the whole number that a text of plain digits is, None where it is none, or of more digits than any time."""
    return int(text) if isinstance(text, str) and re.fullmatch("[0-9]{1,300}", text) else None


def told_apart(evidence: Evidence) -> list[JobEvidence]:
    """Give the jobs whose id no other create gave, so that each look at one is a look at that one.

    Raises:
        Unjudged: There is none.
    """
    jobs = evidence.jobs()
    creates = [e for e in evidence.exchanges if e.operation in STARTS_JOB and e.accepted]
    times = Counter(job_id(create.object) for create in creates)
    own = [job for job in jobs if times[job.id] <= 1]
    if not own:
        raise Blocked(causes.NEW_ID)
    return own


def begun(job: JobEvidence) -> Exchange:
    """Give the create of a job. Raises `NotVerified` where the run adopted the job: its create was not seen."""
    if job.create.operation not in STARTS_JOB:
        raise NotVerified(f"the job of {job.name} was adopted, and its create not seen")
    return job.create


def in_its_encoding(evidence: Evidence, job: Job) -> Exchange:
    """Give the answer to a job as it is meant to be encoded: the job may have been taken in the other encoding only."""
    refused = evidence.detours(job.create, Detour.ENCODING)
    return refused[-1] if refused else evidence.step(job.create)


def asked_for(create: Exchange, field: str) -> str | None:
    """Give what a create asked for in a field, in either encoding."""
    if create.form:
        return form_text(create, field)
    wanted: str | None = json.loads(create.request_body).get(field) if create.request_body else None
    return wanted


def form_text(exchange: Exchange, field: str) -> str | None:
    """Give a text part of a multipart request, or None."""
    return next((part.text for part in exchange.form if part.name == field), None)


def is_model(shown: object, named: str) -> bool:
    """Tell whether a model is the one that was named, or a dated snapshot of it."""
    return re.fullmatch(rf"{re.escape(named)}(-\d[\d-]*)?", str(shown)) is not None
