"""The command: its figures, its page, and one clear line for every input that cannot be used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import contract
import pytest

ROOT = Path(__file__).parents[2]
FACTS = "docs/contract/schemas.yaml"
DECISIONS = "docs/contract/decisions.yaml"
BEHAVIOURS = "docs/contract/behaviours.yaml"
EXAMPLES = "docs/contract/examples.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of everything that the command reads."""
    shutil.copytree(ROOT / "docs" / "contract", tmp_path / "docs" / "contract")
    shutil.copy(ROOT / "docs" / "contract.md", tmp_path / "docs")
    shutil.copy(ROOT / "openapi.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def without_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the thousands of edits where a test is about something else."""
    monkeypatch.setattr(contract, "power", lambda _: [])


def change(project: Path, name: str, old: str, new: str) -> None:
    text = (project / name).read_text(encoding="utf-8")
    assert old in text, f"nothing to change: {old}"
    (project / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def run(project: Path, *arguments: str) -> int:
    return contract.main(["--root", str(project), *arguments])


def test_all_is_well(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "--check") == 0
    said = capsys.readouterr().out
    for label in ("facts held", "elements accounted for", "spec mutants caught"):
        figures = re.search(rf"{label}: (\d+) / (\d+)", said)
        assert figures is not None
        assert figures[1] == figures[2]
    assert "After an edit of openapi.yaml:" in said


BAD = {
    "a fact that points nowhere": (
        FACTS,
        "at: /components/schemas/Video, has: {type: object}",
        "at: /components/schemas/Film, has: {type: object}",
        "S-VIDEO-01: points nowhere: /components/schemas/Film",
    ),
    "no pointer": (FACTS, "at: /components/schemas/Video,", "at: Video,", "schemas.yaml: S-VIDEO-01: 'Video' is not a"),
    "a duplicate id": (FACTS, "id: S-VIDEO-02", "id: S-VIDEO-01", "schemas.yaml: the id S-VIDEO-01 is there twice"),
    "an id of no form": (FACTS, "id: S-VIDEO-02", "id: video", "schemas.yaml: video: not an id"),
    "an unknown basis": (
        FACTS,
        "basis: documented",
        "basis: guessed",
        "schemas.yaml: S-VIDEO-01: unknown basis 'guessed'; it is one of documented, official, decided",
    ),
    "a duplicate key": (
        FACTS,
        "    basis: documented\n",
        "    basis: documented\n    basis: official\n",
        "schemas.yaml: line 7: the key 'basis' is there twice",
    ),
    "no YAML": (FACTS, "facts:\n", "facts: [\n", "schemas.yaml: line "),
    "no list": (FACTS, "facts:\n", "rows:\n", "schemas.yaml: must hold a list 'facts'"),
    "an unknown rule": (DECISIONS, "rule: version", "rule: magic", "D-48: unknown rule 'magic'"),
    "an unknown key": (FACTS, "    basis:", "    colour: red\n    basis:", "S-VIDEO-01: unknown key 'colour'"),
    "neither held nor prose": (DECISIONS, "    prose: About the examples", "    x: About", "D-51: unknown key 'x'"),
    "nothing said": (
        FACTS,
        ", has: {type: object}}",
        "}",
        "S-VIDEO-01: says nothing about '/components/schemas/Video'",
    ),
    "an unknown source": (FACTS, "'python-videos:48,913'", "'rust-videos:1'", "unknown source 'rust-videos:1'"),
    "a line that no page has": (
        FACTS,
        "'python-videos:48,913'",
        "'python-videos:9999'",
        "python-videos has no line 9999",
    ),
    "a basis without its source": (
        FACTS,
        "[official-spec, official-reference]",
        "['python-videos:1']",
        "is official, but",
    ),
    "no decision text": (DECISIONS, "    why: The sentence was", "    because: The sentence was", "D-01: has no 'why'"),
    "an unknown level": (BEHAVIOURS, "level: MUST", "level: WILL", "E-01: unknown level 'WILL'"),
    "an unknown grade": (BEHAVIOURS, "grade: documented", "grade: sure", "E-01: unknown grade 'sure'"),
    "an example twice": (EXAMPLES, "{id: X-02,", "{id: X-01,", "examples.yaml: X-01: the id is there twice"),
    "an unknown decision": (
        EXAMPLES,
        "undeclared /quality: D-07",
        "undeclared /quality: D-99",
        "there is no decision D-99",
    ),
    "an answer to nothing": (EXAMPLES, "answers: X-01", "answers: X-99", "examples.yaml: X-21: needs either 'request'"),
    "an example with more": (
        EXAMPLES,
        "id: X-05,",
        "id: X-05, colour: red,",
        "X-05: has a key that examples do not have",
    ),
    "no paths": ("openapi.yaml", "\npaths:\n", "\nroads:\n", "openapi.yaml: not an OpenAPI document with paths"),
    "a parameter twice": ("openapi.yaml", "name: limit", "name: after", "the parameter 'after' is there twice"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    file, old, new, said = BAD[name]
    change(project, file, old, new)
    assert run(project) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert said in errors[0]
    assert "Traceback" not in errors[0]


@pytest.mark.parametrize(
    "name", ["openapi.yaml", FACTS, EXAMPLES, "docs/contract/sources.yaml", "docs/contract/released.yaml"]
)
def test_a_missing_file_is_one_line(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (project / name).unlink()
    assert run(project) == 2
    assert capsys.readouterr().err.strip() == f"{Path(name).name}: no such file"


def test_a_lost_element_is_a_finding_and_no_bad_input(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "openapi.yaml", "          description: How much of the job is done", "          title: How much")
    change(project, "openapi.yaml", "          minimum: 0\n          maximum: 100\n          title", "          title")
    assert run(project, "--check") == 1
    said = capsys.readouterr()
    assert "D-26:\n  /components/schemas/Video/properties/progress/minimum: is missing" in said.err
    assert "BREAKING" in said.out
    assert "D-48: /info/version: the contract changed (breaking) since the last release; set it to 0.2.0" in said.err


REWORDED = {
    "a status is no longer final": ("`completed` and `failed` are final", "`completed` is final"),
    "a choice is none": ("Give exactly one property.", "Give any properties."),
    "another default": ("Without it, the MP4 video.", "Without it, the thumbnail."),
    "other units": ("When the job completed, in Unix seconds", "When the job completed, in Unix milliseconds"),
    "another licence": ("    identifier: MIT", "    identifier: GPL-3.0-only"),
    "a licence of another name": ("    name: MIT", "    name: Apache"),
    "another introduction": ("This document is independent of OpenAI", "This document is by OpenAI"),
    "another server": ("started with its default port", "started with any port"),
}


@pytest.mark.parametrize("edit", REWORDED)
@pytest.mark.usefixtures("without_mutants")
def test_an_edit_of_meaning_is_noticed(project: Path, capsys: pytest.CaptureFixture[str], edit: str) -> None:
    change(project, "openapi.yaml", *REWORDED[edit])
    assert run(project, "--check") == 1
    (line,) = (line for line in capsys.readouterr().err.splitlines() if line)
    assert line.startswith(("D-53: ", "D-54: "))


BROKEN = {
    "a body where none was": (
        "      operationId: delete_video\n",
        "      operationId: delete_video\n      requestBody: {content: {application/json: {schema: {type: object}}}}\n",
        "V-DELETE-06: /paths/~1videos~1{video_id}/delete/requestBody: must not be there",
    ),
    "another status": (
        "        '200':\n          $ref: '#/components/responses/NewVideoJob'",
        "        '202':\n          $ref: '#/components/responses/NewVideoJob'",
        "  create_video: cannot be judged: there is no status 200, but 202, 4XX, 5XX",
    ),
    "a reference that leads nowhere": (
        "#/components/schemas/CreateVideoJsonBody",
        "#/components/schemas/Nowhere",
        "D-47: /paths/~1videos/post/requestBody/content/application~1json/schema/$ref: `#/components/schemas/Nowhere`",
    ),
    "a list where an object belongs": (
        "  schemas:\n    Video:\n",
        "  schemas:\n    Film: []\n    Video:\n",
        "D-47: /comp",
    ),
}


@pytest.mark.parametrize("edit", BROKEN)
@pytest.mark.usefixtures("without_mutants")
def test_a_broken_contract_is_told_by_the_line(project: Path, capsys: pytest.CaptureFixture[str], edit: str) -> None:
    old, new, wanted = BROKEN[edit]
    change(project, "openapi.yaml", old, new)
    assert run(project, "--check") == 1
    said = capsys.readouterr().err.splitlines()
    assert any(line.startswith(wanted) or line.endswith(wanted.strip()) for line in said), said
    # The ids of the facts stand once, with all that they say.
    ids = [line.partition(":")[0] for line in said if line and not line.startswith(" ")]
    assert len(ids) == len(set(ids)) or edit == "another status"


@pytest.mark.usefixtures("without_mutants")
def test_an_operation_that_nobody_judges_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    operation = "    post:\n      operationId: upscale_video\n      responses: {'204': {description: Done.}}\n"
    change(project, "openapi.yaml", "  /videos/edits:\n", f"  /videos/upscale:\n{operation}  /videos/edits:\n")
    assert run(project, "--check") == 1
    assert "/paths/~1videos~1upscale/post: nobody judges upscale_video" in capsys.readouterr().err


def test_another_removed_property_is_a_finding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project, "openapi.yaml", "        deleted:\n", "        removed:\n")
    assert run(project, "--check") == 1
    assert "S-DEL-03: /components/schemas/VideoDeleteResponse/properties/deleted: is missing" in capsys.readouterr().err


@pytest.mark.usefixtures("without_mutants")
def test_a_stale_page_fails_and_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = project / "docs" / "contract.md"
    good = page.read_text(encoding="utf-8")
    page.write_text(good + "x", encoding="utf-8")
    assert run(project, "--check") == 1
    assert "docs/contract.md: is out of date" in capsys.readouterr().err
    assert run(project) == 0
    assert page.read_text(encoding="utf-8") == good


@pytest.mark.usefixtures("without_mutants")
def test_a_release_is_what_later_changes_are_compared_with(project: Path) -> None:
    change(project, "openapi.yaml", "version: 0.1.1", "version: 0.2.0")
    assert run(project, "--release") == 0
    change(project, "openapi.yaml", "version: 0.2.0", "version: 0.1.9")
    assert run(project, "--check") == 1


def test_the_page_has_an_anchor_for_each_id_and_no_broken_link(project: Path) -> None:
    text = (project / "docs" / "contract.md").read_text(encoding="utf-8")
    anchors = re.findall(r'<a id="([^"]+)"', text)
    assert len(anchors) == len(set(anchors))
    given = contract.read(project)
    ids = {fact.id for fact in given.base.facts} | {example.id for example in given.examples}
    assert {id_.lower() for id_ in ids} <= set(anchors)
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= set(anchors)


def test_the_requirements_of_the_suite_cite_rows_that_exist() -> None:
    given = contract.read(ROOT)
    known = {fact.id for fact in given.base.facts} | {example.id for example in given.examples}
    files = [path for path in (ROOT / "conformance").rglob("requirements.yaml") if path.is_file()]
    assert files, "the suite has its registry"
    for path in files:
        cited = set(re.findall(r"\b(?:[VS]-[A-Z]+|[XDEF])-\d\d\b", path.read_text(encoding="utf-8")))
        assert cited - known == set(), path
