"""The bytes: available when they should be, playable, as long and as large as promised."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import Reference
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    Exchange,
    JobEvidence,
    Lacking,
    NotClaimed,
    NotVerified,
    Violation,
    expect,
    requirement,
)
from openai_videos_conformance.checks.readers import asked_for, malformed, refuses_all, whole_number
from openai_videos_conformance.contract.operations import CREATE_VIDEO, DOWNLOAD_CONTENT, NOT_OFFERED
from openai_videos_conformance.evidence.movie import MediaError, Movie, TooLargeToJudge, boxes, movie
from openai_videos_conformance.evidence.picture import PICTURES, is_cut, picture_kind
from openai_videos_conformance.exchange.exchange import url_id
from openai_videos_conformance.exchange.status import FINAL, UNDER_WAY
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import DEFAULTS, EDIT, EXTEND, FORM, REMIX, UPLOAD
from openai_videos_conformance.scenario.part import Job
from openai_videos_conformance.scenario.step import Step
from openai_videos_conformance.target.features import Feature

T = TypeVar("T")

TOLERANCE = 0.5
"""Seconds by which a duration may be off: encoders round to frames and audio to packets."""

DOCUMENTED = 4
"""The seconds of a video that none were asked for."""


def video_bytes(evidence: Evidence, step: Step) -> Exchange:
    """Give a download that succeeded."""
    answer = evidence.step(step)
    if not answer.is_ok or not answer.body:
        raise Blocked(causes.CONTENT_AVAILABLE)
    return answer


@requirement("content.available")
def test_available(evidence: Evidence) -> None:
    for answer in downloads(evidence):
        if answer.refused and has_expired(evidence, answer):
            raise NotVerified("the video expired before it was asked for")
        # What cannot be retrieved by its id either is not told twice.
        follows = (causes.SUCCESS,) if answer.accepted else (causes.READABLE,)
        there = answer.is_ok and len(answer.body) > 0
        expect(there, "200 and bytes", answer.outcome, answer, follows=follows)
        expect(not isinstance(answer.json, dict), "the bytes themselves", answer.outcome, answer)


def downloads(evidence: Evidence) -> Iterator[Exchange]:
    """Give what has to be available: the one download that is always asked for, and the others where they were."""
    yield evidence.step(looks.CONTENT_PLAIN)
    for step in (looks.FORM_BYTES, looks.UPLOAD_BYTES, looks.EXTEND_BYTES):
        yield from evidence.answered(step)


def has_expired(evidence: Evidence, download: Exchange) -> bool:
    """Tell whether a video was past its own `expires_at` when it was asked for."""
    ends = (job.last.object.get("expires_at") for job in evidence.jobs() if f"/{url_id(job.id)}/" in download.url)
    return any(isinstance(end, int) and end <= download.started for end in ends)


@requirement("content.media-type")
def test_media_type(evidence: Evidence) -> None:
    answer = video_bytes(evidence, looks.CONTENT_PLAIN)
    expect(answer.media_type == "video/mp4", "video/mp4", answer.media_type or "no media type", answer)


@requirement("content.variant-video")
def test_variant_video(evidence: Evidence) -> None:
    plain = video_bytes(evidence, looks.CONTENT_PLAIN)
    named, after = evidence.step(looks.CONTENT_VARIANT), evidence.step(looks.CONTENT_BINARY)
    expect(named.is_ok, "200 and the video", named.outcome, named)
    same = named.media_type == plain.media_type
    expect(same, f"{plain.media_type} as without a variant", named.media_type or "no media type", plain, named)
    if after.is_ok and after.body == plain.body:
        # The plain download is the same before and after: another file in between is what the variant gives.
        expect(named.body == plain.body, "the bytes without a variant", f"{len(named.body)} other bytes", plain, named)


@requirement("content.accept-binary")
def test_accept_binary(evidence: Evidence) -> None:
    plain = video_bytes(evidence, looks.CONTENT_PLAIN)
    answer = evidence.step(looks.CONTENT_BINARY)
    expect(answer.is_ok and len(answer.body) > 0, "200 and bytes", answer.outcome, answer)
    same = isinstance(answer.json, dict) == isinstance(plain.json, dict)
    expect(same, f"{plain.media_type} as without the header", answer.outcome, plain, answer)


@requirement("content.container")
def test_container(evidence: Evidence) -> None:
    answer = video_bytes(evidence, looks.CONTENT_PLAIN)
    kinds = read(boxes, answer)
    complete = kinds[:1] == ["ftyp"] and {"moov", "mdat"} <= set(kinds)
    follows = other_kind(answer)
    expect(complete, "the boxes ftyp, moov and mdat, ftyp first", ", ".join(kinds), answer, follows=follows)


@requirement("content.decodes")
def test_decodes(evidence: Evidence) -> None:
    read(movie, video_bytes(evidence, looks.CONTENT_PLAIN))


@requirement("content.duration")
def test_duration(evidence: Evidence) -> None:
    lasts(evidence, looks.CONTENT_PLAIN, DEFAULTS)


@requirement("content.resolution")
def test_resolution(evidence: Evidence) -> None:
    is_as_large(evidence, looks.CONTENT_PLAIN, DEFAULTS)


@requirement("content.asked-duration")
def test_asked_duration(evidence: Evidence) -> None:
    lasts(evidence, looks.FORM_BYTES, FORM)


@requirement("content.asked-resolution")
def test_asked_resolution(evidence: Evidence) -> None:
    is_as_large(evidence, looks.FORM_BYTES, FORM)


@requirement("content.upload-duration")
def test_upload_duration(evidence: Evidence) -> None:
    lasts(evidence, looks.UPLOAD_BYTES, UPLOAD)


@requirement("content.upload-resolution")
def test_upload_resolution(evidence: Evidence) -> None:
    is_as_large(evidence, looks.UPLOAD_BYTES, UPLOAD)


@requirement("content.until-expiry")
def test_until_expiry(evidence: Evidence) -> None:
    video_bytes(evidence, looks.CONTENT_PLAIN)
    job, again = evidence.completed(DEFAULTS), evidence.step(looks.CONTENT_AGAIN_BYTES)
    end = job.last.object.get("expires_at")
    if not isinstance(end, int) or end <= again.started + again.elapsed:
        raise NotClaimed("no expires_at lies ahead, so that the content need not be there any more")
    expect(again.is_ok and len(again.body) > 0, f"200 and bytes until {end}", again.outcome, job.last, again)


@requirement("extend.stitched-bytes")
def test_stitched_bytes(evidence: Evidence) -> None:
    lasts(evidence, looks.EXTEND_BYTES, EXTEND, causes.EXTEND_STITCHED)


def read(reader: Callable[[bytes], T], answer: Exchange) -> T:
    try:
        return reader(answer.body)
    except TooLargeToJudge as problem:
        raise NotVerified(f"too large to judge: {problem}") from None
    except MediaError as problem:
        follows = (*other_kind(answer), *((causes.CONTAINER,) if reader is movie else ()))
        raise Violation("a complete MP4 video", str(problem), (answer,), follows) from None


def other_kind(answer: Exchange) -> tuple[Reference, ...]:
    """Name the requirement that is broken where a file says itself that it is no MP4: it is none then."""
    return (causes.CONTENT_TYPE,) if answer.media_type.startswith("video/") and answer.media_type != "video/mp4" else ()


def decoded(evidence: Evidence, step: Step) -> tuple[Exchange, Movie]:
    """Give the decoded download; that it decodes at all is a requirement of its own."""
    answer = video_bytes(evidence, step)
    try:
        return answer, movie(answer.body)
    except TooLargeToJudge as problem:
        raise NotVerified(f"too large to judge: {problem}") from None
    except MediaError:
        raise Blocked(causes.CONTENT_DECODES) from None


def lasts(evidence: Evidence, step: Step, of: Job, *further: Reference) -> None:
    job = evidence.completed(of)
    answer, media = decoded(evidence, step)
    seconds = promised_by(job, "seconds", causes.SECONDS)
    if (promised := whole_number(seconds)) is None:
        raise Blocked(causes.SECONDS_DECIMAL)
    close = abs(media.seconds - promised) <= TOLERANCE
    observed, follows = f"{media.seconds:.2f} s", (*length_causes(evidence, of, media), *further)
    expect(close, f"{seconds} s of video", observed, job.last, answer, follows=follows)


def length_causes(evidence: Evidence, of: Job, media: Movie) -> tuple[Reference, ...]:
    """Name what a wrong length comes from, where another requirement tells of it."""
    if of is DEFAULTS:
        # The video is as the documentation says, and only the job says something else.
        return (causes.DEFAULT_SECONDS,) if abs(media.seconds - DOCUMENTED) <= TOLERANCE else ()
    # Where the first job says no length, nothing of it could be measured, and it explains nothing of this one.
    is_measured = whole_number(evidence.job(DEFAULTS).last.object.get("seconds")) is not None
    others = () if of is FORM else (causes.ASKED_DURATION,)
    return (causes.DURATION, *others) if is_measured else others


VALUE = {"seconds": re.compile("[0-9]{1,300}"), "size": re.compile("[0-9]{1,5}x[0-9]{1,5}")}
"""What can be held against the bytes, whether it is documented or not."""


def promised_by(job: JobEvidence, field: str, cause: Reference) -> str:
    """Give what a job says of its video; where it says nothing that can be read, what it was asked for with."""
    shown = job.last.object.get(field)
    if isinstance(shown, int) and not isinstance(shown, bool):
        shown = str(shown)
    if isinstance(shown, str) and (VALUE[field].fullmatch(shown) or not malformed(job.last, field)):
        return shown
    asked = asked_for(job.create, field) if job.create.operation == CREATE_VIDEO else None
    if not isinstance(asked, str):
        raise Blocked(cause)
    return asked


def is_as_large(evidence: Evidence, step: Step, of: Job) -> None:
    job = evidence.completed(of)
    answer, media = decoded(evidence, step)
    promised = promised_by(job, "size", causes.SIZE)
    size = f"{media.width}x{media.height}"
    follows: tuple[Reference, ...] = () if of in (DEFAULTS, FORM) else (causes.ASKED_RESOLUTION,)
    # As for lengths: where the first job says no size, nothing of it could be measured.
    if of is not DEFAULTS and is_size(evidence.job(DEFAULTS).last.object.get("size")):
        follows = (causes.RESOLUTION, *follows)
    expect(size == promised, f"{promised}", size, job.last, answer, follows=follows)


def is_size(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9]{1,5}x[0-9]{1,5}", text) is not None


@requirement("content.stable")
def test_stable(evidence: Evidence) -> None:
    first, again = video_bytes(evidence, looks.CONTENT_PLAIN), evidence.step(looks.CONTENT_BINARY)
    if not again.is_ok or again.media_type != first.media_type:
        raise Blocked(causes.ACCEPT_BINARY)
    for other in (again, *evidence.answered(looks.CONTENT_AGAIN_BYTES)):
        if other.is_ok and other.media_type == first.media_type:
            expect(other.body == first.body, "the same bytes", f"{len(other.body)} other bytes", first, other)


@requirement("content.not-early")
def test_not_early(evidence: Evidence) -> None:
    early = unfinished(evidence, looks.EARLY_CONTENT)
    expect(not early.accepted, "no success while the job is under way", early.outcome, early)


@requirement("content.early-refused")
def test_early_is_refused(evidence: Evidence) -> None:
    early = unfinished(evidence, looks.EARLY_CONTENT)
    if early.accepted:
        raise Blocked(causes.CONTENT_NOT_EARLY)
    expect(early.refused, "a client error", early.outcome, early)


@requirement("remix.unfinished")
def test_unfinished_remix(evidence: Evidence) -> None:
    not_derived(evidence, looks.EARLY_REMIX, REMIX, causes.REMIX_JSON)


@requirement("edit.unfinished")
def test_unfinished_edit(evidence: Evidence) -> None:
    not_derived(evidence, looks.EARLY_EDIT, EDIT, causes.EDIT_REFERENCE)


@requirement("extend.unfinished")
def test_unfinished_extension(evidence: Evidence) -> None:
    not_derived(evidence, looks.EARLY_EXTEND, EXTEND, causes.EXTEND_REFERENCE)


def not_derived(evidence: Evidence, step: Step, finished: Job, made: Reference) -> None:
    evidence.claim(finished.feature)
    if refuses_all(evidence, finished):
        # Of a finished one it is refused as well.
        raise Blocked(made)
    early = unfinished(evidence, step)
    if any(early.status == put_off.status for put_off in evidence.put_off):
        raise NotVerified("the server makes one job at a time, and refuses whatever would be another")
    expect(early.refused, "a client error while the source is under way", early.outcome, early)


def unfinished(evidence: Evidence, step: Step) -> Exchange:
    """Give what was asked of a job that was still under way right after."""
    evidence.job(DEFAULTS)
    answer = evidence.step(step)
    after = next((look for look in evidence.steps(looks.EARLY_RETRIEVE) if look.started >= answer.started), None)
    status = after.object.get("status") if after is not None else None
    if status in UNDER_WAY:
        return answer
    if after is None or status in FINAL:
        raise NotClaimed("the job was finished at once, so none was ever seen under way")
    # Whether the job is under way, only a documented status tells.
    raise Blocked(causes.STATUS if after.accepted else causes.READABLE)


@requirement("content.unknown-variant")
def test_unknown_variant(evidence: Evidence) -> None:
    answer = evidence.step(refusals.CONTENT_VARIANT)
    if any(not each.accepted for each in evidence.taken(looks.CONTENT_PLAIN)):
        raise Blocked(causes.CONTENT_AVAILABLE)
    # Who has no variants at all may say so of this one as well.
    refused = answer.refused or answer.status in NOT_OFFERED
    expect(refused, "a client error", answer.outcome, answer)


@requirement("content.unknown-id")
def test_unknown_id(evidence: Evidence) -> None:
    answer = evidence.step(refusals.UNKNOWN_CONTENT)
    found = [each for each in evidence.exchanges if each.operation == DOWNLOAD_CONTENT and each is not answer]
    right = [each for each in found if looks.CONTENT.has(each.step) or looks.FORM_CONTENT.has(each.step)]
    if right and not any(each.accepted for each in right):
        raise Blocked(causes.CONTENT_AVAILABLE)
    expect(answer.status == 404, "404", answer.outcome, answer)


VARIANTS = {looks.PREVIEWS_THUMBNAIL: "thumbnail", looks.PREVIEWS_SPRITESHEET: "spritesheet"}


def preview(evidence: Evidence, step: Step) -> Exchange:
    answer = evidence.step(step)
    if answer.refused or answer.status == 501:
        if Feature.PREVIEWS in evidence.declared:
            raise Lacking("a picture, as declared", answer.outcome, (answer,))
        raise NotClaimed(f"{VARIANTS[step]} is not offered: answered {answer.status}")
    return answer


@requirement("previews.thumbnail")
def test_thumbnail(evidence: Evidence) -> None:
    is_picture(evidence, preview(evidence, looks.PREVIEWS_THUMBNAIL))


@requirement("previews.spritesheet")
def test_spritesheet(evidence: Evidence) -> None:
    is_picture(evidence, preview(evidence, looks.PREVIEWS_SPRITESHEET))


def is_picture(evidence: Evidence, answer: Exchange) -> None:
    # Where the variant is not looked at, any other is answered with the video as well.
    is_video = any(answer.body == plain.body for plain in evidence.taken(looks.CONTENT_PLAIN))
    picture = answer.is_ok and answer.media_type.startswith("image/") and len(answer.body) > 0
    follows = (causes.UNKNOWN_VARIANT,) if is_video else ()
    expect(picture, "200 and a picture", answer.outcome, answer, follows=follows)


OTHER_NAMES = {"image/jpg": "image/jpeg", "image/x-ms-bmp": "image/bmp", "image/heic": "image/heif"}


@requirement("previews.real")
def test_previews_are_pictures(evidence: Evidence) -> None:
    offered = 0
    for step in VARIANTS:
        answer = evidence.step(step)
        if answer.is_ok and answer.media_type.startswith("image/"):
            offered += 1
            named = OTHER_NAMES.get(answer.media_type, answer.media_type)
            # Any kind of picture will do, and not all of them can be told here.
            wanted = named if named in PICTURES else None
            kind = picture_kind(answer.body)
            expect(kind == wanted and len(answer.body) > 0, named, kind or "no such picture", answer)
            expect(not is_cut(answer.body), "a whole picture", f"one that ends after {len(answer.body)} bytes", answer)
    if not offered:
        raise NotClaimed("no preview is offered")
