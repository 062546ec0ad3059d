"""Small readers of the evidence that several checks share."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ..catalogue import causes
from ..catalogue.registry import Reference, Requirement, requirements
from ..catalogue.verdicts import Blocked, Cause, NotVerified
from ..contract.document import document
from ..contract.operations import CREATE_VIDEO, EDIT_VIDEO, EXTEND_VIDEO, REMIX_VIDEO, STARTS_JOB
from ..contract.validation import breaches
from ..evidence.job import JobEvidence
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.refusal import named_fields
from ..scenario.jobs import JOBS
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


PROPERTIES = {row.subject: row for row in requirements().values() if row.subject}
"""The requirement on each property of the contract's schemas, by its name, such as `Video.id`."""

MADE_ANEW: dict[str, Reference] = {
    REMIX_VIDEO: causes.REMIX_NEW_JOB,
    EDIT_VIDEO: causes.EDIT_NEW_JOB,
    EXTEND_VIDEO: causes.EXTEND_NEW_JOB,
}
"""The requirement that what is made of a video is a job of its own, by operation."""


def malformed(exchange: Exchange, key: str) -> tuple[Requirement, ...]:
    """Name the requirement on a property of a video that an answer breaks, none where the property is well formed."""
    subject = f"Video.{key}"
    return (PROPERTIES[subject],) if any(breach.subject == subject for breach in breaches(exchange)) else ()


def no_object(exchange: Exchange) -> tuple[Reference, ...]:
    """Name what keeps an answer from being read as an object, nothing where it is one."""
    if isinstance(exchange.json, dict):
        return ()
    return (causes.JSON,) if exchange.json is None else (causes.OBJECT,)


def alike(answer: Exchange, other: Exchange) -> bool:
    """Tell whether two requests were refused in the same words."""
    return not answer.accepted and answer.status == other.status and answer.body == other.body


def refused_alike(evidence: Evidence, answer: Exchange, *others: tuple[Job, Reference]) -> tuple[Cause, ...]:
    """Name the requirements that a refusal breaks no more than others do, which were answered in the same words."""
    if answer.accepted:
        return (causes.SUCCESS,)
    asked = [
        (other, cause)
        for job, cause in others
        for other in (*evidence.detours(job.create, Detour.ENCODING), *evidence.taken(job.create))
    ]
    return tuple(cause for other, cause in asked if other is not answer and alike(answer, other))


def refused_values(evidence: Evidence, field: str) -> list[Exchange]:
    """Give the creates that were refused for a documented value of a field, by the field that the refusal names."""
    creates = [e for job in JOBS for e in evidence.exchanges if job.operation == CREATE_VIDEO and is_of_create(job, e)]
    return [e for e in creates if e.refused and field in named_fields(e) and asked_for(e, field) in VALUES[field]]


def is_of_create(job: Job, exchange: Exchange) -> bool:
    """Tell whether an exchange is the create of a job, or one of those that it was asked for with before."""
    return exchange.step == job.create.name or exchange.step.startswith(f"{job.create.name}.")


VALUES = {"seconds": frozenset(SCHEMAS["VideoSeconds"]["enum"]), "size": frozenset(SCHEMAS["VideoSize"]["enum"])}
"""The documented values of the fields that a server may make no other video of, and has to make each of."""


def refuses_all(evidence: Evidence, *jobs: Job) -> bool:
    """Tell whether jobs were asked for and none was taken: so that a refusal says nothing of what is wrong."""
    answers = [answer for job in jobs for answer in (*evidence.taken(job.create), *evidence.taken(job.adopted))]
    return bool(answers) and not any(answer.accepted for answer in answers)


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


def drifts(evidence: Evidence, *keys: str) -> tuple[Reference, ...]:
    """Name the requirement that jobs stay as they were, where they change by themselves: nothing is made of them."""
    sources = {source for job in JOBS for source in (job.source, job.otherwise)}
    for job in evidence.jobs():
        shown = [{repr(look.object[key]) for look in job.looks if look.object.get(key) is not None} for key in keys]
        if job.planned not in sources and any(len(values) > 1 for values in shown):
            return (causes.STABLE,)
    return ()


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
    wanted: str | None = create.request_object.get(field)
    return wanted


def form_text(exchange: Exchange, field: str) -> str | None:
    """Give a text part of a multipart request, or None."""
    return next((part.text for part in exchange.form if part.name == field), None)
