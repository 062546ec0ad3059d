"""The command that judges one requirement again, and what of a run stays when it is used."""

import json
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from openai_videos_conformance.target.rerun import ARGS, COMMAND, REQUIREMENT, rerun_command
from openai_videos_mock import MockSettings, serve

from .conftest import run_suite

URL = "--base-url=http://127.0.0.1:8000/v1"
WRITING = (
    "--report-json=r.json",
    "--save-evidence",
    "monday",
    "--junitxml=j.xml",
    "--known-failures=k.yaml",
    "--resume",
)


def rerun(monkeypatch: pytest.MonkeyPatch, words: list[str], arguments: tuple[str, ...]) -> str:
    """The command, had Python been started with these words."""
    monkeypatch.setattr(sys, "orig_argv", words)
    monkeypatch.setattr(sys, "argv", [word for word in words if "python" not in word and word != "-m"])
    config = SimpleNamespace(invocation_params=SimpleNamespace(args=arguments))
    return rerun_command(cast("pytest.Config", config)).replace(REQUIREMENT, "delete.gone")


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (["python", "-m", "pytest"], "python -m pytest conformance"),
        ([".venv/bin/python", ".venv/bin/pytest"], ".venv/bin/pytest conformance"),
        (["python", "tool.py"], "pytest conformance"),
    ],
)
def test_it_is_the_command_that_was_used(monkeypatch: pytest.MonkeyPatch, words: list[str], program: str) -> None:
    monkeypatch.delenv(COMMAND, raising=False)
    told = rerun(monkeypatch, words, ("conformance", URL, *WRITING, "--only", "list.limit", "--tier=core"))
    assert told == f"{program} {URL} --tier=core --only delete.gone"


def test_the_command_of_the_suite_names_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COMMAND, raising=False)
    words = ["python", "openai-videos-conformance", "http://127.0.0.1:8000/v1", "--api-key", "sk-secret"]
    told = rerun(monkeypatch, words, ("conformance",))
    assert told.endswith("openai-videos-conformance http://127.0.0.1:8000/v1 --only delete.gone")


def test_make_is_called_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COMMAND, "make conformance BASE_URL='http://h/v1' ")
    monkeypatch.setenv(ARGS, "--tier=core --report-html=page.html --failing-prompt='No, no'")
    told = rerun(monkeypatch, ["python", "pytest"], ())
    words = shlex.split(told)
    assert words[:3] == ["make", "conformance", "BASE_URL=http://h/v1"]
    assert words[3] == "ARGS=--tier=core '--failing-prompt=No, no' --only delete.gone"


def test_a_saved_run_keeps_its_scope_and_a_choice_leaves_it_alone(tmp_path: Path) -> None:
    work = tmp_path / ".videos-conformance"
    with serve(MockSettings(job_seconds=0.3, faults=("retrieve-unknown-400",))) as url:
        first = run_suite(tmp_path / "report.json", f"--base-url={url}", "--tier=smoke")
        whole = (work / "last" / "report.json").read_text()
        choice = run_suite(tmp_path / "report.json", f"--base-url={url}", "--tier=smoke", "--only=retrieve.unknown")
    assert (work / "last" / "report.json").read_text() == whole
    assert json.loads((work / "chosen" / "report.json").read_text())["scope"]["requirements"] == ["retrieve.unknown"]
    for folder, before in (("last", first), ("chosen", choice)):
        again = run_suite(tmp_path / "report.json", f"--evidence={work / folder}")
        assert (again.code, again.verdicts) == (before.code, before.verdicts), again.output
    script = work / "last" / "replays" / "retrieve.unknown.sh"
    assert "curl -sS -i -X GET" in script.read_text()
