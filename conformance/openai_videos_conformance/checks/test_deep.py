"""What `--deep` asks on top: cases made from the contract by schemathesis, ids and framings by hypothesis."""

from openai_videos_conformance.checks import Evidence, cases_of, expect, requirement
from openai_videos_conformance.contract.cases import CoverageCase, coverage_cases
from openai_videos_conformance.exchange.refusal import blamed
from openai_videos_conformance.scenario.extras import FRAMING_PLAIN, FRAMING_VARIED, IDS, case_step


@cases_of("deep.refused", {case.name: case for case in coverage_cases() if not case.allowed})
def test_refused(evidence: Evidence, case: CoverageCase) -> None:
    evidence.claim_operation(case.operation)
    answer = evidence.step(case_step(case.name))
    expect(answer.refused, "a client error", answer.outcome, answer)


@cases_of("deep.answered", {case.name: case for case in coverage_cases() if case.allowed})
def test_answered(evidence: Evidence, case: CoverageCase) -> None:
    evidence.claim_operation(case.operation)
    answer = evidence.step(case_step(case.name))
    # The ids are made up, and a cursor may be unknown: a client error is an answer.
    expect(answer.is_ok or answer.refused, "200, or a client error", answer.outcome, answer)


@requirement("deep.ids")
def test_ids(evidence: Evidence) -> None:
    for answer in evidence.steps(IDS):
        expect(answer.refused, "a client error, since there is no such video", answer.outcome, answer)


@requirement("deep.framing")
def test_framing(evidence: Evidence) -> None:
    plain = evidence.step(FRAMING_PLAIN)
    for answer in evidence.steps(FRAMING_VARIED):
        same = answer.status == plain.status and blamed(answer) == blamed(plain)
        expect(same, f"as for the plainly written body: {plain.outcome}", answer.outcome, plain, answer)
