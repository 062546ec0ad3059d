"""Deleting: gone everywhere, and for good."""

from openai_videos_conformance import Blocked, Evidence, NotClaimed, expect, requirement


def deleted(evidence: Evidence) -> None:
    if not evidence.step("delete.delete").accepted:
        raise Blocked("delete.answers")


@requirement("delete.answers")
def test_answers(evidence: Evidence) -> None:
    answer = evidence.step("delete.delete")
    expect(answer.status == 200, "200", answer.outcome, answer)


@requirement("delete.gone")
def test_gone(evidence: Evidence) -> None:
    deleted(evidence)
    answer = evidence.step("delete.retrieve")
    expect(answer.status == 404, "404", answer.outcome, evidence.step("delete.delete"), answer)


@requirement("delete.content-gone")
def test_content_gone(evidence: Evidence) -> None:
    deleted(evidence)
    answer = evidence.step("delete.content")
    expect(answer.status == 404, "404", answer.outcome, evidence.step("delete.delete"), answer)


@requirement("delete.not-listed")
def test_not_listed(evidence: Evidence) -> None:
    deleted(evidence)
    page = evidence.step("delete.list")
    data = page.object.get("data")
    if page.status != 200 or not isinstance(data, list):
        raise Blocked("list.answers")
    video = evidence.job("defaults").id
    listed = any(isinstance(item, dict) and item.get("id") == video for item in data)
    expect(not listed, f"a list without {video}", "it is listed", evidence.step("delete.delete"), page)


@requirement("delete.stays-gone")
def test_stays_gone(evidence: Evidence) -> None:
    deleted(evidence)
    if evidence.step("delete.retrieve").accepted:
        raise Blocked("delete.gone")
    answer = evidence.step("delete.later")
    expect(not answer.accepted, "404 a second later", answer.outcome, evidence.step("delete.delete"), answer)


@requirement("delete.twice")
def test_twice(evidence: Evidence) -> None:
    deleted(evidence)
    answer = evidence.step("delete.again")
    expect(answer.status == 404, "404", answer.outcome, evidence.step("delete.delete"), answer)


@requirement("delete.early")
def test_early(evidence: Evidence) -> None:
    job = evidence.job("edit-brackets")
    answer = evidence.step("delete-early.delete")
    if job.create.object.get("status") in ("completed", "failed"):
        raise NotClaimed("the job was finished at once")
    done = answer.status == 200 and answer.object.get("object") == "video.deleted"
    expect(done or answer.refused, "a client error, or 200 and video.deleted", answer.outcome, job.create, answer)
    for after in evidence.taken("delete-early.retrieve") if done else ():
        # A job that was cancelled may stay as one that failed; one that goes on was not deleted.
        runs_on = after.accepted and after.object.get("status") != "failed"
        expect(not runs_on, "a job that is gone, or failed", after.outcome, job.create, answer, after)


@requirement("delete.unknown")
def test_unknown(evidence: Evidence) -> None:
    answer = evidence.step("unknown.delete")
    expect(answer.status == 404, "404", answer.outcome, answer)
