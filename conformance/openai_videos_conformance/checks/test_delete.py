"""Deleting: gone everywhere, and for good."""

from collections.abc import Callable, Iterator

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import Reference
from openai_videos_conformance.checks import Blocked, Evidence, Exchange, JobEvidence, NotClaimed, expect, requirement
from openai_videos_conformance.checks.readers import PROPERTIES
from openai_videos_conformance.contract.operations import DELETE_VIDEO, RETRIEVE_VIDEO
from openai_videos_conformance.exchange.listing import ids_on, is_list
from openai_videos_conformance.exchange.status import FAILED, is_final, meaning
from openai_videos_conformance.scenario import looks, refusals, upkeep
from openai_videos_conformance.scenario.jobs import IMAGE_URL
from openai_videos_conformance.scenario.looks import Deletion
from openai_videos_conformance.scenario.step import Step


def deleted(evidence: Evidence) -> None:
    if not evidence.step(looks.DELETE.delete).accepted:
        raise Blocked(causes.DELETE_ANSWERS)


@requirement("delete.answers")
def test_answers(evidence: Evidence) -> None:
    answer = evidence.step(looks.DELETE.delete)
    follows = (causes.SUCCESS,) if answer.accepted else (causes.READABLE,)
    expect(answer.is_ok, "200", answer.outcome, answer, follows=follows)
    completed = {job.id: job for job in evidence.jobs() if job.status == "completed"}
    for again in evidence.taken(upkeep.CLEANUP_DELETE):
        job = completed.get(again.named_id)
        if job is None or again.started < job.last.started or again.status in (429, 503):
            continue
        # What was made from a video may have gone with it.
        gone = job.planned.source is not None and again.status == 404
        also = (causes.SUCCESS,) if again.accepted else (causes.READABLE,) if again.status == 404 else ()
        expected = "200 for every completed video" + (" that nothing deleted" if again.status == 404 else "")
        expect(again.is_ok or gone, expected, again.outcome, again, follows=also)


def after_deletes(evidence: Evidence, later: Callable[[Deletion], Step]) -> Iterator[tuple[Exchange, Exchange]]:
    """Give each delete that was confirmed, with what a step after it was answered."""
    deleted(evidence)
    yield evidence.step(looks.DELETE.delete), evidence.step(later(looks.DELETE))
    # A failed job can be deleted as well; whether it is, is a requirement of its own.
    for delete in evidence.taken(looks.DELETE_FAILED.delete)[-1:]:
        if delete.accepted:
            for after in evidence.answered(later(looks.DELETE_FAILED)):
                yield delete, after


@requirement("delete.gone")
def test_gone(evidence: Evidence) -> None:
    if not any(look.accepted for look in evidence.exchanges if look.operation == RETRIEVE_VIDEO):
        raise Blocked(causes.READABLE)
    for delete, answer in after_deletes(evidence, lambda deletion: deletion.retrieve):
        expect(answer.refused, "a client error", answer.outcome, delete, answer)


@requirement("delete.content-gone")
def test_content_gone(evidence: Evidence) -> None:
    deleted(evidence)
    answer = evidence.step(looks.DELETE.content)
    delete = evidence.step(looks.DELETE.delete)
    follows = still_there(evidence, delete)
    expect(answer.refused, "a client error", answer.outcome, delete, answer, follows=follows)


@requirement("delete.not-found")
def test_not_found(evidence: Evidence) -> None:
    there: list[Reference] = []
    places: tuple[tuple[Callable[[Deletion], Step], Reference], ...] = (
        (lambda deletion: deletion.retrieve, causes.DELETE_GONE),
        (lambda deletion: deletion.content, causes.CONTENT_GONE),
    )
    for place, gone in places:
        for delete, answer in after_deletes(evidence, place):
            if answer.refused:
                follows = (*still_there(evidence, delete), *there)
                expect(answer.status == 404, "404", answer.outcome, delete, answer, follows=follows)
            elif looks.DELETE.has(answer.step):
                there.append(gone)
    if there:
        raise Blocked(there[0])


@requirement("delete.not-listed")
def test_not_listed(evidence: Evidence) -> None:
    for delete, page in after_deletes(evidence, lambda deletion: deletion.list):
        if not page.is_ok or not is_list(page):
            raise Blocked(causes.LIST_ANSWERS, causes.JSON, causes.LIST, causes.LIST_DATA)
        video = delete.named_id
        follows = still_there(evidence, delete)
        expect(video not in ids_on(page), f"a list without {video}", "it is listed", delete, page, follows=follows)


