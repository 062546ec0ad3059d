"""The generation jobs that a full run starts. Every one is watched by many requirements."""

from __future__ import annotations

from ..contract.operations import CREATE_VIDEO, EDIT_VIDEO, EXTEND_VIDEO, REMIX_VIDEO
from ..target.tiers import Tier
from .part import FAILING_PROMPT, End, Job

PROMPT = "A paper boat drifts across a quiet pond"
UNICODE_PROMPT = "Ein Mädchen läuft über die Brücke 🌉, “去看日出”, سلام"


DEFAULTS = Job(
    "defaults",
    operation=CREATE_VIDEO,
    accepted_by="create.json",
    fields={"prompt": PROMPT},
    tier=Tier.SMOKE,
    is_spaced=True,
    is_retried=True,
    is_polled_closely=True,
    in_place=True,
)
TWIN = Job(
    "twin",
    operation=CREATE_VIDEO,
    accepted_by="create.no-dedup",
    fields={"prompt": PROMPT},
    is_spaced=True,
    wording=DEFAULTS,
)
FORM = Job(
    "form",
    operation=CREATE_VIDEO,
    accepted_by="create.multipart",
    form=True,
    fields={"prompt": UNICODE_PROMPT, "seconds": "8", "size": "1280x720"},
    tier=Tier.CORE,
    is_spaced=True,
    is_retried=True,
    is_of_other_model=True,
)
UPLOAD = Job(
    "upload",
    operation=CREATE_VIDEO,
    accepted_by="create.upload",
    form=True,
    fields={
        "prompt": PROMPT + ". " + "The light is soft. " * 100,
        "size": "720x1280",
        "input_reference": "{image}",
    },
)
IMAGE_URL = Job(
    "image-url",
    operation=CREATE_VIDEO,
    accepted_by="create.image-url",
    fields={"prompt": PROMPT, "seconds": "12", "size": "1280x720", "input_reference.image_url": "{image}"},
)
FAILING = Job(
    "failing",
    operation=CREATE_VIDEO,
    accepted_by="failed.accepted",
    fields={"prompt": FAILING_PROMPT},
    ends=End.FAILED,
)
REMIX = Job(
    "remix",
    operation=REMIX_VIDEO,
    accepted_by="remix.json",
    fields={"prompt": "The boat turns gold"},
    source=FORM,
    tier=Tier.CORE,
)
EDIT = Job(
    "edit",
    operation=EDIT_VIDEO,
    accepted_by="edit.reference",
    fields={"prompt": "Make it night", "video.id": "{source}"},
    source=DEFAULTS,
)
EDIT_BRACKETS = Job(
    "edit-brackets",
    operation=EDIT_VIDEO,
    accepted_by="edit.brackets",
    form=True,
    fields={"prompt": "Make it rain", "video[id]": "{source}"},
    source=FORM,
    ends=End.DELETED,
)
EXTEND = Job(
    "extend",
    operation=EXTEND_VIDEO,
    accepted_by="extend.reference",
    fields={"prompt": "The boat reaches the shore", "seconds": "4", "video.id": "{source}"},
    source=DEFAULTS,
    is_retried=True,
)
EXTEND_LONG = Job(
    "extend-long",
    operation=EXTEND_VIDEO,
    accepted_by="extend.long",
    fields={"prompt": "The boat sails on", "seconds": "20", "video.id": "{source}"},
    source=FORM,
    is_about_length=True,
)
REMIX_FORM = Job(
    "remix-form",
    operation=REMIX_VIDEO,
    accepted_by="remix.multipart",
    form=True,
    fields={"prompt": "The boat turns silver"},
    source=REMIX,
    otherwise=FORM,
)
EDIT_UPLOAD = Job(
    "edit-upload",
    operation=EDIT_VIDEO,
    accepted_by="edit.upload",
    form=True,
    fields={"prompt": "Make it snow", "video": "{video}"},
    source=DEFAULTS,
)
EXTEND_UPLOAD = Job(
    "extend-upload",
    operation=EXTEND_VIDEO,
    accepted_by="extend.upload",
    form=True,
    fields={"prompt": "The boat sinks", "seconds": "8", "video": "{video}"},
    source=DEFAULTS,
)

JOBS: tuple[Job, ...] = (
    DEFAULTS,
    TWIN,
    FORM,
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
