"""Requests that must be refused with a client error, so that no mistake costs money."""

from collections.abc import Mapping

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import Reference
from openai_videos_conformance.checks import Blocked, Evidence, Exchange, expect, requirement, requirements_by_case
from openai_videos_conformance.checks.readers import asked_for, refused_values, refuses_all
from openai_videos_conformance.contract.operations import CREATE_VIDEO, EDIT_VIDEO, EXTEND_VIDEO, REMIX_VIDEO
from openai_videos_conformance.scenario import refusals
from openai_videos_conformance.scenario.jobs import (
    DEFAULTS,
    EDIT,
    EDIT_BRACKETS,
    EDIT_UPLOAD,
    EXTEND,
    EXTEND_LONG,
    EXTEND_UPLOAD,
    FORM,
    IMAGE_URL,
    JOBS,
    REMIX,
    REMIX_FORM,
    TWIN,
    UPLOAD,
)
from openai_videos_conformance.scenario.part import Job
from openai_videos_conformance.scenario.step import Step

CASES: Mapping[str, tuple[Step, ...]] = {
    "refuse.create-prompt": (
        refusals.CREATE_NO_PROMPT,
        refusals.CREATE_NO_PROMPT_FORM,
        refusals.CREATE_FILE_ID_FORM,
    ),
    "refuse.create-empty-prompt": (refusals.CREATE_EMPTY_PROMPT,),
    "refuse.create-prompt-type": (refusals.CREATE_PROMPT_TYPE,),
    "refuse.create-seconds": (refusals.CREATE_SECONDS, refusals.CREATE_SECONDS_FORM),
    "refuse.create-size": (refusals.CREATE_SIZE, refusals.CREATE_SIZE_FORM),
    "refuse.create-malformed": (
        refusals.CREATE_ARRAY,
        refusals.CREATE_MALFORMED,
        refusals.CREATE_MALFORMED_FORM,
        refusals.CREATE_NO_BODY,
    ),
    "refuse.create-media-type": (refusals.CREATE_MEDIA_TYPE,),
    "refuse.create-reference": (refusals.CREATE_REFERENCE,),
    "refuse.create-image-url": (refusals.CREATE_IMAGE_TEXT, refusals.CREATE_IMAGE_BASE64),
    "refuse.remix-prompt": (refusals.REMIX_NO_PROMPT,),
    "refuse.edit-prompt": (refusals.EDIT_NO_PROMPT,),
    "refuse.edit-video": (refusals.EDIT_NO_VIDEO,),
    "refuse.edit-video-string": (refusals.EDIT_VIDEO_STRING,),
    "refuse.extend-prompt": (refusals.EXTEND_NO_PROMPT,),
    "refuse.extend-seconds": (refusals.EXTEND_NO_SECONDS,),
    "refuse.extend-seconds-value": (refusals.EXTEND_SECONDS,),
    "refuse.extend-video": (refusals.EXTEND_NO_VIDEO,),
    "refuse.character-name": (refusals.CHARACTER_NO_NAME,),
    "refuse.character-video": (refusals.CHARACTER_NO_VIDEO,),
}


@requirements_by_case(CASES)
def test_refused(evidence: Evidence, case: tuple[Step, ...]) -> None:
    # One by one: where the first starts a job, the next is not sent, and the verdict is there already.
    for step in case:
        if step.request is not None and step.request.operation is not None:
            evidence.claim_operation(step.request.operation)
            nothing_is_taken(evidence, step.request.operation)
        answer = evidence.step(step)
        if (told := VALUES.get(step)) is not None and is_every_value_refused(evidence, told[0], answer):
            raise Blocked(told[1])
        expect(answer.refused, "a client error, and no job", answer.outcome, answer)


VALUES: Mapping[Step, tuple[str, Reference]] = {
    refusals.CREATE_SECONDS: ("seconds", causes.CREATE_LENGTHS),
    refusals.CREATE_SECONDS_FORM: ("seconds", causes.CREATE_LENGTHS),
    refusals.CREATE_SIZE: ("size", causes.CREATE_SIZES),
    refusals.CREATE_SIZE_FORM: ("size", causes.CREATE_SIZES),
}
"""The steps that ask for a value which is none, with the field and who tells where a right one is refused as well."""


def is_every_value_refused(evidence: Evidence, field: str, answer: Exchange) -> bool:
    """Tell whether documented values of a field were refused too, in the same encoding, and none was taken."""
    is_form = bool(answer.form)
    if not any(bool(refused.form) is is_form for refused in refused_values(evidence, field)):
        return False
    taken = [e for job in JOBS for e in evidence.taken(job.create) if job.operation == CREATE_VIDEO and e.accepted]
    return not any(bool(create.form) is is_form and asked_for(create, field) is not None for create in taken)


RIGHT: Mapping[str, tuple[tuple[Job, ...], Reference]] = {
    CREATE_VIDEO: ((DEFAULTS, TWIN, FORM, UPLOAD, IMAGE_URL), causes.CREATE_JSON),
    REMIX_VIDEO: ((REMIX, REMIX_FORM), causes.REMIX_JSON),
    EDIT_VIDEO: ((EDIT, EDIT_BRACKETS, EDIT_UPLOAD), causes.EDIT_REFERENCE),
    EXTEND_VIDEO: ((EXTEND, EXTEND_LONG, EXTEND_UPLOAD), causes.EXTEND_REFERENCE),
}
"""The jobs that are asked for rightly, by operation, and the requirement that is broken where none is taken."""


def nothing_is_taken(evidence: Evidence, operation: str) -> None:
    """Raise `Blocked` where an operation refuses what is right as well: a refusal says nothing then."""
    jobs, cause = RIGHT.get(operation, ((), causes.CREATE_JSON))
    if refuses_all(evidence, *jobs):
        raise Blocked(cause)


@requirement("retrieve.unknown")
def test_unknown_video(evidence: Evidence) -> None:
    answer = evidence.step(refusals.UNKNOWN_RETRIEVE)
    polls = [poll for job in JOBS for poll in evidence.taken(job.poll)]
    if polls and not any(poll.accepted for poll in polls):
        raise Blocked(causes.READABLE)
    expect(answer.status == 404, "404", answer.outcome, answer)
