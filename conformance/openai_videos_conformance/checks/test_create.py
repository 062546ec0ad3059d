"""Creating: both encodings, references, defaults and what the job repeats of the request."""

import time

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.verdicts import Cause
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    Exchange,
    NotClaimed,
    NotVerified,
    Violation,
    expect,
    requirement,
)
from openai_videos_conformance.checks.manners import names_image
from openai_videos_conformance.checks.readers import (
    MADE_ANEW,
    asked_for,
    begun,
    in_its_encoding,
    malformed,
    no_object,
    refused_alike,
    refused_values,
)
from openai_videos_conformance.contract.models import is_model
from openai_videos_conformance.contract.operations import CREATE_VIDEO, STARTS_JOB
from openai_videos_conformance.exchange.refusal import blamed
from openai_videos_conformance.exchange.status import FINAL, UNDER_WAY
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, IMAGE_URL, JOBS, TWIN, UPLOAD
from openai_videos_conformance.scenario.step import Detour
from openai_videos_conformance.scenario.upkeep import REACHABLE_CREATE

CLOCK_SKEW = 300
NOT_AGAIN = (400, 409, 422)
"""How a server refuses what it was asked for before: not for want of money, room or rights."""
HIDDEN = "no job shows its prompt"


def answered_with_a_job(evidence: Evidence, answer: Exchange) -> None:
    # A value that is refused says nothing of the way in which it was asked for.
    values = (("size", causes.CREATE_SIZES), ("seconds", causes.CREATE_LENGTHS))
    refused = tuple(cause for field, cause in values if answer in refused_values(evidence, field))
    alike = refused_alike(evidence, answer, (DEFAULTS, causes.CREATE_JSON), (FORM, causes.CREATE_MULTIPART))
    follows = (*refused, *alike)
    expect(answer.is_ok, "200 and a video", answer.outcome, answer, follows=follows)


@requirement("create.json")
def test_json(evidence: Evidence) -> None:
    answered_with_a_job(evidence, in_its_encoding(evidence, DEFAULTS))


@requirement("create.multipart")
def test_multipart(evidence: Evidence) -> None:
    answered_with_a_job(evidence, in_its_encoding(evidence, FORM))


@requirement("create.upload")
def test_upload(evidence: Evidence) -> None:
    answered_with_a_job(evidence, evidence.step(UPLOAD.create))


@requirement("create.image-url")
def test_image_url(evidence: Evidence) -> None:
    answer = evidence.step(IMAGE_URL.create)
    # Where it is taken without the image only, the image is what is refused.
    with_image = [each for each in evidence.asked(IMAGE_URL.create) if names_image(each)]
    answered_with_a_job(evidence, with_image[-1] if with_image else answer)


@requirement("create.job")
def test_job(evidence: Evidence) -> None:
    if not evidence.step(DEFAULTS.create).accepted:
        raise Blocked(causes.CREATE_JSON)
    creates = {job.create.name for job in JOBS} | {looks.AUTH_CREATE.name, REACHABLE_CREATE.name}
    for exchange in evidence.exchanges:
        if exchange.step in creates and exchange.accepted and exchange.operation in STARTS_JOB:
            missing = [key for key in ("id", "status", "created_at") if exchange.object.get(key) in (None, "")]
            unread = (cause for key in missing for cause in malformed(exchange, key))
            follows: tuple[Cause, ...] = (*unread, *no_object(exchange))
            expect(not missing, "id, status and created_at", f"no {', '.join(missing)}", exchange, follows=follows)


@requirement("create.first-status")
def test_first_status(evidence: Evidence) -> None:
    known = (*UNDER_WAY, *FINAL)
    for job in evidence.jobs():
        status = job.create.object.get("status")
        follows = malformed(job.create, "status")
        expect(status in known, "queued or in_progress", repr(status), job.create, follows=follows)


@requirement("create.new-id")
def test_new_id(evidence: Evidence) -> None:
    seen: dict[str, Exchange] = {}
    jobs = evidence.jobs()
    if len(jobs) < 2:
        raise NotVerified("one job alone was made")
    for job in jobs:
        if job.id in seen:
            follows = (MADE_ANEW[job.planned.operation],) if job.planned.operation in MADE_ANEW else ()
            raise Violation("an id that no other job has", f"{job.id} twice", (seen[job.id], job.create), follows)
        seen[job.id] = job.create


def written(create: Exchange) -> tuple[object, ...]:
    """Give a request as it went out, but for what differs from one connection to the next."""
    framing = [create.request_header(name) for name in ("content-type", "transfer-encoding", "accept")]
    return create.request_body, *framing


@requirement("create.no-dedup")
def test_no_dedup(evidence: Evidence) -> None:
    twin = evidence.step(TWIN.create)
    if any(
        moderated.request_body == twin.request_body for moderated in evidence.detours(DEFAULTS.create, Detour.REWORDED)
    ):
        raise NotVerified("the prompt that both were to have was refused by moderation")
    original = evidence.job(DEFAULTS).create
    for refused in evidence.detours(TWIN.create, Detour.RESHAPED):
        # Written as the first one, word for word, and refused all the same: another way of writing only hid it.
        if written(refused) == written(original) and refused.status in NOT_AGAIN:
            raise Violation("two jobs", f"the second create: {refused.outcome}", (original, refused))
    answered_with_a_job(evidence, twin)
    first, second = evidence.job(DEFAULTS), evidence.job(TWIN)
    follows = (causes.NEW_ID,)
    expect(first.id != second.id, "two jobs", f"{first.id} for both", first.create, second.create, follows=follows)


@requirement("create.default-seconds")
def test_default_seconds(evidence: Evidence) -> None:
    has_default(evidence, "seconds", "4")


