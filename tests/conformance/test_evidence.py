"""A run that was saved: judged again without a server, verified, compared."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from openai_videos_conformance.evidence.archive import ArchiveError, load
from openai_videos_conformance.report.caption import Captions, read_captions
from openai_videos_conformance.report.column import columns_of
from openai_videos_conformance.report.markdown import markdown
from openai_videos_mock import MockSettings, serve

from .conftest import FAILING, Outcome, Suite, run_suite

KEY = "sk-never-to-be-seen"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A run against a server that has gone since."""
    home = tmp_path_factory.mktemp("saved")
    options = (f"--api-key={KEY}", f"--failing-prompt={FAILING}", f"--save-evidence={home / 'run'}", "--create=note=x")
    with serve(MockSettings(job_seconds=0.3, api_key=KEY)) as url:
        outcome = run_suite(home / "report.json", f"--base-url={url}", *options)
    assert outcome.code == 0, outcome.output
    return home / "run", outcome


@pytest.fixture
def broken(saved: tuple[Path, Outcome], tmp_path: Path) -> Path:
    """The same run, had the server still shown the video that it deleted."""
    folder = tmp_path / "broken"
    shutil.copytree(saved[0], folder)
    har = json.loads((folder / "exchanges.har").read_text())
    entries = {entry["_step"]: entry for entry in har["log"]["entries"]}
    entries["delete.retrieve"]["response"] = entries["twin.poll"]["response"]
    (folder / "exchanges.har").write_text(json.dumps(har))
    return folder


def test_altered_evidence_changes_the_verdict(broken: Path, suite: Suite) -> None:
    outcome = suite(f"--evidence={broken}")
    assert outcome.code == 1
    assert outcome.having("fail") == {"delete.gone"}
    assert outcome.having("blocked") == {"delete.stays-gone", "delete.not-found"}
    assert "MUST delete.gone" in outcome.output
    # What follows from it is named, and not told at length.
    assert "MUST delete.stays-gone" not in outcome.output
    assert "curl -sS -i -X GET" in outcome.output
    assert "Bearer $OPENAI_API_KEY" in outcome.output


def test_every_form_of_the_report_tells_the_failure(broken: Path, suite: Suite, tmp_path: Path) -> None:
    page, shield, junit = tmp_path / "report.md", tmp_path / "badge.json", tmp_path / "junit.xml"
    options = (f"--report-markdown={page}", f"--badge-json={shield}", f"--junitxml={junit}")
    outcome = suite(f"--evidence={broken}", *options)
    judged = len(outcome.verdicts) - len(outcome.having("not-claimed"))
    text = page.read_text()
    assert "## fail: MUST `delete.gone`" in text
    assert "- impact: Users keep seeing what they deleted." in text
    assert "    curl -sS" in text
    assert "--only delete.gone" in text
    assert "could not be observed, since delete.gone does not hold (2)\n  `delete.not-found, delete.stays-gone`" in text
    assert json.loads(shield.read_text()) == {
        "schemaVersion": 1,
        "label": "Videos API",
        "message": f"{judged - 3} of {judged} requirements",
        "color": "red",
    }
    suites = ElementTree.parse(junit).getroot()
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["delete.gone"]
    blocked = cases["delete.stays-gone"].find("skipped")
    assert blocked is not None
    assert "delete.gone does not hold" in str(blocked.get("message"))


def test_what_a_server_says_is_not_taken_for_markup() -> None:
    evil = "</td><script>alert(1)</script> | `x` \n# heading"
    result: dict[str, Any] = {"id": "x", "level": "MUST", "verdict": "fail", "statement": "S.", "impact": "I."}
    result |= {"known": None, "case": "", "rerun": "pytest conformance --only x", "replay": "", "changes": []}
    result |= {"follows_from": None}
    report = {
        "target": {"base_url": "http://h/v1"},
        "suite": {"name": "suite", "version": "1"},
        "date": None,
        "notes": [evil],
        "summary": {"fail": 1},
        "requests": 1,
        "jobs": 0,
        "seconds": 1.0,
        "results": [{**result, "expected": "e", "observed": evil, "message": evil, "evidence": []}],
    }
    text = markdown(report)
    assert "<script>" not in text
    assert "\n# heading" not in text


