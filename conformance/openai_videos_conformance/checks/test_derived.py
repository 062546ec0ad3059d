"""Remixes, edits and extensions: new jobs made of a source that stays as it is."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from openai_videos_conformance import (
    Blocked,
    Evidence,
    Exchange,
    JobEvidence,
    NotClaimed,
    NotVerified,
    expect,
    requirement,
)
from openai_videos_conformance.checks.reading import JOBS, SAMPLE_SECONDS, SAMPLE_SIZE, begun, sent_json


def made(evidence: Evidence, name: str, feature: str) -> Exchange:
    evidence.claim(feature)
    answer = evidence.step(f"{name}.create")
    expect(answer.status == 200, "200 and a new job", answer.outcome, answer)
    return answer


def source_of(evidence: Evidence, job: JobEvidence) -> JobEvidence:
    """The job that another was made of. Raises `Unjudged` if there is none."""
    if job.create.operation == "remix_video":
        # One that was started before its time may be of another source than it is meant for.
        named = unquote(urlsplit(job.create.url).path.split("/")[-2])
        found = next((other for other in evidence.jobs() if other.id == named), None)
        if found is None:
            raise NotVerified(f"{named}, which it was made of, is no job of this run any more")
        return found
    return evidence.job(JOBS[job.name].source or "")


@requirement("remix.json")
def test_remix_json(evidence: Evidence) -> None:
    made(evidence, "remix", "remix")


@requirement("remix.multipart")
def test_remix_multipart(evidence: Evidence) -> None:
    made(evidence, "remix-form", "remix")


@requirement("remix.source")
def test_remix_source(evidence: Evidence) -> None:
    evidence.job("remix")
    checked = 0
    for job in evidence.jobs():
        if job.create.operation == "remix_video":
            checked += 1
            source = source_of(evidence, job)
            for answer in job.sightings:
                named = answer.object.get("remixed_from_video_id")
                expect(named == source.id, f"remixed_from_video_id {source.id!r}", repr(named), job.create, answer)
    if not checked:
        begun(evidence.job("remix"))


@requirement("remix.new-job")
def test_remix_is_new(evidence: Evidence) -> None:
    is_new(evidence, "remix")


@requirement("edit.new-job")
def test_edit_is_new(evidence: Evidence) -> None:
    is_new(evidence, "edit")


@requirement("extend.new-job")
def test_extension_is_new(evidence: Evidence) -> None:
    is_new(evidence, "extend")


def is_new(evidence: Evidence, name: str) -> None:
    job = evidence.job(name)
    source = source_of(evidence, job)
    expect(job.id != source.id, "an id of its own", f"{job.id}, the source's", job.create)


@requirement("remix.keeps")
def test_remix_keeps(evidence: Evidence) -> None:
    keeps(evidence, "remix", "size", "seconds", "model")


@requirement("edit.keeps")
def test_edit_keeps(evidence: Evidence) -> None:
    keeps(evidence, "edit", "size", "seconds")


@requirement("extend.keeps")
def test_extension_keeps(evidence: Evidence) -> None:
    keeps(evidence, "extend", "size", "model")


def keeps(evidence: Evidence, name: str, *keys: str) -> None:
    evidence.job(name)
    for job in evidence.jobs():
        alike = job.create.operation == JOBS[name].operation
        if job.name != name and not (alike and job.status == "completed"):
            continue
        shape: Mapping[str, object] = {"size": "{}x{}".format(*SAMPLE_SIZE), "seconds": str(SAMPLE_SECONDS)}
        seen = [job.create, job.last]
        if not of_file(job):
            source = source_of(evidence, job)
            shape, seen = source.last.object, [source.last, job.last]
        for key in keys:
            if key in shape or not of_file(job):
                before, after = shape.get(key), job.last.object.get(key)
                expect(before == after, f"{key} {before!r} of the source", repr(after), *seen)


def of_file(job: JobEvidence) -> bool:
    """Whether a job was made of an uploaded video."""
    return JOBS[job.name].of_upload


@requirement("edit.reference")
def test_edit_by_reference(evidence: Evidence) -> None:
    made(evidence, "edit", "edits")


@requirement("edit.brackets")
def test_edit_by_brackets(evidence: Evidence) -> None:
    made(evidence, "edit-brackets", "edits")


@requirement("edit.brackets-answer")
def test_edit_by_brackets_is_answered(evidence: Evidence) -> None:
    evidence.claim("edits")
    answer = evidence.step("edit-brackets.create")
    expect(0 < answer.status < 500, "200 or a client error", answer.outcome, answer)


@requirement("edit.upload")
def test_edit_of_upload(evidence: Evidence) -> None:
    of_upload(evidence, "edit-upload", "edits")


@requirement("extend.upload")
def test_extension_of_upload(evidence: Evidence) -> None:
    of_upload(evidence, "extend-upload", "extensions")


def of_upload(evidence: Evidence, name: str, feature: str) -> None:
    evidence.claim(feature)
    answer = evidence.step(f"{name}.create")
    if answer.refused:
        raise NotClaimed(f"uploads are not offered: {answer.outcome}")
    expect(answer.status == 200, "200 and a new job", answer.outcome, answer)


@requirement("extend.reference")
def test_extension_by_reference(evidence: Evidence) -> None:
    made(evidence, "extend", "extensions")


@requirement("extend.long")
def test_long_extension(evidence: Evidence) -> None:
    made(evidence, "extend-long", "extensions")


@requirement("extend.stitched")
def test_stitched(evidence: Evidence) -> None:
    extended = [evidence.completed("extend")]
    # A longer one is judged as well where the server took it and finished it.
    extended += [job for job in evidence.jobs() if job.name == "extend-long" and job.status == "completed"]
    for job in extended:
        source = source_of(evidence, job)
        before = source.last.object.get("seconds")
        if not (isinstance(before, str) and before.isdecimal()):
            raise Blocked("video.seconds-decimal")
        added = sent_json(job)["seconds"]
        total, after = str(int(before) + int(added)), job.last.object.get("seconds")
        said = f"seconds {total!r}, {before} and {added} more"
        expect(after == total, said, repr(after), source.last, job.create, job.last)


@requirement("extend.stitched-upload")
def test_stitched_to_upload(evidence: Evidence) -> None:
    evidence.claim("extensions")
    if evidence.step("extend-upload.create").refused:
        raise NotClaimed("uploads are not offered")
    job = evidence.completed("extend-upload")
    total, after = str(SAMPLE_SECONDS + JOBS[job.name].seconds), job.last.object.get("seconds")
    expect(after == total, f"seconds {total!r}, those of the upload too", repr(after), job.create, job.last)


@requirement("source.unchanged")
def test_source_is_unchanged(evidence: Evidence) -> None:
    source = evidence.completed("defaults")
    if not any(evidence.taken(f"{name}.create") and evidence.offers(feature) for name, feature in DERIVED):
        raise NotClaimed("nothing can be derived from a video")
    after = evidence.step("source-after.retrieve")
    expect(after.status == 200, "200 and the source as it was", after.outcome, after)
    pairs = [(source, after)]
    # What was asked for otherwise is a source as well, and was looked at again for the list.
    for job in (job for job in evidence.jobs() if job.name == "form" and job.status == "completed"):
        pairs += [(job, again) for again in job.asides if again.step == "list.items" and again.accepted]
    for job, again in pairs:
        for key in ("id", "created_at", "prompt", "size", "seconds", "model", "status", "remixed_from_video_id"):
            old, new = job.last.object.get(key), again.object.get(key)
            expect(old == new, f"{key} {old!r} as before", repr(new), job.last, again)


DERIVED = (("remix", "remix"), ("edit", "edits"), ("extend", "extensions"))
UNKNOWN = "404 or 400"


@requirement("remix.unknown")
def test_remix_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, "refuse.remix.unknown", "remix")


@requirement("edit.unknown")
def test_edit_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, "refuse.edit.unknown", "edits")


@requirement("extend.unknown")
def test_extension_of_unknown(evidence: Evidence) -> None:
    of_unknown(evidence, "refuse.extend.unknown", "extensions")


def of_unknown(evidence: Evidence, step: str, feature: str) -> None:
    evidence.claim(feature)
    answer = evidence.step(step)
    expect(answer.status in (400, 404, 422), UNKNOWN, answer.outcome, answer)
