"""Deleting: gone everywhere, and for good."""

from collections.abc import Iterator
from urllib.parse import unquote

from openai_videos_conformance import Blocked, Evidence, Exchange, NotClaimed, expect, requirement
from openai_videos_conformance.checks.reading import JOBS, ids_on


def deleted(evidence: Evidence) -> None:
    if not evidence.step("delete.delete").accepted:
        raise Blocked("delete.answers")


@requirement("delete.answers")
def test_answers(evidence: Evidence) -> None:
    answer = evidence.step("delete.delete")
    expect(answer.status == 200, "200", answer.outcome, answer)
    completed = {job.id: job for job in evidence.jobs() if job.status == "completed"}
    for again in evidence.taken("cleanup.delete"):
        job = completed.get(unquote(again.url.rpartition("/")[2]))
        if job is None or again.started < job.last.started or again.status in (429, 503):
            continue
        # What was made from a video may have gone with it.
        gone = JOBS[job.name].source is not None and again.status == 404
        expect(again.status == 200 or gone, "200 for every completed video", again.outcome, again)


def after_deletes(evidence: Evidence, name: str) -> Iterator[tuple[Exchange, Exchange]]:
    """Each delete that was confirmed, with what a step after it was answered."""
    deleted(evidence)
    yield evidence.step("delete.delete"), evidence.step(f"delete.{name}")
    # A failed job can be deleted as well; whether it is, is a requirement of its own.
    for delete in evidence.taken("delete-failed.delete")[-1:]:
        if delete.accepted:
            for after in evidence.answered(f"delete-failed.{name}"):
                yield delete, after


@requirement("delete.gone")
def test_gone(evidence: Evidence) -> None:
    for delete, answer in after_deletes(evidence, "retrieve"):
        expect(answer.refused, "a client error", answer.outcome, delete, answer)


@requirement("delete.content-gone")
def test_content_gone(evidence: Evidence) -> None:
    deleted(evidence)
    answer = evidence.step("delete.content")
    expect(answer.refused, "a client error", answer.outcome, evidence.step("delete.delete"), answer)


@requirement("delete.not-found")
def test_not_found(evidence: Evidence) -> None:
    there: list[str] = []
    for name, gone in (("retrieve", "delete.gone"), ("content", "delete.content-gone")):
        for delete, answer in after_deletes(evidence, name):
            if answer.refused:
                expect(answer.status == 404, "404", answer.outcome, delete, answer)
            elif answer.step.startswith("delete."):
                there.append(gone)
    if there:
        raise Blocked(there[0])


@requirement("delete.not-listed")
def test_not_listed(evidence: Evidence) -> None:
    for delete, page in after_deletes(evidence, "list"):
        if page.status != 200 or not isinstance(page.object.get("data"), list):
            raise Blocked("list.answers")
        video = unquote(delete.url.rpartition("/")[2])
        expect(video not in ids_on(page), f"a list without {video}", "it is listed", delete, page)


@requirement("delete.stays-gone")
def test_stays_gone(evidence: Evidence) -> None:
    if any(answer.accepted for _, answer in after_deletes(evidence, "retrieve")):
        raise Blocked("delete.gone")
    for delete, answer in after_deletes(evidence, "later"):
        expect(not answer.accepted, "404 a second later", answer.outcome, delete, answer)


@requirement("delete.twice")
def test_twice(evidence: Evidence) -> None:
    for delete, answer in after_deletes(evidence, "again"):
        expect(answer.status == 404, "404", answer.outcome, delete, answer)


@requirement("delete.early")
def test_early(evidence: Evidence) -> None:
    evidence.claim("edits")
    if evidence.step("edit-brackets.create").refused:
        raise NotClaimed("the job that was to be deleted while under way was refused")
    job = evidence.job("edit-brackets")
    answer = evidence.step("delete-early.delete")
    if job.create.object.get("status") in ("completed", "failed"):
        raise NotClaimed("the job was finished at once")
    done = answer.status == 200 and answer.object.get("object") == "video.deleted"
    expect(done or answer.refused, "a client error, or 200 and video.deleted", answer.outcome, job.create, answer)
    for after in evidence.answered("delete-early.retrieve") if done else ():
        # A job that was cancelled may stay as one that failed; one that goes on was not deleted.
        runs_on = after.accepted and after.object.get("status") != "failed"
        expect(not runs_on, "a job that is gone, or failed", after.outcome, job.create, answer, after)


@requirement("delete.unknown")
def test_unknown(evidence: Evidence) -> None:
    answer = evidence.step("unknown.delete")
    expect(answer.status == 404, "404", answer.outcome, answer)