def test_a_known_failure_does_not_fail_the_run_until_it_is_mended(
    saved: tuple[Path, Outcome], broken: Path, suite: Suite, tmp_path: Path
) -> None:
    listed = tmp_path / "known.yaml"
    assert suite(f"--evidence={broken}", f"--write-known-failures={listed}").code == 1
    assert [entry["id"] for entry in yaml.safe_load(listed.read_text())] == ["delete.gone"]
    put_up_with = suite(f"--evidence={broken}", f"--known-failures={listed}")
    # What is blocked by it is put up with as well.
    assert put_up_with.code == 0, put_up_with.output
    assert put_up_with.having("fail") == {"delete.gone"}
    mended = suite(f"--evidence={saved[0]}", f"--known-failures={listed}")
    assert mended.code == 1
    assert "take it out of the list" in mended.output

    expired = [{**entry, "until": date(2026, 1, 1)} for entry in yaml.safe_load(listed.read_text())]
    listed.write_text(yaml.safe_dump(expired))
    assert suite(f"--evidence={broken}", f"--known-failures={listed}").code == 1


def test_what_nothing_else_tells_is_not_verified_and_fails_the_run(broken: Path, suite: Suite) -> None:
    outcome = suite(f"--evidence={broken}", "-k", "stays_gone")
    assert outcome.code == 1
    assert outcome.having("not-verified") == {"delete.stays-gone"}
    # Nothing is a failure that was not seen to fail, in the counts of the verdicts and in those of pytest.
    assert "FAILED" not in outcome.output
    assert "the run fails: 0 findings, 1 that are required could not be seen" in outcome.output
    assert re.search(r"^=+ .*1 not-verified.* =+$", outcome.output, re.M), outcome.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: no.such-requirement\n  reason: x", "no.such-requirement"),
        ("- id: delete.gone", "reason"),
        ("- id: delete.gone\n  reason: ''", "reason"),
        ("- {id: delete.gone, reason: x}\n- {id: delete.gone, reason: y}", "twice"),
        ("- {id: delete.gone, reason: x, until: soon}", "until"),
        ("id: delete.gone", "a list is expected"),
        ("- [", "no YAML"),
        ("- {id: delete.gone, reason: x, until: 2027-01-31 10:00:00}", "until has to be a day; give id"),
        ("- {id: delete.gone, reason: x, until: 2027-13-45}", "no YAML that can be read"),
        ("- {id: delete.gone, reason: x, case: [a]}", "case has to be a text; give id"),
        ("- {id: delete.gone, reason: x, until: soon}", "until has to be a day; give id"),
        ("- {id: delete.gone, reason: x, cause: y}", "cause is unknown"),
        ("- delete.gone", "it is no mapping; give id"),
        ("[" * 5000, "no YAML that can be read"),
    ],
)
def test_a_wrong_list_of_known_failures_is_told(suite: Suite, tmp_path: Path, text: str, told: str) -> None:
    listed = tmp_path / "known.yaml"
    listed.write_text(text)
    outcome = suite("--base-url=http://127.0.0.1:1/v1", f"--known-failures={listed}")
    assert outcome.code == 4
    assert told in outcome.output
    assert "Traceback" not in outcome.output
    assert "INTERNALERROR" not in outcome.output
    assert "Attribute(" not in outcome.output


