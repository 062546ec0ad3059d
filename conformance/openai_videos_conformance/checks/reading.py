"""Small readers of exchanges that several checks share."""

from __future__ import annotations

import json
import re
from typing import Any

from ..catalogue.verdicts import NotVerified
from ..contract.cases import coverage_cases
from ..contract.validation import document
from ..evidence.evidence import VIDEO_OPERATIONS, JobEvidence
from ..evidence.media import (
    PICTURES,
    SAMPLE_SECONDS,
    SAMPLE_SIZE,
    MediaError,
    Movie,
    boxes,
    is_cut,
    movie,
    picture_kind,
)
from ..exchange.exchange import Exchange
from ..scenario.jobs import FEATURES, JOB_OPERATIONS, JOBS

__all__ = [
    "FEATURES",
    "JOBS",
    "JOB_OPERATIONS",
    "NULLABLE",
    "PICTURES",
    "REQUIRED",
    "SAMPLE_SECONDS",
    "SAMPLE_SIZE",
    "VIDEO_OPERATIONS",
    "MediaError",
    "Movie",
    "begun",
    "blamed",
    "boxes",
    "coverage_cases",
    "form_text",
    "ids_on",
    "is_cut",
    "is_model",
    "movie",
    "picture_kind",
    "sent_json",
]

NULLABLE = ("completed_at", "error", "expires_at", "prompt", "remixed_from_video_id")
"""The properties of a video that may be null."""


REQUIRED = {
    schema: frozenset(f"{schema}.{name}" for name in definition.get("required", ()))
    for schema, definition in document()["components"]["schemas"].items()
}
"""The properties that each schema of the contract requires, such as `Video.id`."""


def begun(job: JobEvidence) -> Exchange:
    """The create of a job. Raises `NotVerified` where the run adopted the job: its create was not seen."""
    if job.create.operation not in JOB_OPERATIONS:
        raise NotVerified(f"the job of {job.name} was adopted, and its create not seen")
    return job.create


def sent_json(job: JobEvidence) -> dict[str, Any]:
    """The JSON body of the create of a job. Raises `NotVerified` where the run adopted the job."""
    body: dict[str, Any] = json.loads(begun(job).request_body)
    return body


def blamed(answer: Exchange) -> object:
    """The field that a refusal blames, where it names one."""
    error = answer.object.get("error")
    return error.get("param") if isinstance(error, dict) else None


def form_text(exchange: Exchange, field: str) -> str | None:
    """A text part of a multipart request, or None."""
    return next((part.text for part in exchange.form if part.name == field), None)


def is_model(shown: object, named: str) -> bool:
    """Whether a model is the one that was named, or a dated snapshot of it."""
    return re.fullmatch(rf"{re.escape(named)}(-\d[\d-]*)?", str(shown)) is not None


def ids_on(page: Exchange) -> list[str]:
    """The ids on a page of the list, none where it is no page."""
    data = page.object.get("data")
    items = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    return [item["id"] for item in items if isinstance(item.get("id"), str)]
