"""Requests that must be refused with a client error, so that no mistake costs money."""

import pytest

from openai_videos_conformance import Evidence, expect, requirement

CASES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "refuse.create-prompt": (None, ("refuse.create.prompt", "refuse.create.prompt-form")),
    "refuse.create-empty-prompt": (None, ("refuse.create.empty-prompt",)),
    "refuse.create-prompt-type": (None, ("refuse.create.prompt-type",)),
    "refuse.create-seconds": (None, ("refuse.create.seconds", "refuse.create.seconds-form")),
    "refuse.create-size": (None, ("refuse.create.size", "refuse.create.size-form")),
    "refuse.create-malformed": (
        None,
        (
            "refuse.create.array",
            "refuse.create.malformed",
            "refuse.create.malformed-form",
            "refuse.create.no-body",
        ),
    ),
    "refuse.create-media-type": (None, ("refuse.create.media-type",)),
    "refuse.create-reference": (None, ("refuse.create.reference",)),
    "refuse.remix-prompt": ("remix", ("refuse.remix.prompt",)),
    "refuse.edit-prompt": ("edits", ("refuse.edit.prompt",)),
    "refuse.edit-video": ("edits", ("refuse.edit.video",)),
    "refuse.edit-video-string": ("edits", ("refuse.edit.video-string",)),
    "refuse.extend-prompt": ("extensions", ("refuse.extend.prompt",)),
    "refuse.extend-seconds": ("extensions", ("refuse.extend.seconds",)),
    "refuse.extend-seconds-value": ("extensions", ("refuse.extend.seconds-value",)),
    "refuse.extend-video": ("extensions", ("refuse.extend.video",)),
    "refuse.character-name": ("characters", ("refuse.character.name",)),
    "refuse.character-video": ("characters", ("refuse.character.video",)),
}


@pytest.mark.parametrize(
    ("feature", "steps"), [pytest.param(*case, id=name, marks=requirement(name)) for name, case in CASES.items()]
)
def test_refused(evidence: Evidence, feature: str | None, steps: tuple[str, ...]) -> None:
    if feature is not None:
        evidence.claim(feature)
    # One by one: where the first starts a job, the next is not sent, and the verdict is there already.
    for step in steps:
        answer = evidence.step(step)
        expect(answer.refused, "a client error, and no job", answer.outcome, answer)


@requirement("retrieve.unknown")
def test_unknown_video(evidence: Evidence) -> None:
    answer = evidence.step("unknown.retrieve")
    expect(answer.status == 404, "404", answer.outcome, answer)