def command(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "openai_videos_conformance", *map(str, words)]
    return subprocess.run(line, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_a_saved_run_is_judged_again_verified_and_compared(
    saved: tuple[Path, Outcome], suite: Suite, tmp_path: Path
) -> None:
    folder, first = saved
    again = suite(f"--evidence={folder}")
    assert (again.code, again.verdicts) == (0, first.verdicts)
    assert again.report["target"] == first.report["target"]
    assert again.report["target"]["create"] == {"note": "x"}
    assert (again.report["requests"], again.report["jobs"]) == (first.report["requests"], first.report["jobs"])

    assert not any(KEY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    log = json.loads((folder / "exchanges.har").read_text())["log"]
    assert log["version"] == "1.2"
    assert len(log["entries"]) == first.report["requests"]

    verified = command("verify", folder)
    assert (verified.returncode, verified.stderr) == (0, "")
    same = command("diff", folder, folder)
    assert (same.returncode, same.stdout) == (0, "no verdict differs\n")

    altered = tmp_path / "altered"
    shutil.copytree(folder, altered)
    report = json.loads((altered / "report.json").read_text())
    report["results"][0]["verdict"] = "warn"
    (altered / "report.json").write_text(json.dumps(report))
    assert command("verify", altered).returncode == 1
    told = command("diff", folder, altered)
    assert (told.returncode, told.stdout.splitlines()[0]) == (1, f"{report['results'][0]['id']}: pass | warn")

    report["results"].pop(0)
    report["summary"]["pass"] -= 1
    report["jobs"] += 1
    (altered / "report.json").write_text(json.dumps(report))
    lines = command("verify", altered).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [first.report["results"][0]["id"], "jobs"]

    body = max((altered / "bodies").iterdir(), key=lambda path: path.stat().st_size)
    body.write_bytes(body.read_bytes()[:-1])
    spoilt = command("verify", altered)
    assert spoilt.returncode == 2
    assert "was altered" in spoilt.stderr
    assert "Traceback" not in spoilt.stderr


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("report.json", lambda _: {}, "is a required property"),
        ("report.json", lambda _: [], "at the top"),
        ("report.json", lambda _: 5, "at the top"),
        ("report.json", lambda report: {**report, "schema_version": 2}, "schema_version is 2, and 1 is expected"),
        ("report.json", lambda report: {**report, "results": None}, "at /results"),
        ("report.json", lambda report: {**report, "results": [{}]}, "at /results/0"),
        ("report.json", lambda report: {**report, "target": {"base_url": 5, "model": None}}, "at /target/base_url"),
        ("report.json", lambda report: {key: report[key] for key in report if key != "jobs"}, '"jobs"'),
        ("exchanges.har", lambda har: har["log"]["entries"][0].update(_step=None), "at /log/entries/0/_step"),
        ("exchanges.har", lambda _: {"log": None}, "at /log"),
    ],
)
def test_a_spoilt_run_is_told_with_file_and_place(
    saved: tuple[Path, Outcome], tmp_path: Path, file: str, change: Change, told: str
) -> None:
    folder = tmp_path / "spoilt"
    shutil.copytree(saved[0], folder)
    data = json.loads((folder / file).read_text())
    changed = change(data)
    (folder / file).write_text(json.dumps(data if changed is None else changed))
    is_spoilt(folder, file, told)


def is_spoilt(folder: Path, file: str, told: str) -> None:
    with pytest.raises(ArchiveError, match=re.escape(told)) as problem:
        load(folder)
    assert str(folder / file) in str(problem.value)


@pytest.mark.parametrize("file", ["report.json", "exchanges.har"])
def test_a_run_that_is_nested_too_deep_is_told(
    saved: tuple[Path, Outcome], suite: Suite, tmp_path: Path, file: str
) -> None:
    folder = tmp_path / "spoilt"
    shutil.copytree(saved[0], folder)
    (folder / file).write_text("[" * 900 + "]" * 900)
    is_spoilt(folder, file, "cannot be read as JSON")
    (folder / file).write_text("[" * 200_000)
    is_spoilt(folder, file, "cannot be read as JSON")
    for told in (command("verify", folder), command("diff", folder, folder)):
        assert (told.returncode, "Traceback" in told.stderr) == (2, False)
        assert str(folder / file) in told.stderr
    outcome = suite(f"--evidence={folder}")
    assert outcome.code == 4
    assert str(folder / file) in outcome.output
    assert "INTERNALERROR" not in outcome.output


def test_a_choice_is_verified_by_what_it_chose(tmp_path: Path) -> None:
    """What else its evidence shows is no lie of the report, unless the report hides it."""
    folder = tmp_path / "run"
    with serve(MockSettings(faults=("retrieve-unknown-400",))) as url:
        options = ("--tier=free", f"--save-evidence={folder}")
        some = run_suite(tmp_path / "report.json", f"--base-url={url}", "--only=retrieve.unknown", *options)
        assert some.verdicts == {"retrieve.unknown": "warn"}
        assert command("verify", folder).returncode == 0
        run_suite(tmp_path / "report.json", f"--base-url={url}", "-k", "not unknown", *options)
    verified = command("verify", folder)
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    report = json.loads((folder / "report.json").read_text())
    assert "retrieve.unknown" in report["left_out"]
    (folder / "report.json").write_text(json.dumps({**report, "left_out": []}))
    assert "retrieve.unknown: the report says nothing, the evidence" in command("verify", folder).stdout


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--resume", "--resume and --evidence do not go together"),
        ("--keep", "--keep and --evidence do not go together"),
        ("--video-id=video_1", "--video-id and --evidence do not go together"),
        ("--deep", "--deep: the run of --evidence was gathered without it"),
    ],
)
def test_what_a_saved_run_cannot_do_is_told(saved: tuple[Path, Outcome], suite: Suite, option: str, told: str) -> None:
    outcome = suite(f"--evidence={saved[0]}", option)
    assert outcome.code == 4
    assert told in outcome.output


