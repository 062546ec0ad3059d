"""What `--deep` asks on top: cases made from the contract by schemathesis, ids and framings by hypothesis."""

import pytest

from openai_videos_conformance import Evidence, expect, requirement
from openai_videos_conformance.checks.reading import FEATURES, blamed, coverage_cases

ALLOWED = [case for case in coverage_cases() if case.allowed]
WRONG = [case for case in coverage_cases() if not case.allowed]


@pytest.mark.parametrize(
    ("operation", "step"),
    [pytest.param(c.operation, c.step, id=c.name, marks=requirement("deep.refused", case=c.name)) for c in WRONG],
)
def test_refused(evidence: Evidence, operation: str, step: str) -> None:
    if (feature := FEATURES.get(operation)) is not None:
        evidence.claim(feature)
    answer = evidence.step(step)
    expect(answer.refused, "a client error", answer.outcome, answer)


@pytest.mark.parametrize(
    ("operation", "step"),
    [pytest.param(c.operation, c.step, id=c.name, marks=requirement("deep.answered", case=c.name)) for c in ALLOWED],
)
def test_answered(evidence: Evidence, operation: str, step: str) -> None:
    if (feature := FEATURES.get(operation)) is not None:
        evidence.claim(feature)
    answer = evidence.step(step)
    # The ids are made up, and a cursor may be unknown: a client error is an answer.
    expect(answer.status == 200 or answer.refused, "200, or a client error", answer.outcome, answer)


@requirement("deep.ids")
def test_ids(evidence: Evidence) -> None:
    for answer in evidence.steps("deep.ids"):
        expect(answer.refused, "a client error, since there is no such video", answer.outcome, answer)


@requirement("deep.framing")
def test_framing(evidence: Evidence) -> None:
    plain = evidence.step("deep.framing.plain")
    for answer in evidence.steps("deep.framing.varied"):
        same = answer.status == plain.status and blamed(answer) == blamed(plain)
        expect(same, f"as for the plainly written body: {plain.outcome}", answer.outcome, plain, answer)
