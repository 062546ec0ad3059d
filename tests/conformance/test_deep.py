"""The deep tier: cases made from the contract, named, with nothing sent that could cost."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from openai_videos_conformance import Target, Verdict, judge, observe
from openai_videos_conformance.contract.cases import LAWFUL, coverage_cases
from openai_videos_conformance.contract.operations import STARTS_JOB
from openai_videos_conformance.target.tiers import Tier
from openai_videos_mock import MockSettings, serve

from .conftest import Suite


def test_the_cases_are_the_same_in_every_process() -> None:
    program = (
        "from openai_videos_conformance.contract.cases import coverage_cases\n"
        "print(*[each.name for each in coverage_cases()])"
    )
    names = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    ]
    assert names[0] == names[1] == [case.name for case in coverage_cases()]
    assert len(set(names[0])) == len(names[0]) > 150


def test_no_case_may_start_a_job_or_delete_a_video() -> None:
    assert not [case.name for case in coverage_cases() if case.allowed and case.operation in STARTS_JOB]
    assert not [case.name for case in coverage_cases() if case.method == "DELETE"]
    assert all(reason and reason[0].islower() for reason in LAWFUL)


def test_a_server_that_keeps_the_contract_is_green(suite: Suite) -> None:
    # Long enough for a busy machine to ask for what only a finished job has while it is not.
    with serve(MockSettings(job_seconds=1.5)) as url:
        shallow = suite(f"--base-url={url}", "--tier=smoke")
        outcome = suite(f"--base-url={url}", "--tier=smoke", "--deep")
    assert outcome.code == 0, outcome.output
    assert outcome.having("fail", "warn", "blocked", "not-verified", "error") == set()
    assert outcome.report["jobs"] == shallow.report["jobs"]
    cases = [result["case"] for result in outcome.report["results"] if result["case"]]
    assert len(set(cases)) == len(cases) == len(coverage_cases())
    assert not [result for result in shallow.report["results"] if result["id"].startswith("deep.")]


def test_without_jobs_what_needs_a_video_is_left_out(suite: Suite, mock: str) -> None:
    outcome = suite(f"--base-url={mock}", "--tier=free", "--deep")
    assert outcome.code == 0, outcome.output
    assert outcome.report["jobs"] == 0
    reasons = {result["message"] for result in outcome.report["results"] if result["verdict"] == "not-claimed"}
    assert "there is no finished video to refer to" in reasons


@pytest.mark.parametrize(
    ("fault", "broken", "case"),
    [
        ("takes-create-bare-json", "deep.refused", "create_video.wrong.incorrect-type-2"),
        ("crash-list-99", "deep.answered", "list_videos.allowed.limit-near-boundary-number-2"),
        ("crash-id-beyond-ascii", "deep.ids", ""),
    ],
)
def test_what_only_the_deep_cases_meet_is_found(fault: str, broken: str, case: str) -> None:
    def told_off(*, deep: bool) -> set[tuple[str, str]]:
        results = judge(observe(Target(base_url=url, tier=Tier.SMOKE, deep=deep)))
        return {
            (r.requirement.id, r.case)
            for r in results
            if r.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE)
        }

    with serve(MockSettings(job_seconds=0.2, faults=(fault,))) as url:
        assert told_off(deep=False) == set()
        found = told_off(deep=True)
        left = httpx.get(f"{url}/videos").json()["data"]
    assert (broken, case) in found
    assert {name for name, _ in found} <= {broken, "http.no-server-error"}
    assert left == []


def test_after_a_job_that_nobody_asked_for_its_kind_is_not_sent_again(suite: Suite) -> None:
    with serve(MockSettings(job_seconds=0.2, faults=("takes-create-bare-json",))) as url:
        outcome = suite(f"--base-url={url}", "--tier=smoke", "--deep")
    assert outcome.report["jobs"] == 2
    assert outcome.report["jobs"] - 1 <= outcome.report["planned"]["unasked_jobs"]
    creates = [r for r in outcome.report["results"] if r["case"].startswith("create_video.wrong")]
    assert {r["verdict"] for r in creates} == {"pass", "warn", "not-verified"}


def test_a_deep_run_is_judged_again_as_it_was(suite: Suite, mock: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = suite(f"--base-url={mock}", "--tier=free", "--deep", f"--save-evidence={run}")
    again = suite(f"--evidence={run}")
    told = [
        {(r["id"], r["case"]): r["verdict"] for r in outcome.report["results"] if r["id"].startswith("deep.")}
        for outcome in (first, again)
    ]
    assert told[0] == told[1]
    verified = subprocess.run(
        [sys.executable, "-m", "openai_videos_conformance", "verify", str(run)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
    assert json.loads((run / "report.json").read_text())["summary"] == first.report["summary"]
