"""The generation jobs that a full run starts. Every one is watched by many requirements."""

from __future__ import annotations

from ..contract.operations import CREATE_VIDEO, EDIT_VIDEO, EXTEND_VIDEO, REMIX_VIDEO
from ..target.tiers import Tier
from . import ways
from .part import FAILING_PROMPT, End, Job

DEFAULTS = Job(
    "defaults",
    operation=CREATE_VIDEO,
    accepted_by="create.json",
    ways=ways.DEFAULTS,
    tier=Tier.SMOKE,
    is_spaced=True,
    is_retried=True,
    is_polled_closely=True,
    in_place=True,
)
FORM = Job(
    "form",
    operation=CREATE_VIDEO,
    accepted_by="create.multipart",
    ways=ways.FORM,
    tier=Tier.CORE,
    is_spaced=True,
    is_retried=True,
    is_of_other_model=True,
)
TWIN = Job(
    "twin",
    operation=CREATE_VIDEO,
    accepted_by="create.no-dedup",
    ways=ways.TWIN,
    is_spaced=True,
    wording=DEFAULTS,
)
UPLOAD = Job(
    "upload",
    operation=CREATE_VIDEO,
    accepted_by="create.upload",
    ways=ways.UPLOAD,
)
IMAGE_URL = Job(
    "image-url",
    operation=CREATE_VIDEO,
    accepted_by="create.image-url",
    ways=ways.IMAGE_URL,
    ends=End.DELETED,
)
FAILING = Job(
    "failing",
    operation=CREATE_VIDEO,
    accepted_by="failed.accepted",
    ways=ways.FAILING,
    ends=End.FAILED,
)
REMIX = Job(
    "remix",
    operation=REMIX_VIDEO,
    accepted_by="remix.json",
    ways=ways.REMIX,
    source=FORM,
    tier=Tier.CORE,
)
EDIT = Job(
    "edit",
    operation=EDIT_VIDEO,
    accepted_by="edit.reference",
    ways=ways.EDIT,
    source=DEFAULTS,
)
EDIT_BRACKETS = Job(
    "edit-brackets",
    operation=EDIT_VIDEO,
    accepted_by="edit.brackets",
    ways=ways.EDIT_BRACKETS,
    source=FORM,
)
EXTEND = Job(
    "extend",
    operation=EXTEND_VIDEO,
    accepted_by="extend.reference",
    ways=ways.EXTEND,
    source=DEFAULTS,
    is_retried=True,
)
EXTEND_LONG = Job(
    "extend-long",
    operation=EXTEND_VIDEO,
    accepted_by="extend.long",
    ways=ways.EXTEND_LONG,
    source=FORM,
    is_about_length=True,
)
REMIX_FORM = Job(
    "remix-form",
    operation=REMIX_VIDEO,
    accepted_by="remix.multipart",
    ways=ways.REMIX_FORM,
    source=REMIX,
    otherwise=FORM,
)
EDIT_UPLOAD = Job(
    "edit-upload",
    operation=EDIT_VIDEO,
    accepted_by="edit.upload",
    ways=ways.EDIT_UPLOAD,
    source=DEFAULTS,
)
EXTEND_UPLOAD = Job(
    "extend-upload",
    operation=EXTEND_VIDEO,
    accepted_by="extend.upload",
    ways=ways.EXTEND_UPLOAD,
    source=DEFAULTS,
)

JOBS: tuple[Job, ...] = (
    DEFAULTS,
    FORM,
    TWIN,
    UPLOAD,
    IMAGE_URL,
    FAILING,
    REMIX,
    EDIT,
    EDIT_BRACKETS,
    EXTEND,
    EXTEND_LONG,
    REMIX_FORM,
    EDIT_UPLOAD,
    EXTEND_UPLOAD,
)
"""Every job, in the order of starting.

Where jobs have to be tried once more, the budget ends before the last ones: those that a server may refuse.
"""

VARIATIONS = ("", " at dawn", " in autumn")
"""What is added to a prompt where the words before it were refused."""


def prompts_of(job: Job, failing_prompt: str | None) -> list[str]:
    """Give the prompts that a job may be asked for with, the first one first."""
    prompt = job.fields["prompt"].replace(FAILING_PROMPT, failing_prompt or "")
    return [prompt + more for more in VARIATIONS]
