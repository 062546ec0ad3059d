"""A job seen from its create to its end."""

from itertools import pairwise

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.verdicts import Cause
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    Exchange,
    JobEvidence,
    NotClaimed,
    NotVerified,
    expect,
    requirement,
)
from openai_videos_conformance.checks.readers import (
    PROPERTIES,
    drifts,
    malformed,
    no_object,
    refuses_all,
    told_apart,
    whole_number,
)
from openai_videos_conformance.contract.models import is_model
from openai_videos_conformance.contract.operations import EXTEND_VIDEO
from openai_videos_conformance.exchange.status import COMPLETED, FAILED, FINAL, UNDER_WAY, meaning
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, FAILING, FORM, TWIN
from openai_videos_conformance.scenario.part import End

ORDER = {"queued": 0, "in_progress": 1, "completed": 2, "failed": 2}
MODERATED = (400, 403, 422)
"""How a prompt is refused that is not allowed."""
HINT = "openai-poll-after-ms"


@requirement("lifecycle.readable")
def test_readable(evidence: Evidence) -> None:
    for adopted in evidence.answered(DEFAULTS.adopted):
        expect(adopted.is_ok, "200 and the job", adopted.outcome, adopted)
    polls = [(job, poll) for job in evidence.jobs() if job.planned is not FAILING for poll in job.polls]
    for job, poll in polls:
        # The other job of the same id may be gone, and this one with it.
        is_there, follows = poll.is_ok or poll.postponed, (causes.NEW_ID,)
        expect(is_there, "200 and the job", poll.outcome, job.create, poll, follows=follows)
    for step in (looks.EARLY_RETRIEVE, looks.LIST_ITEMS):
        for again in evidence.answered(step):
            expect(again.is_ok, "200 and the job", again.outcome, again, follows=(causes.NEW_ID,))
    if polls and all(poll.postponed for _, poll in polls):
        raise NotVerified("the server was too busy, or its quota spent: every poll was put off")


@requirement("lifecycle.same-id")
def test_same_id(evidence: Evidence) -> None:
    seen = [(job, look) for job in evidence.jobs() for look in job.looks[1:]]
    if not seen:
        raise Blocked(causes.READABLE)
    for job, look in seen:
        shown, follows = look.object.get("id"), malformed(look, "id")
        expect(shown == job.id, f"id {job.id!r}", repr(shown), job.create, look, follows=follows)


@requirement("lifecycle.stable")
def test_stable(evidence: Evidence) -> None:
    seen_again(told_apart(evidence))
    for job in told_apart(evidence):
        for key in ("created_at", "model", "size", "seconds", "prompt", "completed_at"):
            # The total of an extension, and the length of an upload, may be known at the end only.
            late = key == "seconds" and (job.planned.operation == EXTEND_VIDEO or job.planned.is_of_upload)
            looks = [look for look in job.looks if not late or look.object.get("status") in FINAL]
            shown = [(look, look.object[key]) for look in looks if look.object.get(key) is not None]
            for (look, before), (poll, value) in pairwise(shown):
                # A model may be named by its dated snapshot as soon as that is chosen.
                same = value == before or (key == "model" and is_model(value, str(before)))
                early = key == "completed_at" and look.object.get("status") in UNDER_WAY
                follows = (*malformed(look, key), *malformed(poll, key), *((causes.NOT_COMPLETED_AT,) if early else ()))
                expect(same, f"{key} {before!r} as before", repr(value), look, poll, follows=follows)


def seen_again(jobs: list[JobEvidence]) -> None:
    """Raise `Blocked` where no job was looked at after its create: nothing of it can have changed."""
    if not any(len(job.looks) > 1 for job in jobs):
        raise Blocked(causes.READABLE)


@requirement("lifecycle.terminal")
def test_terminal(evidence: Evidence) -> None:
    for job in evidence.jobs():
        if job.planned.ends is not End.COMPLETED:
            continue
        if job.status not in FINAL and job.polls and job.polls[-1].postponed:
            raise NotVerified(f"the server was too busy, or its quota spent: the polls of {job.name} were put off")
        unread = (cause for poll in job.polls if poll.accepted for cause in no_object(poll))
        follows: tuple[Cause, ...] = (*malformed(job.last, "status"), causes.READABLE, *unread)
        shown = f"{job.status!r} last"
        expect(job.status in FINAL, "a final status in time", shown, job.create, job.last, follows=follows)


def on_the_way(job: JobEvidence) -> list[Exchange]:
    """Give the looks at a job until its end; that it stays so is a requirement of its own."""
    return [look for look in job.looks if look.started <= job.last.started]


@requirement("lifecycle.forward")
def test_forward(evidence: Evidence) -> None:
    seen_again(told_apart(evidence))
    for job in told_apart(evidence):
        before, highest = job.create, -1
        for poll in on_the_way(job):
            rank = ORDER.get(str(poll.object.get("status")), highest)
            expect(
                rank >= highest,
                f"{before.object.get('status')!r} or a later status",
                repr(poll.object.get("status")),
                before,
                poll,
            )
            if rank > highest:
                before, highest = poll, rank


