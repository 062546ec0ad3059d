"""Remixes, edits and extensions: new jobs made of a source that stays as it is."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.verdicts import Cause
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    JobEvidence,
    NotClaimed,
    NotVerified,
    expect,
    requirement,
)
from openai_videos_conformance.checks.readers import (
    MADE_ANEW,
    PROPERTIES,
    asked_for,
    begun,
    drifts,
    in_its_encoding,
    malformed,
    refused_alike,
    refuses_all,
    whole_number,
)
from openai_videos_conformance.contract.operations import REMIX_VIDEO
from openai_videos_conformance.evidence.movie import movie
from openai_videos_conformance.exchange.status import COMPLETED
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import (
    DEFAULTS,
    EDIT,
    EDIT_BRACKETS,
    EDIT_UPLOAD,
    EXTEND,
    EXTEND_LONG,
    EXTEND_UPLOAD,
    FORM,
    REMIX,
    REMIX_FORM,
)
from openai_videos_conformance.scenario.part import Job
from openai_videos_conformance.scenario.step import Step
from openai_videos_conformance.target.features import Feature

NOT_FOUND = 404
FIRST = ((REMIX, causes.REMIX_JSON), (EDIT, causes.EDIT_REFERENCE), (EXTEND, causes.EXTEND_REFERENCE))
"""The jobs that show whether a feature works, each with its requirement."""


def is_made(evidence: Evidence, job: Job) -> None:
    evidence.claim(job.feature)
    answer = in_its_encoding(evidence, job)
    others = [each for each in FIRST if each[0] is not job and each[0].operation == job.operation]
    # An encoding that the server does not read is told where a create is written in it.
    others.append((FORM, causes.CREATE_MULTIPART) if answer.form else (DEFAULTS, causes.CREATE_JSON))
    follows = refused_alike(evidence, answer, *others)
    # What is gone by itself, or with another job of its id, can be made nothing of.
    follows += (causes.NEW_ID, causes.READABLE) if answer.status == NOT_FOUND else ()
    expect(answer.is_ok, "200 and a new job", answer.outcome, answer, follows=follows)


def source_of(evidence: Evidence, job: JobEvidence) -> JobEvidence:
    """Give the job that another was made of. Raises `Unjudged` if there is none."""
    if job.create.operation == REMIX_VIDEO:
        # One that was started before its time may be of another source than it is meant for.
        named = unquote(urlsplit(job.create.url).path.split("/")[-2])
        source = next((other for other in evidence.jobs() if other.id == named), None)
        if source is None:
            raise NotVerified(f"{named}, which it was made of, is no job of this run any more")
        return source
    if job.planned.source is None:
        raise NotVerified(f"{job.name} is made of no other job")
    return evidence.job(job.planned.source)


@requirement("remix.json")
def test_remix_json(evidence: Evidence) -> None:
    is_made(evidence, REMIX)


@requirement("remix.multipart")
def test_remix_multipart(evidence: Evidence) -> None:
    is_made(evidence, REMIX_FORM)


@requirement("remix.source")
def test_remix_source(evidence: Evidence) -> None:
    evidence.job(REMIX)
    checked = 0
    for job in evidence.jobs():
        if job.create.operation == REMIX_VIDEO:
            checked += 1
            source = source_of(evidence, job)
            for answer in job.sightings:
                named = answer.object.get("remixed_from_video_id")
                expect(named == source.id, f"remixed_from_video_id {source.id!r}", repr(named), job.create, answer)
    if not checked:
        begun(evidence.job(REMIX))


@requirement("remix.new-job")
def test_remix_is_new(evidence: Evidence) -> None:
    is_new(evidence, REMIX)


@requirement("edit.new-job")
def test_edit_is_new(evidence: Evidence) -> None:
    is_new(evidence, EDIT)


@requirement("extend.new-job")
def test_extension_is_new(evidence: Evidence) -> None:
    is_new(evidence, EXTEND)


def is_new(evidence: Evidence, planned: Job) -> None:
    job = evidence.job(planned)
    source = source_of(evidence, job)
    expect(job.id != source.id, "an id of its own", f"{job.id}, the source's", job.create)


@requirement("remix.keeps")
def test_remix_keeps(evidence: Evidence) -> None:
    keeps(evidence, REMIX, "size", "seconds", "model")


@requirement("edit.keeps")
def test_edit_keeps(evidence: Evidence) -> None:
    keeps(evidence, EDIT, "size", "seconds")


@requirement("extend.keeps")
def test_extension_keeps(evidence: Evidence) -> None:
    keeps(evidence, EXTEND, "size", "model")


def keeps(evidence: Evidence, planned: Job, *keys: str) -> None:
    evidence.job(planned)
    compared: set[str] = set()
    for job in evidence.jobs():
        alike = job.create.operation == planned.operation
        if job.planned is not planned and not (alike and job.status == COMPLETED):
            continue
        if job.planned.is_of_upload:
            shape, seen = uploaded_shape(job), [job.create, job.last]
        else:
            source = source_of(evidence, job)
            shape, seen = source.last.object, [source.last, job.last]
        for key in keys:
            if key in shape or not job.planned.is_of_upload:
                before, after = shape.get(key), job.last.object.get(key)
                compared |= {key} if before is not None else set()
                observed, follows = repr(after), (*malformed(seen[0], key), *malformed(job.last, key))
                expect(before == after, f"{key} {before!r} of the source", observed, *seen, follows=follows)
    if left := [key for key in keys if key not in compared]:
        raise Blocked(*(PROPERTIES[f"Video.{key}"] for key in left))


def uploaded_shape(job: JobEvidence) -> Mapping[str, object]:
    """Give size and length of the video that a job was made of, as the fields of a video would."""
    upload = movie(next(part.content for part in begun(job).form if part.filename is not None))
    return {"size": f"{upload.width}x{upload.height}", "seconds": f"{upload.seconds:.0f}"}


@requirement("edit.reference")
def test_edit_by_reference(evidence: Evidence) -> None:
    is_made(evidence, EDIT)


@requirement("edit.brackets")
def test_edit_by_brackets(evidence: Evidence) -> None:
    is_made(evidence, EDIT_BRACKETS)


@requirement("edit.brackets-answer")
def test_edit_by_brackets_is_answered(evidence: Evidence) -> None:
    evidence.claim(Feature.EDITS)
    answer = in_its_encoding(evidence, EDIT_BRACKETS)
    expect(0 < answer.status < 500, "200 or a client error", answer.outcome, answer)


@requirement("edit.upload")
def test_edit_of_upload(evidence: Evidence) -> None:
    of_upload(evidence, EDIT_UPLOAD)


@requirement("extend.upload")
def test_extension_of_upload(evidence: Evidence) -> None:
    of_upload(evidence, EXTEND_UPLOAD)


def of_upload(evidence: Evidence, job: Job) -> None:
    evidence.claim(job.feature)
    answer = evidence.step(job.create)
    if answer.refused:
        raise NotClaimed(f"uploads are not offered: {answer.outcome}")
    expect(answer.is_ok, "200 and a new job", answer.outcome, answer)


@requirement("extend.reference")
def test_extension_by_reference(evidence: Evidence) -> None:
    is_made(evidence, EXTEND)


@requirement("extend.long")
def test_long_extension(evidence: Evidence) -> None:
    is_made(evidence, EXTEND_LONG)


@requirement("extend.stitched")
def test_stitched(evidence: Evidence) -> None:
    extended = [evidence.completed(EXTEND)]
    # A longer one is judged as well where the server took it and finished it.
    extended += [job for job in evidence.jobs() if job.planned is EXTEND_LONG and job.status == COMPLETED]
    for job in extended:
        source = source_of(evidence, job)
        before = source.last.object.get("seconds")
        if (start := whole_number(before)) is None:
            raise Blocked(causes.SECONDS, causes.SECONDS_DECIMAL)
        added = whole_number(asked_for(begun(job), "seconds")) or 0
        total, after = str(start + added), job.last.object.get("seconds")
        expected = f"seconds {total!r}, {before} and {added} more"
        shown, follows = (source.last, job.create, job.last), malformed(job.last, "seconds")
        expect(after == total, expected, repr(after), *shown, follows=follows)


@requirement("extend.stitched-upload")
def test_stitched_to_upload(evidence: Evidence) -> None:
    evidence.claim(Feature.EXTENSIONS)
    if evidence.step(EXTEND_UPLOAD.create).refused:
        raise NotClaimed("uploads are not offered")
    job = evidence.completed(EXTEND_UPLOAD)
    added = whole_number(asked_for(begun(job), "seconds")) or 0
    total, after = str(int(str(uploaded_shape(job)["seconds"])) + added), job.last.object.get("seconds")
    expected = f"seconds {total!r}, those of the upload too"
    follows: tuple[Cause, ...] = (*malformed(job.last, "seconds"), causes.EXTEND_STITCHED)
    expect(after == total, expected, repr(after), job.create, job.last, follows=follows)


@requirement("source.unchanged")
def test_source_is_unchanged(evidence: Evidence) -> None:
    source = evidence.completed(DEFAULTS)
    if not any(evidence.taken(job.create) and evidence.offers(job.feature) for job in (REMIX, EDIT, EXTEND)):
        raise NotClaimed("nothing can be derived from a video")
    after = evidence.step(looks.SOURCE_AFTER_RETRIEVE)
    expected, follows = "200 and the source as it was", (causes.NEW_ID, causes.READABLE)
    expect(after.is_ok, expected, after.outcome, after, follows=follows)
    pairs = [(source, after)]
    # What was asked for otherwise is a source as well, and was looked at again for the list.
    for job in (job for job in evidence.jobs() if job.planned is FORM and job.status == COMPLETED):
        pairs += [(job, again) for again in job.asides if again.step == looks.LIST_ITEMS.name and again.accepted]
    for job, again in pairs:
        for key in ("id", "created_at", "prompt", "size", "seconds", "model", "status", "remixed_from_video_id"):
            old, new = job.last.object.get(key), again.object.get(key)
            expected, moved = f"{key} {old!r} as before", drifts(evidence, key)
            expect(old == new, expected, repr(new), job.last, again, follows=(*MADE_ANEW.values(), *moved))


UNKNOWN = "404 or 400"


@requirement("remix.unknown")
def test_remix_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, refusals.REMIX_UNKNOWN, Feature.REMIX)


@requirement("edit.unknown")
def test_edit_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, refusals.EDIT_UNKNOWN, Feature.EDITS)


@requirement("extend.unknown")
def test_extension_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, refusals.EXTEND_UNKNOWN, Feature.EXTENSIONS)


def of_unknown(evidence: Evidence, step: Step, feature: Feature) -> None:
    evidence.claim(feature)
    made = next((each for each in FIRST if each[0].feature is feature), None)
    if made is not None and refuses_all(evidence, made[0]):
        raise Blocked(made[1])
    answer = evidence.step(step)
    expect(answer.status in (400, 404, 422), UNKNOWN, answer.outcome, answer)
