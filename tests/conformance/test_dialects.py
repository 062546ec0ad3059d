"""Dialects of the field, as the run meets them: what is refused, put off, or never said to have ended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai_videos_conformance import Evidence, Target, Unreachable, Verdict, judge, observe
from openai_videos_conformance.report.notes import notes
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import (
    DEFAULTS,
    EDIT,
    EXTEND,
    FAILING,
    FORM,
    IMAGE_URL,
    REMIX,
    TWIN,
    UPLOAD,
)
from openai_videos_conformance.scenario.part import Part
from openai_videos_conformance.scenario.parts import most
from openai_videos_conformance.scenario.step import Step
from openai_videos_conformance.target.tiers import Tier
from openai_videos_mock import MockSettings, serve

from .imitation import Answer, Asked, Imitation, imitation, refused

CLIENTS = ("clients.typed-text", "clients.quoted-boundary", "create.brackets")


def observed(of: Imitation, *parts: Part, **target: Any) -> Evidence:
    with imitation(of) as url:
        return observe(Target(base_url=url, **{"job_timeout": 30, **target}), parts=parts)


def verdicts(evidence: Evidence) -> dict[str, str]:
    return {result.name: result.verdict.value for result in judge(evidence)}


def makes_one_size(asked: Asked) -> Answer | None:
    return (400, refused("There is no such size.", "size")) if asked.has('name="size"') else None


def test_a_value_that_is_refused_hides_no_way_of_writing() -> None:
    told = verdicts(observed(Imitation(refuses=makes_one_size), FORM, UPLOAD))
    assert told["create.sizes"] == "warn"
    # The very same form was taken without its size.
    assert {told[name] for name in (*CLIENTS, "clients.chunked", "clients.part-order", "create.large-body")} == {"pass"}
    assert "blocked" not in {told[name] for name in told if name.startswith("clients.")}


def makes_one_shape(asked: Asked) -> Answer | None:
    for field in ("size", "seconds"):
        if asked.has(f'name="{field}"'):
            return 400, refused(f"There is no such {field}.", field)
    return None


def test_each_value_that_is_refused_is_told() -> None:
    evidence = observed(Imitation(refuses=makes_one_shape), FORM, UPLOAD, FAILING, failing_prompt="no")
    told = verdicts(evidence)
    assert {told[name] for name in ("create.sizes", "create.lengths")} == {"warn"}
    # The file is the last part where the fields behind it are refused, and that is not what was refused.
    assert {told[name] for name in (*CLIENTS, "clients.part-order")} == {"pass"}


def wants_a_length(asked: Asked) -> Answer | None:
    return (411, refused("Say how long it is.")) if asked.is_chunked else None


def test_a_length_that_is_wanted_hides_no_reference() -> None:
    told = verdicts(observed(Imitation(refuses=wants_a_length), FORM))
    assert told["clients.no-length"] == "warn"
    assert {told[name] for name in CLIENTS} == {"pass"}


@pytest.mark.parametrize(
    ("status", "words"),
    [(503, "Service Unavailable"), (400, "A job is already running"), (403, "Only one job at a time")],
)
def test_a_server_that_is_busy_in_its_own_words_is_waited_for(status: int, words: str) -> None:
    def one_at_a_time(asked: Asked) -> Answer | None:
        return (status, refused(words)) if asked.running else None

    evidence = observed(Imitation(refuses=one_at_a_time, seconds=1.5), DEFAULTS, TWIN, FORM)
    told = verdicts(evidence)
    assert {told[name] for name in ("create.json", "create.multipart", "create.no-dedup", *CLIENTS)} == {"pass"}
    assert [note for note in notes(evidence) if f"answers {status} to any other meanwhile" in note]


@pytest.mark.parametrize("word", ["succeeded", "SUCCESS", "cancelled"])
def test_an_end_in_another_word_is_not_waited_for(word: str) -> None:
    evidence = observed(Imitation(statuses=("queued", word)), DEFAULTS)
    assert len(evidence.taken(DEFAULTS.poll)) == 1
    told = {result.name: result for result in judge(evidence)}
    assert told["video.status"].verdict is Verdict.FAIL
    # What it stands for is no secret, so that nothing else is blocked or told off for it.
    assert told["lifecycle.terminal"].verdict is Verdict.PASS


def test_a_job_without_a_status_is_not_waited_for() -> None:
    evidence = observed(Imitation(statuses=(None,)), DEFAULTS)
    assert len(evidence.taken(DEFAULTS.poll)) <= 5


def test_jobs_are_looked_at_when_they_may_have_ended() -> None:
    evidence = observed(Imitation(seconds=2), DEFAULTS, FORM, UPLOAD, job_timeout=600)
    assert [len(evidence.taken(job.poll)) for job in (FORM, UPLOAD)] == [1, 1]


def test_a_server_that_answers_everything_with_a_page_is_none() -> None:
    with pytest.raises(Unreachable, match=r"answers whatever is asked with a page .*--base-url"):
        observed(Imitation(page="<html><form action='/login'></form></html>"), looks.METHODS)


def test_fields_of_the_target_that_are_refused_are_noted() -> None:
    def strict(asked: Asked) -> Answer | None:
        return (422, refused("Extra inputs are not permitted: steps")) if asked.has("steps") else None

    evidence = observed(Imitation(refuses=strict), DEFAULTS, FORM, create={"steps": 1})
    assert list(notes(evidence)) == [
        "no create is taken, and each carries what the target adds to it (steps): is that right?"
    ]


def test_a_stuck_job_holds_up_nothing_else() -> None:
    evidence = observed(Imitation(stuck='name="input_reference"; filename'), looks.LIST, UPLOAD, job_timeout=4)
    polls = [e.started for e in evidence.taken(UPLOAD.poll)]
    assert evidence.job(UPLOAD).status == "queued"
    assert evidence.taken(looks.LIST_PLAIN)[0].started < polls[-1]


def test_a_refusal_names_a_field_instead_of_how_a_request_is_written() -> None:
    def without_references(asked: Asked) -> Answer | None:
        return (400, refused("No references here.", "input_reference")) if asked.has("input_reference") else None

    told = verdicts(observed(Imitation(refuses=without_references), FORM, UPLOAD, IMAGE_URL))
    warned = {name for name, verdict in told.items() if verdict == "warn" and name.startswith(("create.", "clients."))}
    assert warned - {"create.default-model"} == {"create.upload", "create.image-url"}
    assert told["create.large-sizes"] == "pass"


def test_what_has_to_be_refused_is_wrong_in_one_respect_alone() -> None:
    target = {"sizes": ["480x832"], "seconds": ["5", "9"], "create": {"steps": 1}}
    evidence = observed(Imitation(), DEFAULTS, refusals.CREATES, **target)

    def sent(step: Step) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(evidence.step(step).request_body)
        return body

    assert sent(refusals.CREATE_NO_PROMPT) == {"steps": 1, "size": "480x832", "seconds": "5"}
    assert sent(refusals.CREATE_EMPTY_PROMPT) == {"steps": 1, "size": "480x832", "seconds": "5", "prompt": ""}
    # A length that this server makes is none that has to be refused.
    assert sent(refusals.CREATE_SECONDS)["seconds"] == "7"
    assert sent(refusals.CREATE_SIZE)["size"] == "1x1"


def test_the_plan_counts_the_length_that_has_to_be_refused() -> None:
    target = Target(base_url="http://h/v1", tier=Tier.SMOKE, seconds=["2", "5"])
    limits = most([DEFAULTS, refusals.CREATES], target)
    # 5 s are what this server makes, so that 7 s are asked for.
    assert (limits.seconds, limits.unasked_length) == (5, 7)


def test_fields_of_the_target_are_in_every_request_that_starts_a_job() -> None:
    parts = (REMIX, EDIT, EXTEND)
    with serve(MockSettings(job_seconds=0.3)) as url:
        evidence = observe(Target(base_url=url, job_timeout=30, create={"steps": 1}), parts=parts)
    for job in parts:
        assert json.loads(evidence.step(job.create).request_body)["steps"] == 1