@requirement("lifecycle.progress-forward")
def test_progress_forward(evidence: Evidence) -> None:
    compared = 0
    for job in told_apart(evidence):
        before = job.create
        for poll in on_the_way(job)[1:]:
            old, new = before.object.get("progress"), poll.object.get("progress")
            if isinstance(old, (int, float)) and isinstance(new, (int, float)):
                compared += 1
                has_failed = meaning(poll.object.get("status")) == FAILED
                expect(new >= old or has_failed, f"progress {old} or more", new, before, poll)
                before = poll
    if not compared:
        raise Blocked(PROPERTIES["Video.progress"], causes.READABLE)


@requirement("lifecycle.progress-ends")
def test_progress_ends(evidence: Evidence) -> None:
    checked = 0
    for job in evidence.jobs():
        for poll in job.looks:
            status, progress = poll.object.get("status"), poll.object.get("progress")
            wanted = {"completed": 100, "queued": 0}.get(str(status))
            if wanted is not None and isinstance(progress, int):
                checked += 1
                expect(progress == wanted, f"progress {wanted} while {status}", progress, poll)
    if not checked:
        raise Blocked(PROPERTIES["Video.progress"], causes.TERMINAL, causes.STATUS)


@requirement("lifecycle.completed-at")
def test_completed_at(evidence: Evidence) -> None:
    seen = False
    for exchange, video in evidence.sightings():
        if video.get("status") == COMPLETED:
            seen = True
            when, follows = video.get("completed_at"), malformed(exchange, "completed_at")
            expect(when is not None, "a time in completed_at", repr(when), exchange, follows=follows)
    if not seen:
        evidence.jobs()
        raise Blocked(causes.TERMINAL, causes.STATUS)


@requirement("lifecycle.not-completed-at")
def test_not_completed_at(evidence: Evidence) -> None:
    evidence.jobs()
    seen = False
    for exchange, video in evidence.sightings():
        if video.get("status") in UNDER_WAY:
            seen = True
            when = video.get("completed_at")
            expect(when is None, f"no completed_at while {video['status']}", repr(when), exchange)
    if not seen:
        if any(video.get("status") not in FINAL for _, video in evidence.sightings()):
            raise Blocked(causes.STATUS)
        raise NotClaimed("no job was ever seen under way")


@requirement("lifecycle.times-in-order")
def test_times_in_order(evidence: Evidence) -> None:
    checked = 0
    evidence.jobs()
    moved = drifts(evidence, "created_at", "completed_at")
    for exchange, video in evidence.sightings():
        early = (causes.NOT_COMPLETED_AT,) if video.get("status") in UNDER_WAY else ()
        follows = (causes.SECONDS_EPOCH, *early, *moved)
        created, completed = video.get("created_at"), video.get("completed_at")
        if isinstance(created, int) and isinstance(completed, int):
            checked += 1
            expect(completed >= created, f"completed_at of {created} or later", completed, exchange, follows=follows)
    if not checked:
        raise Blocked(causes.CREATED_AT, causes.COMPLETED_AT, PROPERTIES["Video.completed_at"], causes.TERMINAL)


@requirement("lifecycle.no-error")
def test_no_error(evidence: Evidence) -> None:
    evidence.jobs()
    if not any(video.get("status") in (*UNDER_WAY, COMPLETED) for _, video in evidence.sightings()):
        raise Blocked(PROPERTIES["Video.status"])
    for exchange, video in evidence.sightings():
        if video.get("status") in (*UNDER_WAY, COMPLETED):
            error, follows = video.get("error"), malformed(exchange, "error")
            expect(error is None, f"no error while {video['status']}", repr(error), exchange, follows=follows)


@requirement("lifecycle.expiry")
def test_expiry(evidence: Evidence) -> None:
    checked = 0
    evidence.jobs()
    for exchange, video in evidence.sightings():
        expires, created, completed = (video.get(key) for key in ("expires_at", "created_at", "completed_at"))
        if isinstance(expires, int) and isinstance(created, int):
            checked += 1
            expect(expires > created, f"expires_at after {created}", expires, exchange, follows=(causes.SECONDS_EPOCH,))
        if isinstance(expires, int) and isinstance(completed, int):
            follows = (causes.SECONDS_EPOCH,)
            expect(expires >= completed, f"expires_at not before {completed}", expires, exchange, follows=follows)
    if not checked:
        if all(video.get("expires_at") is None for _, video in evidence.sightings()):
            raise NotClaimed("no video says when it expires")
        raise Blocked(PROPERTIES["Video.expires_at"], causes.CREATED_AT)


