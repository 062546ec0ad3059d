"""What official clients send: the same requests, written in other ways than the plainest."""

from collections.abc import Mapping

import attrs

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import Reference, requirement_of
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    Exchange,
    NotClaimed,
    NotVerified,
    expect,
    requirement,
    requirements_by_case,
)
from openai_videos_conformance.checks.manners import (
    CHARSET,
    CHUNKED,
    EVERY,
    FILE_EARLY,
    FILE_NAMES,
    FILE_TYPES,
    IMAGE_IN_BRACKETS,
    JSON_ALONE,
    LARGE,
    LARGE_SIZES,
    LENGTH_REQUIRED,
    LENGTHS,
    QUOTED_BOUNDARY,
    SIZES,
    TYPED_TEXT,
    Manner,
    are_alike,
    file_of,
    in_brackets,
    names_image,
)
from openai_videos_conformance.checks.readers import refused_alike
from openai_videos_conformance.exchange.refusal import named_fields
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, EXTEND_LONG, FORM, IMAGE_URL, JOBS, TWIN, UPLOAD
from openai_videos_conformance.scenario.part import Job
from openai_videos_conformance.scenario.step import Detour, Step
from openai_videos_conformance.scenario.upkeep import REACHABLE_LIST

ASKED: tuple[Step, ...] = (*(job.create for job in JOBS), looks.CHARACTER_CREATE)
"""The steps that are asked for in several ways."""

CASES: Mapping[Reference, tuple[Job, tuple[Manner, ...]]] = {
    causes.CLIENTS_CHARSET: (TWIN, (CHARSET,)),
    causes.CLIENTS_TYPED_TEXT: (FORM, (TYPED_TEXT,)),
    causes.CLIENTS_QUOTED_BOUNDARY: (FORM, (QUOTED_BOUNDARY,)),
    causes.CLIENTS_PART_ORDER: (UPLOAD, (FILE_EARLY,)),
    causes.CLIENTS_FILE_TYPE: (UPLOAD, FILE_TYPES),
    causes.CLIENTS_FILE_NAME: (UPLOAD, FILE_NAMES),
    causes.CREATE_LARGE_BODY: (UPLOAD, (LARGE,)),
    causes.CREATE_SIZES: (FORM, SIZES),
    causes.CREATE_LARGE_SIZES: (IMAGE_URL, LARGE_SIZES),
    causes.CREATE_LENGTHS: (FORM, LENGTHS),
}
"""The manners that are judged alike, by the requirement, with the job that shows one of them at least."""


@attrs.frozen
class Refused:
    """A request that was refused, and the same one without a manner, which was accepted."""

    way: Exchange
    plainer: Exchange

    @property
    def by(self) -> Reference | None:
        """The requirement that judges what the plainer one leaves out: what the refusal names, if it names a field."""
        meant = next(iter((*self.named, *self.left_out)), None)
        return meant.judged_by(self.way) if meant is not None else None

    @property
    def left_out(self) -> list[Manner]:
        """The manners that the plainer one leaves out."""
        return [each for each in EVERY if each.has(self.way) and not each.has(self.plainer)]

    @property
    def named(self) -> list[Manner]:
        """Those of them that the refusal names."""
        return [each for each in self.left_out if each.is_named_by(self.way)]

    def is_about(self, manner: Manner) -> bool:
        """Tell whether a manner may be what was refused: no field that is left out is named instead of it."""
        left_out = self.way.request_fields - self.plainer.request_fields
        return manner in self.named or not named_fields(self.way) & left_out


def refusals_of(evidence: Evidence, manner: Manner, of: Job) -> list[Refused]:
    """Give where a manner was refused; none where it was accepted wherever it was sent.

    Raises:
        Unjudged: It was accepted nowhere, and nothing shows that it is what was refused.
    """
    was_taken, refused, hidden = False, [], []
    for step in ASKED:
        ways = evidence.asked(step)
        # Where it was taken in the other encoding only, it is not how it is written that was refused.
        if not ways or not ways[-1].accepted or evidence.detours(step, Detour.ENCODING):
            continue
        if not any(map(manner.has, ways)):
            continue
        named = [way for way in ways[:-1] if manner.has(way) and manner.is_named_by(way)]
        if manner.has(ways[-1]):
            was_taken = True
            continue
        last = Refused(ways[-2], ways[-1])
        if named:
            refused.append(Refused(named[-1], ways[-1]))
        elif last.is_about(manner) and manner.has(ways[-2]) and are_alike(ways[-2], ways[-1]):
            refused.append(last)
        else:
            hidden.append(last)
    if was_taken or refused:
        return refused
    evidence.job(of)
    if evidence.detours(of.create, Detour.ENCODING):
        raise Blocked(requirement_of(of.accepted_by))
    for each in hidden:
        # It was sent beside something else that is refused, and never without that.
        if each.by is not None and each.by.id != manner.by.id:
            raise Blocked(each.by)
        raise NotVerified(f"{manner.told} was sent only beside what is refused as well: {each.way.outcome}")
    raise NotClaimed(f"nothing that was accepted was asked for with {manner.told}")


