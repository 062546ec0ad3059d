"""What the contract's schemas say of every success, property by property."""

from urllib.parse import unquote

import pytest

from openai_videos_conformance import Blocked, Evidence, breaches, expect, requirement, requirements
from openai_videos_conformance.checks.reading import NULLABLE, REQUIRED, VIDEO_OPERATIONS

SUBJECTS = {row.subject: row for row in requirements().values() if row.subject}
NOT_SCHEMA = {"status", "media-type", "json"}


@pytest.mark.parametrize(
    "subject", [pytest.param(subject, id=row.id, marks=requirement(row.id)) for subject, row in SUBJECTS.items()]
)
def test_property(evidence: Evidence, subject: str) -> None:
    root = subject.partition(".")[0]
    operations = OPERATIONS[root]
    answers = [e for e in evidence.exchanges if e.operation in operations and e.accepted]
    readable = [e for e in answers if e.json is not None]
    documented = PROPERTIES[root]
    for exchange in readable:
        if (
            subject == root
            and isinstance(exchange.json, dict)
            and (root == "VideoList") == (exchange.operation == "list_videos")
        ):
            kept = documented & set(exchange.json)
            expect(bool(kept), f"an object with {', '.join(sorted(documented))}", "none of these", exchange)
            # Where most of what has to be there is missing or wrong, it is another object, not one with mistakes.
            wrong = REQUIRED[root] & {breach.subject for breach in breaches(exchange)}
            other = len(wrong) > 1 and 2 * len(wrong) > len(REQUIRED[root])
            expect(not other, f"an object that keeps {', '.join(sorted(REQUIRED[root]))}", exchange.outcome, exchange)
        for breach in breaches(exchange):
            expect(breach.subject != subject, f"{subject} as the contract says", breach.message, exchange)
        if subject == "VideoDeleteResponse.deleted":
            expect(
                exchange.object.get("deleted") is True, "deleted true", repr(exchange.object.get("deleted")), exchange
            )
        if subject == "VideoDeleteResponse.id":
            asked = unquote(exchange.url.rpartition("/")[2])
            expect(exchange.object.get("id") == asked, f"id {asked!r}", repr(exchange.object.get("id")), exchange)
    if not readable:
        if answers:
            raise Blocked("http.json")
        explain(evidence, root)


PROPERTIES = {
    root: {name.partition(".")[2] for name in SUBJECTS if name.startswith(f"{root}.")}
    for root in ("Video", "VideoList", "VideoDeleteResponse", "VideoCharacter")
}
"""The documented properties: a success that has none of them is another object, or is wrapped in one."""

OPERATIONS = {
    "Video": VIDEO_OPERATIONS | {"list_videos"},
    "VideoList": {"list_videos"},
    "VideoDeleteResponse": {"delete_video"},
    "VideoCharacter": {"create_character", "get_character"},
}


def explain(evidence: Evidence, root: str) -> None:
    if root == "VideoCharacter":
        evidence.claim("characters")
    blocker = {"Video": "create.json", "VideoList": "list.answers", "VideoDeleteResponse": "delete.answers"}
    raise Blocked(blocker.get(root, "character.create"))


@requirement("contract.other")
def test_everything_else(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange in evidence.exchanges:
        if exchange.accepted:
            for breach in breaches(exchange):
                known = breach.subject in SUBJECTS or breach.subject in NOT_SCHEMA
                expect(known, f"{breach.subject} as the contract says", breach.message, exchange)


@requirement("video.seconds-decimal")
def test_seconds_are_decimal(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange, video in evidence.sightings():
        seconds = video.get("seconds")
        if isinstance(seconds, str):
            plain = seconds.isascii() and seconds.isdigit() and int(seconds) > 0
            expect(plain, "seconds as a whole number", repr(seconds), exchange)


@requirement("video.model-named")
def test_model_is_named(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange, video in evidence.sightings():
        expect(video.get("model") != "", "a model", "an empty string", exchange)


@requirement("video.seconds-epoch")
def test_times_are_seconds(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange, video in evidence.sightings():
        for key in ("created_at", "completed_at", "expires_at"):
            value = video.get(key)
            if isinstance(value, (int, float)):
                expect(value < 1e11, f"{key} in Unix seconds", repr(value), exchange)


@requirement("video.nullable-keys")
def test_nullable_keys_are_there(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange, video in evidence.sightings():
        missing = [key for key in NULLABLE if key not in video]
        expect(not missing, "null where there is no value", f"no key {', '.join(missing)}", exchange)