@requirement("lifecycle.final")
def test_final(evidence: Evidence) -> None:
    for job in told_apart(evidence):
        ends = [look for look in job.looks if look.object.get("status") in FINAL]
        for again in ends[1:]:
            ended, now = (look.object["status"] for look in (ends[0], again))
            expect(now == ended, f"{ended} as before", again.outcome, ends[0], again)
    job = evidence.completed(DEFAULTS)
    later = evidence.answered(looks.SOURCE_AFTER_RETRIEVE) + [
        e for e in evidence.answered(looks.LIST_ITEMS) if e.named_id == job.id
    ]
    if not later:
        raise NotVerified("the job was not looked at again")
    for again in later:
        status = meaning(again.object.get("status"))
        expect(again.accepted and status == COMPLETED, "completed as before", again.outcome, job.last, again)


@requirement("failed.accepted")
def test_failing_job_is_accepted(evidence: Evidence) -> None:
    answer = evidence.step(FAILING.create)
    if not answer.accepted and refuses_all(evidence, DEFAULTS, TWIN, FORM):
        raise Blocked(causes.CREATE_JSON)
    if answer.status in MODERATED:
        # Moderation may come before there is a job.
        raise NotClaimed("the prompt was refused rather than failed")
    follows = (causes.SUCCESS,) if answer.accepted else ()
    expect(answer.is_ok, "200 and a job", answer.outcome, answer, follows=follows)


@requirement("failed.readable")
def test_failed_job_is_readable(evidence: Evidence) -> None:
    job = failing(evidence)
    for poll in (*job.polls, *evidence.answered(looks.FAILED_AGAIN)):
        is_there, follows = poll.is_ok or poll.postponed, (causes.READABLE,)
        expect(is_there, "200 and the job", poll.outcome, job.create, poll, follows=follows)
    status = job.last.object.get("status")
    is_known, unnamed = status in ORDER and status != COMPLETED, malformed(job.last, "status")
    expect(is_known, "status 'failed'", repr(status), job.create, job.last, follows=unnamed)
    if status != FAILED:
        raise NotVerified("the job did not fail in time")


@requirement("failed.error")
def test_failed_job_has_an_error(evidence: Evidence) -> None:
    job = failed(evidence)
    error = job.last.object.get("error")
    explains = isinstance(error, dict) and all(isinstance(error.get(k), str) and error[k] for k in ("code", "message"))
    follows = malformed(job.last, "error")
    expect(explains, "error with a code and a message", repr(error), job.create, job.last, follows=follows)


@requirement("failed.stable")
def test_the_reason_of_a_failed_job_is_stable(evidence: Evidence) -> None:
    job, again = failed(evidence), evidence.step(looks.FAILED_AGAIN)
    if again.accepted:
        before, after = job.last.object.get("error"), again.object.get("error")
        expect(before == after, f"error {before!r} as before", repr(after), job.last, again)


@requirement("failed.no-content")
def test_failed_job_has_no_content(evidence: Evidence) -> None:
    failed(evidence)
    for answer in evidence.steps(looks.FAILED_BYTES) + evidence.answered(looks.DELETE_FAILED.content):
        expect(not answer.accepted, "no success", answer.outcome, answer)


@requirement("failed.delete")
def test_failed_job_is_deleted(evidence: Evidence) -> None:
    failed(evidence)
    answer = evidence.step(looks.DELETE_FAILED.delete)
    expect(answer.is_ok, "200", answer.outcome, answer, follows=(causes.DELETE_ANSWERS,))


@requirement("failed.not-derived")
def test_nothing_is_made_of_a_failed_job(evidence: Evidence) -> None:
    failed(evidence)
    answers = evidence.under(looks.FAILED)
    offered = [
        step
        for step in looks.FAILED.steps
        if any(answer.step == step.name and evidence.offers_operation(answer.operation) for answer in answers)
    ]
    if not offered:
        raise NotClaimed("nothing can be derived from a video")
    for step in offered:
        answer = evidence.step(step)
        expect(answer.refused, "a client error, and no job", answer.outcome, answer)


def failing(evidence: Evidence) -> JobEvidence:
    """Give the job that was to fail. That its prompt is refused at once is the business of failed.accepted alone."""
    try:
        return evidence.job(FAILING)
    except Blocked:
        if not refuses_all(evidence, DEFAULTS, TWIN, FORM) and any(
            answer.refused for answer in evidence.taken(FAILING.create)
        ):
            raise NotClaimed("the prompt was refused rather than failed") from None
        raise


def failed(evidence: Evidence) -> JobEvidence:
    job = failing(evidence)
    if job.status != FAILED:
        raise Blocked(causes.FAILED_READABLE)
    return job


@requirement("lifecycle.poll-hint")
def test_poll_hint(evidence: Evidence) -> None:
    hinted = [poll for job in evidence.jobs() for poll in job.polls if poll.header(HINT)]
    if not hinted:
        raise NotClaimed(f"no answer has {HINT}")
    for poll in hinted:
        hint = poll.header(HINT)
        expect((whole_number(hint) or 0) > 0, f"{HINT} above 0", repr(hint), poll)