@requirement("create.default-size")
def test_default_size(evidence: Evidence) -> None:
    has_default(evidence, "size", "720x1280")


def has_default(evidence: Evidence, field: str, default: str) -> None:
    job = evidence.job(DEFAULTS)
    if asked_for(job.create, field) is not None:
        explain_refusal(evidence, field)
    for answer in job.sightings:
        value = answer.object.get(field)
        follows = malformed(answer, field)
        expect(value == default, f"{field} {default!r}", repr(value), job.create, answer, follows=follows)


def explain_refusal(evidence: Evidence, field: str) -> None:
    """Tell of a create that left a value to the server, and was refused: once, by the field that was meant."""
    create = evidence.job(DEFAULTS).create
    unnamed = evidence.detours(DEFAULTS.create, Detour.UNNAMED)
    whys = (Detour.REWORDED, Detour.RESHAPED)
    asked = unnamed or [e for why in whys for e in evidence.detours(DEFAULTS.create, why)]
    # In the encoding that is taken: that another one is refused says nothing of what was left out.
    refused = [e for e in asked if bool(e.form) == bool(create.form) and asked_for(e, field) is None]
    if not refused:
        raise NotVerified(f"the job that left {field} to the server failed, and was asked for again with it")
    others = [other for other in ("size", "seconds") if asked_for(create, other) is not None]
    meant = str(blamed(refused[-1]) or "")
    # Where one after the other was named, it is the last one that was missing.
    told_by = meant if meant in others else others[0 if unnamed else -1]
    if told_by != field:
        raise Blocked(causes.DEFAULT_SIZE if told_by == "size" else causes.DEFAULT_SECONDS)
    raise Violation(f"200 for a create without {field}", refused[-1].outcome, (refused[-1],))


@requirement("create.default-model")
def test_default_model(evidence: Evidence) -> None:
    job = evidence.job(DEFAULTS)
    if asked_for(begun(job), "model"):
        raise NotClaimed("--model names a model, so that the default was not asked for")
    model = job.create.object.get("model")
    follows = malformed(job.create, "model")
    expect(is_model(model, "sora-2"), "model 'sora-2'", repr(model), job.create, follows=follows)


@requirement("create.echo-seconds")
def test_echo_seconds(evidence: Evidence) -> None:
    echoed(evidence, "seconds")


@requirement("create.echo-size")
def test_echo_size(evidence: Evidence) -> None:
    echoed(evidence, "size")


def echoed(evidence: Evidence, field: str) -> None:
    evidence.job(FORM)
    checked = 0
    for job in evidence.jobs():
        # What is asked for in an extension is not what the whole has.
        if job.create.operation != CREATE_VIDEO or (wanted := asked_for(job.create, field)) is None:
            continue
        checked += 1
        for answer in job.sightings:
            got = answer.object.get(field)
            follows = malformed(answer, field)
            expect(got == wanted, f"{field} {wanted!r}", repr(got), job.create, answer, follows=follows)
    if not checked:
        begun(evidence.job(FORM))


@requirement("create.echo-model")
def test_echo_model(evidence: Evidence) -> None:
    jobs = [evidence.job(DEFAULTS), evidence.job(FORM)]
    if asked_for(begun(jobs[0]), "model") is None:
        raise NotClaimed("no --model was given, so none was asked for")
    for job in jobs:
        asked = str(asked_for(begun(job), "model"))
        model = job.create.object.get("model")
        follows = malformed(job.create, "model")
        expect(is_model(model, asked), f"model {asked!r}", repr(model), job.create, follows=follows)


@requirement("create.echo-prompt")
def test_echo_prompt(evidence: Evidence) -> None:
    evidence.job(DEFAULTS)
    # The one with letters of many scripts has a requirement of its own.
    sent = [(job, asked_for(job.create, "prompt")) for job in evidence.jobs() if job.planned is not FORM]
    shown = [prompt_kept(job.sightings, prompt) for job, prompt in sent if prompt is not None]
    if not any(shown):
        raise NotClaimed(HIDDEN)


@requirement("create.echo-unicode")
def test_echo_unicode(evidence: Evidence) -> None:
    job = evidence.job(FORM)
    if not prompt_kept(job.sightings, asked_for(begun(job), "prompt")):
        raise NotClaimed(HIDDEN)


def prompt_kept(sightings: tuple[Exchange, ...], sent: str | None) -> bool:
    """Expect the prompt that was sent wherever one is shown, and tell whether one is."""
    shown = [(answer, prompt) for answer in sightings if (prompt := answer.object.get("prompt")) is not None]
    for answer, prompt in shown:
        follows = malformed(answer, "prompt")
        expect(prompt == sent, f"prompt {sent!r}, or null", repr(prompt), sightings[0], answer, follows=follows)
    return bool(shown)


@requirement("create.not-remix")
def test_not_a_remix(evidence: Evidence) -> None:
    created = [job for job in evidence.jobs() if job.create.operation == CREATE_VIDEO]
    if not created:
        begun(evidence.job(DEFAULTS))
        raise Blocked(causes.CREATE_JSON)
    for job in created:
        for answer in job.sightings:
            source = answer.object.get("remixed_from_video_id")
            expect(source is None, "no remixed_from_video_id", repr(source), job.create, answer)


@requirement("create.clock")
def test_clock(evidence: Evidence) -> None:
    create = begun(evidence.job(DEFAULTS))
    created = create.object.get("created_at")
    if not isinstance(created, int):
        raise Blocked(causes.CREATED_AT)
    skew = abs(created - create.started)
    sent = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(create.started))
    observed, follows = f"{created}, {skew:.0f} s off", (causes.SECONDS_EPOCH,)
    expect(skew <= CLOCK_SKEW, f"created_at within 5 minutes of {sent}", observed, create, follows=follows)