def test_runs_are_put_side_by_side(saved: tuple[Path, Outcome], broken: Path, tmp_path: Path) -> None:
    done = command("matrix", saved[0], broken, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "wrote matrix.html and matrix.md: 2 servers\n"), done.stderr
    # The report of the second says nothing yet of what its evidence was altered to.
    report = json.loads((broken / "report.json").read_text())
    for result in report["results"]:
        if result["id"] in ("delete.gone", "remix.keeps"):
            result.update(verdict="fail" if result["id"] == "delete.gone" else "warn", observed="it is there")
        if result["id"] == "delete.stays-gone":
            result.update(verdict="blocked", blocked_by="delete.gone")
    (broken / "report.json").write_text(json.dumps(report))
    assert command("matrix", saved[0], broken, cwd=tmp_path).returncode == 0
    table = (tmp_path / "matrix.md").read_text()
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows][:2] == ["delete.gone", "remix.keeps"]
    assert rows[0] == (
        f"| `delete.gone` | MUST | ok | [FAIL](matrix.html#cell={broken.name}/delete.gone) "
        "| Users keep seeing what they deleted. |"
    )
    assert re.search(r"^\| delete \| holds (\d+)/\1 \| breaks 1/\1 \|$", table, re.M)
    page = (tmp_path / "matrix.html").read_text()
    assert "it is there" in page
    assert not re.findall(r"(?:src|href)=[\"']?https?://", page)
    is_captioned(tmp_path, saved[0], broken)


def is_captioned(home: Path, first: Path, second: Path) -> None:
    """What people say of a server stands beside what its run saw, and a page brings along the runs that it has."""
    (home / "captions.yaml").write_text(
        f"""
title: Judged here
more: Add one more.
servers:
  {second.name}:
    name: Server <B>
    version: server-b 1.2
    page: b.md
    again: make servers
    checked: {{delete.gone: "2026-11-26: curl shows it still"}}
"""
    )
    (home / "docs").mkdir()
    options = ("--captions=captions.yaml", "--page=docs/page.html", "--table=docs/README.md")
    assert command("matrix", first, second, *options, cwd=home).returncode == 0
    page, table = (home / "docs" / "page.html").read_text(), (home / "docs" / "README.md").read_text()
    assert table.startswith("# Judged here\n")
    assert "[page.html](page.html)" in table
    assert re.search(r"^\| \[Server \\<B\\>\]\(b.md\) \| server-b 1.2 \| 20[\d-]+ \| .* 1 of 2 findings", table, re.M)
    assert "| MUST | ok | [FAIL](b.md#delete.gone) |" in table
    assert table.endswith("Add one more.\n")
    assert "curl shows it still" in page
    # A page is read as the runs that it has, and a run takes the place of the one of its name.
    again = command("matrix", "docs/page.html", second, *options, cwd=home)
    assert (again.returncode, again.stdout[-10:]) == (0, "2 servers\n"), again.stderr
    assert ((home / "docs" / "page.html").read_text(), (home / "docs" / "README.md").read_text()) == (page, table)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("servers: {a: {nmae: x}}", "at /servers/a: Additional properties are not allowed ('nmae'"),
        ("servers: {a: {checked: {delete.goen: x}}}", "at /servers/a/checked: there is no requirement 'delete.goen'"),
        ("title: [1]", "at /title"),
        ("title: [", "is no YAML that can be read"),
    ],
)
def test_captions_that_are_wrong_are_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "captions.yaml").write_text(text)
    with pytest.raises(ArchiveError, match=re.escape(told)):
        read_captions(tmp_path / "captions.yaml")


@pytest.mark.parametrize("text", ["no page", '<script type="application/json" id="data">{"servers": 1}</script>'])
def test_a_page_that_matrix_never_wrote_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(text)
    with pytest.raises(ArchiveError, match=r"page\.html is no page that matrix wrote.*take it as it was written"):
        columns_of([tmp_path / "page.html"], Captions())


@pytest.mark.parametrize(
    "words",
    [("matrix",), ("matrix", "/no/such/run"), ("verify", "/no/such/run"), ("diff", "/no/such/run", "/nor/this"), ()],
)
def test_wrong_words_are_told(words: tuple[str, ...]) -> None:
    told = command(*words)
    assert told.returncode == 2
    assert told.stderr
    assert "Traceback" not in told.stderr


def test_the_command_judges_as_pytest_does(mock: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = command(mock, "-k", "test_json or test_multipart", f"--report-json={report}", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert json.loads(report.read_text())["summary"]["fail"] == 0
