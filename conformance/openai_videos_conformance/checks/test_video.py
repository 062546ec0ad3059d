"""What the contract's schemas say of every success, property by property."""

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import requirements
from openai_videos_conformance.catalogue.verdicts import Cause
from openai_videos_conformance.checks import Blocked, Evidence, Exchange, expect, requirement, requirements_by_case
from openai_videos_conformance.checks.readers import NULLABLE, PROPERTIES, REQUIRED, asked_for, whole_number
from openai_videos_conformance.contract.operations import (
    CREATE_CHARACTER,
    DELETE_VIDEO,
    GET_CHARACTER,
    LIST_VIDEOS,
    SHOWS_VIDEO,
)
from openai_videos_conformance.contract.validation import breaches
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.target.features import Feature

SUBJECTS = {row.subject: row for row in requirements().values() if row.subject}
NOT_SCHEMA = {"status", "media-type", "json"}


@requirements_by_case({row.id: subject for subject, row in SUBJECTS.items()})
def test_property(evidence: Evidence, case: str) -> None:
    subject = case
    root = subject.partition(".")[0]
    operations = OPERATIONS[root]
    answers = [e for e in evidence.exchanges if e.operation in operations and e.accepted]
    readable = [e for e in answers if e.json is not None]
    documented = DOCUMENTED[root]
    for exchange in readable:
        if (
            subject == root
            and isinstance(exchange.json, dict)
            and (root == "VideoList") == (exchange.operation == LIST_VIDEOS)
        ):
            is_whole = bool(documented & set(exchange.json))
            expect(is_whole, f"an object with {', '.join(sorted(documented))}", "none of these", exchange)
            # Where most of what has to be there is missing or wrong, it is another object, not one with mistakes.
            wrong = REQUIRED[root] & {breach.subject for breach in breaches(exchange)}
            other = len(wrong) > 1 and 2 * len(wrong) > len(REQUIRED[root])
            expected = f"an object that keeps {', '.join(sorted(REQUIRED[root]))}"
            follows = tuple(PROPERTIES[name] for name in sorted(wrong))
            expect(not other, expected, exchange.outcome, exchange, follows=follows)
        for breach in breaches(exchange):
            kept, expected = breach.subject != subject, f"{subject} as the contract says"
            if not (subject in ECHOED and is_echo_of_mistake(exchange, subject)):
                expect(kept, expected, breach.message, exchange, follows=cause_of(subject, exchange))
        if subject == "VideoDeleteResponse.deleted":
            expect(
                exchange.object.get("deleted") is True, "deleted true", repr(exchange.object.get("deleted")), exchange
            )
        if subject == "VideoDeleteResponse.id":
            asked = exchange.named_id
            expect(exchange.object.get("id") == asked, f"id {asked!r}", repr(exchange.object.get("id")), exchange)
    if not readable:
        if answers:
            raise Blocked(causes.JSON, causes.SUCCESS)
        explain(evidence, root)


ECHOED = ("Video.seconds", "Video.size")


def is_echo_of_mistake(exchange: Exchange, subject: str) -> bool:
    """Tell whether a value is the one that had to be refused: that it was taken is told, and it is repeated rightly."""
    field = subject.partition(".")[2]
    had_to_be_refused = any(part.has(exchange.step) for part in (refusals.CREATES, refusals.EXTENSIONS))
    return had_to_be_refused and exchange.object.get(field) == asked_for(exchange, field)


def cause_of(subject: str, exchange: Exchange) -> tuple[Cause, ...]:
    """Name what a broken property follows from: that the answer is another object altogether."""
    root = subject.partition(".")[0]
    if subject == "VideoDeleteResponse.object" and shows_video(exchange):
        return (causes.DELETE_DELETED,)
    return () if subject == root or is_of(root, exchange) else (PROPERTIES[root],)


def is_of(root: str, exchange: Exchange) -> bool:
    """Tell whether an answer is an object of a kind, well formed or not, and no other one or one within another."""
    if root == "Video" and exchange.operation == LIST_VIDEOS:
        return True
    return isinstance(exchange.json, dict) and bool(DOCUMENTED[root] & set(exchange.json))


