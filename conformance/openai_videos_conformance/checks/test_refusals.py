"""Requests that must be refused with a client error, so that no mistake costs money."""

from collections.abc import Mapping

from openai_videos_conformance.checks import Evidence, expect, requirement, requirements_by_case
from openai_videos_conformance.scenario import refusals
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
        answer = evidence.step(step)
        expect(answer.refused, "a client error, and no job", answer.outcome, answer)


@requirement("retrieve.unknown")
def test_unknown_video(evidence: Evidence) -> None:
    answer = evidence.step(refusals.UNKNOWN_RETRIEVE)
    expect(answer.status == 404, "404", answer.outcome, answer)
