"""What holds for every exchange, whatever it is about."""

from openai_videos_conformance.catalogue import causes
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
from openai_videos_conformance.contract.operations import DOWNLOAD_CONTENT
from openai_videos_conformance.contract.validation import breaches
from openai_videos_conformance.exchange.exchange import url_id
from openai_videos_conformance.exchange.listing import ids_on
from openai_videos_conformance.exchange.refusal import is_envelope
from openai_videos_conformance.exchange.status import COMPLETED
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, EDIT, EXTEND, REMIX, TWIN
from openai_videos_conformance.scenario.upkeep import REACHABLE_LIST
from openai_videos_conformance.target.features import Feature

TOO_EARLY = (looks.EARLY, looks.DELETE_EARLY)
"""The parts that ask for what is right in itself, and only at the wrong time."""

KEYLESS = (looks.AUTH_RETRIEVE, looks.AUTH_CONTENT, looks.AUTH_CREATE, looks.AUTH_DELETE)
"""What is asked of a video, or for one, without a key."""


def judged(evidence: Evidence) -> list[Exchange]:
    """Give every exchange of an operation that the server offers, at least one."""
    offered = [
        exchange
        for exchange in evidence.exchanges
        if exchange.operation is not None and evidence.offers_operation(exchange.operation)
    ]
    if not offered:
        raise NotVerified("nothing was asked")
    return offered


@requirement("http.answers")
def test_answers(evidence: Evidence) -> None:
    judged(evidence)
    lost = [each for each in evidence.exchanges if each.error is not None and not each.is_too_large]
    if lost:
        raise all_of("a complete answer", lost)


def all_of(expected: str, answers: list[Exchange]) -> Violation:
    """Make a violation that names each of some answers, however many they are: others may tell them as well."""
    violation = Violation(expected, answers[0].outcome, tuple(answers[:1]))
    violation.also = tuple(answers[1:])
    return violation


@requirement("http.no-server-error")
def test_no_server_error(evidence: Evidence) -> None:
    exchanges = judged(evidence)
    # 501 says that an operation is not offered, 503 that the server is busy.
    errors = [exchange for exchange in exchanges if exchange.status >= 500 and exchange.status not in (501, 503)]
    if errors:
        raise all_of("no server error", errors)
    for operation in dict.fromkeys(exchange.operation for exchange in exchanges):
        answers = [exchange for exchange in exchanges if exchange.operation == operation]
        # What is asked too early is right in itself, and only its time is wrong.
        turned_down = [e for e in answers if e.status >= 400 and not any(part.has(e.step) for part in TOO_EARLY)]
        busy = [exchange for exchange in turned_down if exchange.status == 503]
        # Who is busy for each of several mistakes and never for what is right is not busy.
        if len(busy) > 1 and len(busy) == len(turned_down) < len(answers):
            expect(False, "a client error for a wrong request", busy[0].outcome, *busy)


@requirement("http.success-is-200")
def test_success_is_200(evidence: Evidence) -> None:
    for exchange in judged(evidence):
        # What is no success at all is told where it has to be refused.
        follows = (causes.CONTENT_NOT_EARLY,) if exchange.step == looks.EARLY_CONTENT.name else ()
        expect(not 200 < exchange.status < 400, "200", exchange.outcome, exchange, follows=follows)
    one_success(evidence)


def one_success(evidence: Evidence) -> None:
    """Raise `Unjudged` where nothing at all was answered with a success."""
    if not any(exchange.accepted for exchange in judged(evidence)):
        raise Blocked(causes.CREATE_JSON, causes.LIST_ANSWERS)


@requirement("http.media-type")
def test_media_type(evidence: Evidence) -> None:
    broken(evidence, "media-type", "a documented media type")
    one_success(evidence)


@requirement("http.json")
def test_json(evidence: Evidence) -> None:
    broken(evidence, "json", "JSON")
    for exchange in judged(evidence):
        if exchange.is_ok and exchange.operation != DOWNLOAD_CONTENT:
            expect(exchange.json is not None, "JSON", exchange.outcome, exchange)
    one_success(evidence)


def broken(evidence: Evidence, subject: str, wanted: str) -> None:
    # The type of a video is a requirement of its own, which tells it where nothing else has a wrong one.
    for exchange in sorted(judged(evidence), key=lambda each: each.operation == DOWNLOAD_CONTENT):
        if exchange.is_ok and not looks.PREVIEWS.has(exchange.step):
            follows = (causes.CONTENT_TYPE,) if exchange.operation == DOWNLOAD_CONTENT else ()
            for breach in breaches(exchange):
                expect(breach.subject != subject, wanted, breach.message, exchange, follows=follows)


def errors(evidence: Evidence) -> list[Exchange]:
    """Give the errors of operations that the server offers; what it does not offer, any page may say."""
    refusals = [e for e in judged(evidence) if 400 <= e.status < 600 and e.status not in (405, 501)]
    if not refusals:
        raise NotClaimed("no error was seen")
    return refusals