def shows_video(exchange: Exchange) -> bool:
    """Tell whether a deletion is answered with the video, so that the type and what is missing are one mistake."""
    return {"id", "object", "status"} <= set(exchange.object) and exchange.object["object"] == "video"


DOCUMENTED = {
    root: {name.partition(".")[2] for name in SUBJECTS if name.startswith(f"{root}.")}
    for root in ("Video", "VideoList", "VideoDeleteResponse", "VideoCharacter")
}
"""The documented properties: a success that has none of them is another object, or is wrapped in one."""

OPERATIONS = {
    "Video": SHOWS_VIDEO | {LIST_VIDEOS},
    "VideoList": {LIST_VIDEOS},
    "VideoDeleteResponse": {DELETE_VIDEO},
    "VideoCharacter": {CREATE_CHARACTER, GET_CHARACTER},
}


def explain(evidence: Evidence, root: str) -> None:
    if root == "VideoCharacter":
        evidence.claim(Feature.CHARACTERS)
    if root == "VideoDeleteResponse":
        # Where nothing was deleted, it is not the answers that are wrong.
        evidence.step(looks.DELETE.delete)
    raise Blocked(BLOCKERS[root])


BLOCKERS = {
    "Video": causes.CREATE_JSON,
    "VideoList": causes.LIST_ANSWERS,
    "VideoDeleteResponse": causes.DELETE_ANSWERS,
    "VideoCharacter": causes.CHARACTER_CREATE,
}
"""The requirement without which no answer has a schema."""


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
    sightings = [each for each in evidence.sightings() if not is_echo_of_mistake(each[0], "Video.seconds")]
    shown = [(exchange, video.get("seconds")) for exchange, video in sightings]
    texts = [(exchange, seconds) for exchange, seconds in shown if isinstance(seconds, str)]
    if not texts:
        raise Blocked(causes.SECONDS)
    for exchange, seconds in texts:
        plain, follows = (whole_number(seconds) or 0) > 0, (causes.DEFAULT_SECONDS, causes.ECHO_SECONDS)
        expect(plain, "seconds as a whole number", repr(seconds), exchange, follows=follows)


@requirement("video.model-named")
def test_model_is_named(evidence: Evidence) -> None:
    evidence.jobs()
    models = [(exchange, video.get("model")) for exchange, video in evidence.sightings()]
    if not any(isinstance(model, str) for _, model in models):
        raise Blocked(PROPERTIES["Video.model"])
    for exchange, model in models:
        expect(model != "", "a model", "an empty string", exchange, follows=(causes.DEFAULT_MODEL, causes.ECHO_MODEL))


@requirement("video.seconds-epoch")
def test_times_are_seconds(evidence: Evidence) -> None:
    evidence.jobs()
    if not any(isinstance(video.get("created_at"), (int, float)) for _, video in evidence.sightings()):
        raise Blocked(causes.CREATED_AT)
    for exchange, video in evidence.sightings():
        for key in ("created_at", "completed_at"):
            value = video.get(key)
            if isinstance(value, (int, float)):
                expect(value < 1e11, f"{key} in Unix seconds", repr(value), exchange)
        ends = video.get("expires_at")
        if isinstance(ends, (int, float)):
            # A video may be kept for ever, and say so by a time as far away as the server likes.
            finer = any(0 <= ends / unit - exchange.started < LIFETIME for unit in (1e3, 1e6, 1e9))
            expect(not finer, "expires_at in Unix seconds", repr(ends), exchange)


LIFETIME = 100 * 365.25 * 24 * 60 * 60
"""Seconds from now on in which a video expires that is not kept for ever."""


@requirement("video.nullable-keys")
def test_nullable_keys_are_there(evidence: Evidence) -> None:
    evidence.jobs()
    for exchange, video in evidence.sightings():
        missing = [key for key in NULLABLE if key not in video]
        follows = () if is_of("Video", exchange) else (PROPERTIES["Video"],)
        expect(not missing, "null where there is no value", f"no key {', '.join(missing)}", exchange, follows=follows)