def is_broken(answer: Exchange) -> bool:
    """Tell whether an answer is a server error; 501 says what the server cannot do, 503 that it is busy."""
    return answer.status >= 500 and answer.status not in (501, 503)


def taken(evidence: Evidence, of: Job, *manners: Manner) -> None:
    """Expect that each of some manners is taken, as far as it can be seen."""
    unseen: list[Blocked | NotClaimed | NotVerified] = []
    for manner in manners:
        try:
            refused = refusals_of(evidence, manner, of)
        except (Blocked, NotClaimed, NotVerified) as problem:
            unseen.append(problem)
            continue
        for each in refused:
            # That nothing breaks the server is a requirement of its own.
            if is_broken(each.way):
                raise Blocked(causes.CLIENTS_ANSWERED)
            expect(False, f"200 for {manner.told}, as without", each.way.outcome, each.way, each.plainer)
    if len(unseen) == len(manners):
        raise unseen[0]


@requirements_by_case({each.id: case for each, case in CASES.items()})
def test_taken(evidence: Evidence, case: tuple[Job, tuple[Manner, ...]]) -> None:
    of, manners = case
    taken(evidence, of, *manners)


@requirement("clients.answered")
def test_answered(evidence: Evidence) -> None:
    evidence.job(FORM)
    for step in ASKED:
        ways = evidence.asked(step)
        # Where nothing is taken, or nothing with a file, it is not how it is written that breaks the server.
        for way in ways[:-1] if ways and ways[-1].accepted else ():
            if (file_of(way) is None) == (file_of(ways[-1]) is None):
                expect(not is_broken(way), "200 or a client error", way.outcome, way, ways[-1])


@requirement("clients.chunked")
def test_chunked(evidence: Evidence) -> None:
    for each in refusals_of(evidence, CHUNKED, FORM):
        if is_broken(each.way):
            raise Blocked(causes.CLIENTS_ANSWERED)
        fine = each.way.status == LENGTH_REQUIRED
        expect(fine, "the answer to the same body with a length, or 411", each.way.outcome, each.way, each.plainer)


@requirement("clients.no-length")
def test_no_length(evidence: Evidence) -> None:
    refused = refusals_of(evidence, CHUNKED, FORM)
    if any(each.way.status != LENGTH_REQUIRED for each in refused):
        raise Blocked(causes.CLIENTS_CHUNKED)
    for each in refused:
        expect(False, "200 for a body in chunks, as with a length", each.way.outcome, each.way, each.plainer)


@requirement("create.brackets")
def test_brackets(evidence: Evidence) -> None:
    image = evidence.taken(IMAGE_URL.create)
    if image and image[-1].accepted and not names_image(image[-1]):
        raise Blocked(causes.CREATE_IMAGE_URL)
    taken(evidence, FORM, IMAGE_IN_BRACKETS)


@requirement("extend.brackets")
def test_extension_by_brackets(evidence: Evidence) -> None:
    job = evidence.job(EXTEND_LONG)
    brackets = in_brackets("video[id]", causes.EXTEND_BRACKETS)
    # The plainer way is in JSON: a reference in a form is written in no other way.
    for way in filter(brackets.has, evidence.asked(EXTEND_LONG.create)):
        if is_broken(way):
            raise Blocked(causes.CLIENTS_ANSWERED)
        follows = refused_alike(evidence, way, (FORM, causes.CREATE_MULTIPART))
        expect(way.accepted, f"200 for {brackets.told}, as in JSON", way.outcome, way, job.create, follows=follows)


@requirement("clients.accept-json")
def test_accept_json(evidence: Evidence) -> None:
    usual, answer = evidence.step(REACHABLE_LIST), evidence.step(looks.CLIENTS_LIST)
    if not usual.is_ok:
        raise Blocked(causes.LIST_ANSWERS)
    readable = answer.is_ok or (answer.error or "").startswith(UNPACKED)
    expect(readable, "200, as without the header", answer.outcome, usual, answer)
    # Where a create is not taken as it stands, the list is what was seen.
    if evidence.taken(TWIN.create) and not evidence.detours(DEFAULTS.create, Detour.RESHAPED):
        taken(evidence, TWIN, JSON_ALONE)


UNPACKED = "DecodingError"
"""How the error begins of a body that is packed in a way that cannot be undone."""


@requirement("clients.coding")
def test_coding(evidence: Evidence) -> None:
    answer = evidence.step(looks.CLIENTS_LIST)
    allowed = {"", "identity", answer.request_header("accept-encoding")}
    used = {name.strip().lower() for name in answer.header("content-encoding").split(",")}
    told = answer.error if (answer.error or "").startswith(UNPACKED) else None
    expect(used <= allowed and told is None, "gzip, or nothing", told or ", ".join(sorted(used)), answer)
