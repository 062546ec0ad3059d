"""A server that takes one encoding only is told so once, and everything else of it is judged."""

import json
from collections import Counter
from typing import Any

import pytest
from openai_videos_conformance import Evidence, Exchange, Result, Target, Unreachable, Verdict, judge, observe
from openai_videos_conformance.exchange.refusal import named_fields, wants_model
from openai_videos_conformance.scenario import refusals
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, TWIN
from openai_videos_mock import MockSettings, serve

from .conftest import FAILING, SEED

TOLD_OFF = (Verdict.FAIL, Verdict.WARN, Verdict.ERROR)
MOST_BLOCKED = 8


def judged(fault: str) -> tuple[Evidence, dict[str, Result]]:
    with serve(MockSettings(job_seconds=0.3, seed=SEED, faults=(fault,))) as url:
        evidence = observe(Target(base_url=url, failing_prompt=FAILING, job_timeout=30))
    return evidence, {result.name: result for result in judge(evidence)}


def told_off(results: dict[str, Result]) -> set[str]:
    return {name for name, result in results.items() if result.verdict in TOLD_OFF}


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("fault", "told"),
    [("create-json-refused", {"create.json"}), ("create-form-refused", {"create.multipart"})],
)
def test_one_encoding_serves_every_other_check(fault: str, told: set[str]) -> None:
    evidence, results = judged(fault)
    assert told_off(results) == told
    verdicts = Counter(result.verdict for result in results.values())
    assert verdicts[Verdict.BLOCKED] <= MOST_BLOCKED
    assert verdicts[Verdict.PASS] > 160
    forms = {job.name: bool(evidence.job(job).create.form) for job in (DEFAULTS, TWIN, FORM)}
    assert set(forms.values()) == {fault == "create-json-refused"}
    # What has to be refused is written as what is taken, so that nothing else is wrong with it.
    refusals = [e for e in evidence.exchanges if e.step in ("refuse.create.seconds", "refuse.create.size-form")]
    assert {bool(e.form) for e in refusals} == {fault == "create-json-refused"}


def test_a_server_that_wants_a_model_is_told_what_to_give() -> None:
    with (
        serve(MockSettings(job_seconds=0.3, seed=SEED, faults=("create-model-required",))) as url,
        pytest.raises(Unreachable, match=r"takes no create without a model .*`model` is required.*--model"),
    ):
        observe(Target(base_url=url, job_timeout=30))


def test_what_has_to_be_refused_names_the_model_too() -> None:
    with serve(MockSettings(job_seconds=0.3, seed=SEED, faults=("create-model-required",))) as url:
        evidence = observe(Target(base_url=url, model="sora-2", job_timeout=30), parts=[refusals.CREATES])
    wrong = [
        e for e in evidence.exchanges if e.step.startswith("refuse.create.") and (e.form or e.request_body[:1] == b"{")
    ]
    whole = [e for e in wrong if e.form or not e.request_body.endswith(b"unfinished")]
    assert whole
    assert [e.step for e in whole if b"sora-2" not in e.request_body] == []


def refused(status: int, document: Any) -> Exchange:
    return Exchange(
        step="defaults.create",
        operation="create_video",
        method="POST",
        url="http://h/v1/videos",
        request_headers=(),
        status=status,
        body=json.dumps(document).encode(),
    )


def saying(message: str, **more: Any) -> Exchange:
    return refused(400, {"error": {"message": message, **more}})


@pytest.mark.parametrize(
    "answer",
    [
        saying('"model" is required.', code="missing_model"),
        saying("you must provide a model parameter"),
        saying("Missing required parameter: 'model'."),
        saying("/videos: Invalid model name passed in model=None. Call `/v1/models` to view available models."),
        saying("There is something wrong.", param="model"),
        refused(422, {"detail": [{"loc": ["body", "model"], "msg": "Field required", "type": "missing"}]}),
        refused(400, {"error": "model is required"}),
    ],
)
def test_a_model_that_is_wanted_is_recognised(answer: Exchange) -> None:
    assert wants_model(answer)


@pytest.mark.parametrize(
    "answer",
    [
        saying("The prompt is required."),
        saying("This model cannot make 12 seconds.", param="seconds"),
        saying("The model is overloaded."),
        refused(422, {"detail": [{"loc": ["body", n], "msg": "Field required"} for n in ("prompt", "model")]}),
        refused(500, {"error": {"message": "model is required"}}),
    ],
)
def test_another_refusal_wants_no_model(answer: Exchange) -> None:
    assert not wants_model(answer)


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (saying("size must be a multiple of 64"), {"size"}),
        (saying("Invalid size: 1280x720"), {"size"}),
        (saying("No.", param="input_reference.image_url"), {"input_reference"}),
        (refused(422, {"detail": [{"loc": ["body", "seconds"], "msg": "Input should be 5"}]}), {"seconds"}),
        (saying("The prompt was refused by moderation.", param="prompt"), {"prompt"}),
        (saying("Unsupported media type: application/json"), set()),
        (refused(400, {"detail": "Bad Request"}), set()),
        (refused(400, [1, "size"]), set()),
    ],
)
def test_what_a_refusal_names_is_read(answer: Exchange, fields: set[str]) -> None:
    assert named_fields(answer) == fields
