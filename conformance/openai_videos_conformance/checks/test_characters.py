"""Characters: made from an uploaded video, and fetched."""

from openai_videos_conformance import Blocked, Evidence, Exchange, NotClaimed, expect, requirement
from openai_videos_conformance.checks.reading import FEATURES, form_text


@requirement("character.create")
def test_create(evidence: Evidence) -> None:
    evidence.claim("characters")
    answer = evidence.step("character.create")
    expect(answer.status == 200, "200 and a character", answer.outcome, answer)


@requirement("character.has-id")
def test_has_id(evidence: Evidence) -> None:
    made = created(evidence)
    expect(bool(made.object.get("id")), "an id", repr(made.object.get("id")), made)


@requirement("character.echo-name")
def test_name(evidence: Evidence) -> None:
    made = created(evidence)
    sent, shown = form_text(made, "name"), made.object.get("name")
    expect(shown in (None, sent), f"name {sent!r}, or null", repr(shown), made)


@requirement("character.seconds-epoch")
def test_created_at_is_in_seconds(evidence: Evidence) -> None:
    created(evidence)
    for answer in evidence.exchanges:
        when = answer.object.get("created_at")
        if FEATURES.get(answer.operation or "") == "characters" and answer.accepted and isinstance(when, (int, float)):
            expect(when < 1e11, "created_at in Unix seconds", repr(when), answer)


@requirement("character.retrieve")
def test_retrieve(evidence: Evidence) -> None:
    made = created(evidence)
    identifier = made.object.get("id")
    if not identifier:
        # Null is lawful: whether that is wise is a requirement of its own.
        raise NotClaimed("the character has no id to be fetched by")
    if not isinstance(identifier, str):
        raise Blocked("character.id")
    answer = evidence.step("character.retrieve")
    expect(answer.status == 200, "200 and the character", answer.outcome, made, answer)
    for key in ("id", "name", "created_at"):
        old, new = made.object.get(key), answer.object.get(key)
        expect(old == new, f"{key} {old!r} as created", repr(new), made, answer)


@requirement("character.unknown")
def test_unknown(evidence: Evidence) -> None:
    evidence.claim("characters")
    answer = evidence.step("unknown.character")
    expect(answer.status == 404, "404", answer.outcome, answer)


def created(evidence: Evidence) -> Exchange:
    evidence.claim("characters")
    answer = evidence.step("character.create")
    if answer.status != 200:
        raise Blocked("character.create")
    return answer
