"""Figures in README and docs are those that were measured."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from figures import PASSAGES
from house.passages import Passage, PassageError
from openai_videos_conformance import requirements
from openai_videos_mock.faults import sequential

from .conftest import ROOT

COUNTED = "requirements|faults|ways|variants|mutants|jobs|requests|polls|pass|operations|paths|checks|not-claimed"
NUMBERS = r"\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
FIGURES = {"faults": "509", "requests": "157", "polls": "28", "passed": "172", "unclaimed": "4", "seconds": "9.4"}


@pytest.mark.timeout(300)
def test_every_figure_is_the_measured_one() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "figures.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("document", ["README.md", "docs/client.md", "docs/cli.md", "docs/conformance.md"])
def test_no_count_is_written_by_hand(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    held = [span for passage in PASSAGES if passage.document == document for span in passage.spans(text)]
    counts = re.finditer(rf"\b({NUMBERS})\s+(?:\w+\s+)?(?:{COUNTED})\b", text, re.IGNORECASE)
    assert [count[0] for count in counts if count.span(1) not in held] == []


def test_the_score_is_of_the_faults_and_requirements_that_there_are() -> None:
    page = (ROOT / "docs" / "power.md").read_text("utf-8")
    again = "run `make power`"
    assert f"The mock server has {len(sequential()):,} faults that one client can meet." in page, again
    assert [name for name in requirements() if f"\n| {name} | " not in page] == [], again


@pytest.mark.parametrize("text", ["of 509 faults", "of\n509 faults", "of\n  509\tfaults"])
def test_a_passage_is_found_wherever_its_lines_end(text: str) -> None:
    assert Passage("A.md", "of {faults} faults").differences(f"One {text}.", FIGURES) == []


def test_another_figure_is_told_and_mended() -> None:
    passage = Passage("A.md", "of {faults} faults")
    (told,) = passage.differences("One of 1,478 faults.", FIGURES)
    assert told == "A.md: `of {faults} faults` says faults 1,478, measured 509"
    assert passage.rewritten("One of 1,478 faults.", FIGURES) == "One of 509 faults."


def test_what_depends_on_time_is_written_and_not_compared() -> None:
    passage = Passage("A.md", "{passed} pass, {unclaimed} not; {requests} requests, {polls} polls, {seconds} s")
    assert passage.differences("173 pass, 3 not; 159 requests, 30 polls, 6.6 s", FIGURES) == []
    assert len(passage.differences("173 pass, 4 not; 158 requests, 24 polls, 6.6 s", FIGURES)) == 2
    assert passage.rewritten("1 pass, 1 not; 1 requests, 1 polls, 1 s", FIGURES) == (
        "172 pass, 4 not; 157 requests, 28 polls, 9.4 s"
    )


def test_a_job_that_is_done_too_early_changes_no_figure_by_much() -> None:
    figures = {"requests": "157", "polls": "28", "jobs": "15"}
    passage = Passage("A.md", "{requests} requests, {polls} polls, {jobs} jobs")
    assert passage.differences("155 requests, 30 polls, 14 jobs", figures) == []
    assert len(passage.differences("152 requests, 30 polls, 12 jobs", figures)) == 2


@pytest.mark.parametrize("text", ["One of many faults, I say.", "of 1 faults, of 2 faults"])
def test_a_sentence_that_is_gone_or_there_twice_is_refused(text: str) -> None:
    with pytest.raises(PassageError, match=r"A\.md says (nowhere|2 times), and should say once: of {faults} faults"):
        Passage("A.md", "of {faults} faults").differences(text.replace("many ", "many  of "), FIGURES)
