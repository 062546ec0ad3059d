"""Characters: made from an uploaded video, and fetched."""

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.checks import Blocked, Evidence, Exchange, NotClaimed, expect, requirement
from openai_videos_conformance.checks.readers import form_text
from openai_videos_conformance.contract.operations import FEATURES
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.target.features import Feature


@requirement("character.create")
def test_create(evidence: Evidence) -> None:
    evidence.claim(Feature.CHARACTERS)
    answer = evidence.step(looks.CHARACTER_CREATE)
    expect(answer.is_ok, "200 and a character", answer.outcome, answer)


@requirement("character.has-id")
def test_has_id(evidence: Evidence) -> None:
    character = created(evidence)
    identifier, follows = character.object.get("id"), (causes.JSON,) if character.json is None else ()
    expect(bool(identifier), "an id", repr(identifier), character, follows=follows)


@requirement("character.echo-name")
def test_name(evidence: Evidence) -> None:
    character = created(evidence)
    sent, shown = form_text(character, "name"), character.object.get("name")
    expect(shown in (None, sent), f"name {sent!r}, or null", repr(shown), character)


@requirement("character.seconds-epoch")
def test_created_at_is_in_seconds(evidence: Evidence) -> None:
    created(evidence)
    for answer in evidence.exchanges:
        when = answer.object.get("created_at")
        if (
            FEATURES.get(answer.operation or "") is Feature.CHARACTERS
            and answer.accepted
            and isinstance(when, (int, float))
        ):
            expect(when < 1e11, "created_at in Unix seconds", repr(when), answer)


@requirement("character.retrieve")
def test_retrieve(evidence: Evidence) -> None:
    character = created(evidence)
    identifier = character.object.get("id")
    if not identifier:
        # Null is lawful: whether that is wise is a requirement of its own.
        raise NotClaimed("the character has no id to be fetched by")
    if not isinstance(identifier, str):
        raise Blocked(causes.CHARACTER_ID)
    answer = evidence.step(looks.CHARACTER_RETRIEVE)
    expect(answer.is_ok, "200 and the character", answer.outcome, character, answer)
    for key in ("id", "name", "created_at"):
        old, new = character.object.get(key), answer.object.get(key)
        expect(old == new, f"{key} {old!r} as created", repr(new), character, answer)


@requirement("character.unknown")
def test_unknown(evidence: Evidence) -> None:
    evidence.claim(Feature.CHARACTERS)
    answer = evidence.step(refusals.UNKNOWN_CHARACTER)
    expect(answer.status == 404, "404", answer.outcome, answer)


def created(evidence: Evidence) -> Exchange:
    evidence.claim(Feature.CHARACTERS)
    answer = evidence.step(looks.CHARACTER_CREATE)
    if not answer.is_ok:
        raise Blocked(causes.CHARACTER_CREATE)
    return answer