@requirement("delete.stays-gone")
def test_stays_gone(evidence: Evidence) -> None:
    if any(answer.accepted for _, answer in after_deletes(evidence, lambda deletion: deletion.retrieve)):
        raise Blocked(causes.DELETE_GONE)
    for delete, answer in after_deletes(evidence, lambda deletion: deletion.later):
        expect(not answer.accepted, "404 a second later", answer.outcome, delete, answer)


@requirement("delete.twice")
def test_twice(evidence: Evidence) -> None:
    for delete, answer in after_deletes(evidence, lambda deletion: deletion.again):
        expect(answer.status == 404, "404", answer.outcome, delete, answer, follows=still_there(evidence, delete))


def still_there(evidence: Evidence, delete: Exchange) -> tuple[Reference, ...]:
    """Name the requirement that is broken where a delete that was confirmed did nothing at all."""
    deletion = looks.DELETE if looks.DELETE.has(delete.step) else looks.DELETE_FAILED
    return (causes.DELETE_GONE,) if any(look.accepted for look in evidence.taken(deletion.retrieve)) else ()


@requirement("delete.early")
def test_early(evidence: Evidence) -> None:
    job, answer = deleted_early(evidence)
    for after in evidence.answered(looks.DELETE_EARLY_RETRIEVE) if answer.accepted else ():
        expect(not runs_on(after), "a job that is gone, or failed", after.outcome, job.create, answer, after)
    done, expected = answer.is_ok, "a client error, or 200 and video.deleted"
    follows = (causes.DELETE_ANSWERS, causes.SUCCESS)
    expect(done or answer.refused, expected, answer.outcome, job.create, answer, follows=follows)
    # A job that is gone, by an answer of another shape, is told where the shape is.
    unclear = (PROPERTIES["VideoDeleteResponse.object"], causes.DELETE_TYPE, causes.DELETE_DELETED, causes.JSON)
    confirmed = not done or answer.object.get("object") == "video.deleted"
    expect(confirmed, expected, answer.outcome, job.create, answer, follows=unclear)


@requirement("delete.early-stays-gone")
def test_early_stays_gone(evidence: Evidence) -> None:
    job, answer = deleted_early(evidence)
    if not answer.accepted:
        raise NotClaimed("a job that is under way is not deleted")
    if any(map(runs_on, evidence.answered(looks.DELETE_EARLY_RETRIEVE))):
        raise Blocked(causes.DELETE_EARLY)
    later = evidence.step(looks.DELETE_EARLY_LATER)
    expect(not runs_on(later), "a job that is gone, or failed", later.outcome, job.create, answer, later)


def deleted_early(evidence: Evidence) -> tuple[JobEvidence, Exchange]:
    """Give the job that was to be deleted while it was under way, and what the deletion was answered with."""
    job = evidence.job(IMAGE_URL)
    answer = evidence.step(looks.DELETE_EARLY_DELETE)
    if answer.refused and refuses_every_delete(evidence):
        # Then it is not refused for being under way.
        raise Blocked(causes.DELETE_ANSWERS)
    if is_final(meaning(job.create.object.get("status"))):
        raise NotClaimed("the job was finished at once")
    return job, answer


def runs_on(look: Exchange) -> bool:
    """Tell whether a job was not deleted. One that was cancelled may stay as one that failed."""
    return look.accepted and meaning(look.object.get("status")) != FAILED


def refuses_every_delete(evidence: Evidence) -> bool:
    """Tell whether jobs were to be deleted, and none was: then an unknown one is refused for nothing of its own."""
    unknown = (refusals.UNKNOWN_DELETE.name, looks.AUTH_DELETE.name, looks.DELETE_EARLY_DELETE.name)
    deletes = [e for e in evidence.exchanges if e.operation == DELETE_VIDEO and e.step not in unknown]
    return bool(deletes) and not any(delete.accepted for delete in deletes)


@requirement("delete.unknown")
def test_unknown(evidence: Evidence) -> None:
    answer = evidence.step(refusals.UNKNOWN_DELETE)
    if refuses_every_delete(evidence):
        raise Blocked(causes.DELETE_ANSWERS)
    expect(answer.status == 404, "404", answer.outcome, answer)
