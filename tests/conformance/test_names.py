"""Names that connect the parts of the judge are checked when they are read: a wrong one is one clear error."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from openai_videos_conformance import (
    Evidence,
    RegistryError,
    Target,
    UndeclaredStep,
    load_checks,
    observe,
    requirements,
)
from openai_videos_conformance.catalogue.check import requirement, requirements_by_case
from openai_videos_conformance.catalogue.registry import read_requirements
from openai_videos_conformance.scenario.jobs import JOBS
from openai_videos_conformance.scenario.parts import PARTS, STEPS
from openai_videos_conformance.scenario.step import Step
from openai_videos_mock import MockSettings, serve

from .conftest import FAILING, ROOT

PACKAGE = ROOT / "conformance" / "openai_videos_conformance"
ROW = """
- id: some.thing
  level: MUST
  basis: documented
  feature: create
  needs: [defaults]
  statement: Something holds.
  source: [D-10]
  impact: Nothing works.
"""


def test_a_row_is_read() -> None:
    row = read_requirements(ROW, "rows.yaml")["some.thing"]
    assert row.needs == (PARTS["defaults"],)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ROW.replace("[defaults]", "[default]"), "rows.yaml:2: 'some.thing': needs names 'default', which is none"),
        (ROW.replace("[defaults]", "[]"), "rows.yaml:2: 'some.thing': needs is [], and a list of parts is expected"),
        (ROW.replace("feature: create", "feature: creates"), "feature names 'creates', which is none; did you mean"),
        (ROW.replace("MUST", "must"), "rows.yaml:2: 'some.thing': level names 'must', which is none"),
        (ROW.replace("documented", "known"), "basis names 'known', which is none"),
        (ROW.replace("needs", "neds"), "rows.yaml:2: neds is no field of a requirement; did you mean needs?"),
        (ROW.replace("  impact: Nothing works.\n", ""), "rows.yaml:2: 'some.thing' has no impact"),
        (ROW.replace("Nothing works.", "''"), "rows.yaml:2: 'some.thing': impact is '', and a text is expected"),
        (ROW + ROW, "rows.yaml:11: 'some.thing' stands in line 2 already"),
        ("- just a text", "rows.yaml:1: a requirement is expected"),
        ("some: thing", "rows.yaml: a list of requirements is expected"),
        ("- id: [", "rows.yaml: "),
    ],
)
def test_a_wrong_row_is_told_with_its_line(wrong: str, told: str) -> None:
    with pytest.raises(RegistryError) as caught:
        read_requirements(wrong, "rows.yaml")
    assert told in str(caught.value)


def test_a_check_of_no_requirement_is_told_with_its_place() -> None:
    told = r"test_names\.py:\d+: .*'delete\.gon'.* did you mean delete\.gone"
    with pytest.raises(RegistryError, match=told):
        requirement("delete.gon")
    with pytest.raises(RegistryError, match=told):
        requirements_by_case({"delete.gon": 1})


def test_two_checks_of_one_requirement_are_told_with_both_places() -> None:
    def test_again(evidence: Evidence) -> None:
        raise AssertionError(evidence)

    assert load_checks()
    for decorate in (requirement("delete.gone"), requirements_by_case({"delete.gone": 1})):
        with pytest.raises(RegistryError, match=r"test_names\.py:\d+: 'delete\.gone' is judged in test_delete\.py:\d+"):
            decorate(test_again)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "catalogue/requirements.yaml",
            "needs: [upload]",
            "needs: [uplod]",
            r"requirements\.yaml:\d+: 'create\.upload'",
        ),
        ("checks/test_delete.py", '"delete.twice"', '"delete.twise"', r"test_delete\.py:\d+: .*'delete\.twise'"),
        ("checks/test_delete.py", '"delete.twice"', '"delete.gone"', r"test_delete\.py:\d+: 'delete\.gone' is judged"),
        ("catalogue/causes.py", '"delete.gone"', '"delete.gon"', r"causes: .*'delete\.gon'"),
        ("scenario/jobs.py", '"create.upload"', '"create.uplod"', r"the job 'upload' is accepted by 'create\.uplod'"),
    ],
)
def test_a_wrong_name_ends_a_run_before_it_begins(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    copy = tmp_path / "openai_videos_conformance"
    subprocess.run(["cp", "-RL", str(PACKAGE), str(copy)], check=True)
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    line = [sys.executable, "-m", "openai_videos_conformance", "http://127.0.0.1:1/v1"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR, done.stdout + done.stderr
    errors = [line for line in done.stderr.splitlines() if line]
    assert len(errors) == 1, done.stderr

    assert re.search(told, errors[0]), errors[0]


def test_a_step_that_nobody_declares_is_an_error() -> None:
    for name in ("delete.retreive", "delete.retrieve", "deep.no-such-case"):
        with pytest.raises(UndeclaredStep, match=name):
            Evidence().step(Step(name))


SPECIAL = {
    *(step.name for job in JOBS for step in (job.adopted, job.late)),
    "reachable.again",
    "reachable.create",
    "resume.list",
    "resume.retrieve",
    "cleanup.list",
    "cleanup.retrieve",
    "init.document",
    "init.list",
    "init.models",
    "list.stranger",
    "list.again",
    "list.behind",
    "list.confirmed",
    "deep.framing.other",
    "delete-early.retrieve",
    "delete-early.later",
}
"""The steps that a run takes only of a server that is unusual, or after another run."""


def test_every_step_that_is_declared_is_taken() -> None:
    key = "sk-names-0123456789"
    with serve(MockSettings(job_seconds=0.5, api_key=key)) as url:
        seen = observe(Target(base_url=url, api_key=key, failing_prompt=FAILING, deep=True))
    taken = {exchange.step for exchange in seen.exchanges}
    assert set(STEPS) - taken == SPECIAL


def test_every_part_is_needed_by_a_requirement_or_another_part() -> None:
    needed = {part for row in requirements().values() for part in row.needs}
    needed |= {below for part in PARTS.values() for below in part.builds_on}
    assert [name for name, part in PARTS.items() if part not in needed] == []