@requirement("http.error-status")
def test_error_status(evidence: Evidence) -> None:
    if told := [exchange for exchange in judged(evidence) if exchange.is_error_in_success]:
        raise all_of("a status from 400 to 599 for an error", told)
    errors(evidence)


@requirement("http.error-envelope")
def test_error_envelope(evidence: Evidence) -> None:
    # What is too large, or written otherwise, is often refused by something in front of the server.
    for exchange in (*errors(evidence), *(each for each in evidence.reshaped() if each.status >= 400)):
        kept = is_envelope(exchange.media_type, exchange.object)
        expect(kept, 'JSON: {"error": {"message": ...}}', exchange.outcome, exchange)


def enveloped(evidence: Evidence) -> None:
    """Raise `Blocked` where no error is in an envelope."""
    if not any(isinstance(exchange.object.get("error"), dict) for exchange in errors(evidence)):
        raise Blocked(causes.ENVELOPE)


@requirement("http.error-types")
def test_error_types(evidence: Evidence) -> None:
    enveloped(evidence)
    for exchange in errors(evidence):
        if isinstance(exchange.object.get("error"), dict):
            for breach in breaches(exchange):
                expect(
                    not breach.subject.startswith("Error."), f"{breach.subject} as a string", breach.message, exchange
                )


@requirement("http.error-complete")
def test_error_complete(evidence: Evidence) -> None:
    enveloped(evidence)
    for exchange in errors(evidence):
        error = exchange.object.get("error")
        if isinstance(error, dict):
            missing = [key for key in ("message", "type", "param", "code") if key not in error]
            expect(not missing, "message, type, param and code", f"no {', '.join(missing)}", exchange)


@requirement("http.method")
def test_method(evidence: Evidence) -> None:
    answer = evidence.step(looks.METHODS_COLLECTION)
    expect(answer.refused or answer.status == 501, "405, or another refusal", answer.outcome, answer)


@requirement("http.no-such-path")
def test_no_such_path(evidence: Evidence) -> None:
    answer = evidence.step(looks.METHODS_NO_SUCH_PATH)
    expect(answer.status in (404, 405), "404", answer.outcome, answer)


@requirement("http.ids")
def test_ids(evidence: Evidence) -> None:
    for job in [job for job in evidence.jobs() if job.planned in (DEFAULTS, TWIN)]:
        for poll in job.polls[:1]:
            if url_id(job.id) == job.id:
                # There is nothing in it that a route could get wrong: the job itself is not there.
                continue
            expect(poll.status not in (400, 404, 422), f"the job {job.id}", poll.outcome, job.create, poll)
    source = evidence.job(DEFAULTS)
    if not source.polls:
        raise NotVerified("no id was used")
    for step in USES if source.status == COMPLETED else ():
        for use in evidence.taken(step):
            if use.operation == DOWNLOAD_CONTENT or evidence.offers_operation(use.operation):
                expect(use.status != 404, "the video that it names", use.outcome, source.last, use)
    # Another client may have deleted it in between: then the next page is without it.
    for missing, again in zip(evidence.taken(looks.LIST_STRANGER), evidence.taken(looks.LIST_AGAIN), strict=False):
        shown = missing.named_id
        expect(shown not in ids_on(again), f"the listed video {shown}", missing.outcome, missing, again)


USES = (looks.CONTENT_PLAIN, looks.DELETE.delete, REMIX.create, EDIT.create, EXTEND.create)
"""The steps that take the id of the finished video to another route."""


@requirement("auth.required")
def test_key_is_required(evidence: Evidence) -> None:
    answer = evidence.step(looks.AUTH_NONE)
    asked_for_keys(evidence)
    expect(answer.status == 401, "401", answer.outcome, answer)
    for open_to_all in keyless(evidence):
        expect(not open_to_all.accepted, "401", open_to_all.outcome, open_to_all)


def keyless(evidence: Evidence) -> list[Exchange]:
    """Give what was asked of a video, or for one, without a key."""
    return [e for step in KEYLESS for e in evidence.taken(step)]


@requirement("auth.checked")
def test_key_is_checked(evidence: Evidence) -> None:
    answer = evidence.step(looks.AUTH_WRONG)
    asked_for_keys(evidence)
    expect(answer.status == 401, "401", answer.outcome, answer)


def asked_for_keys(evidence: Evidence) -> None:
    """Keys are asked for where the lack of the right one changes the answer."""
    usual = evidence.step(REACHABLE_LIST).status
    same = {evidence.step(looks.AUTH_NONE).status, evidence.step(looks.AUTH_WRONG).status} == {usual}
    locked = any(answer.status == 401 for answer in keyless(evidence))
    if same and not locked and Feature.AUTH not in evidence.declared:
        raise NotClaimed("the server asks for no key")
