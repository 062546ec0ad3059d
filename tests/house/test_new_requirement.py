"""A new requirement is drafted whole or not at all, and no draft stays one."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
import yaml
from house.drafts import MARK, House
from new_requirement import main
from openai_videos_mock.faults import catalogue

from .conftest import ROOT

RIGHT = ["delete.foo-bar", "--level", "MUST", "--feature", "delete", "--needs", "delete", "list"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Copy what drafts are written to."""
    for path in (House(ROOT).registry, *House(ROOT).checks, *House(ROOT).faults):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return House(tmp_path)


def contents(house: House) -> dict[Path, str]:
    """Read every file that a draft may change."""
    return {path: path.read_text("utf-8") for path in (house.registry, *house.checks, *house.faults)}


def test_a_draft_has_a_row_a_check_and_a_fault(house: House) -> None:
    before = contents(house)
    assert main(RIGHT, house.root) == 0
    changed = {path.name: text for path, text in contents(house).items() if text != before[path]}
    assert len(changed) == 3
    rows = yaml.safe_load(changed["requirements.yaml"])
    (row,) = [row for row in rows if row["id"] == "delete.foo-bar"]
    assert {name: row[name] for name in ("level", "feature", "needs")} == {
        "level": "MUST",
        "feature": "delete",
        "needs": ["delete", "list"],
    }
    families = [row["id"].partition(".")[0] for row in rows]
    assert families.index("delete") + families.count("delete") - 1 == rows.index(row)
    assert '@requirement("delete.foo-bar")\ndef test_foo_bar(' in changed["test_delete.py"]
    (fault,) = [text for name, text in changed.items() if name not in ("requirements.yaml", "test_delete.py")]
    assert 'Fault("delete-foo-bar", Layer.STATUS, "delete.foo-bar"' in fault
    assert all(MARK in text for text in changed.values())


@pytest.mark.parametrize("family", sorted({fault.breaks.partition(".")[0] for fault in catalogue().values()}))
def test_every_family_can_have_another(house: House, family: str) -> None:
    before = contents(house)
    assert main([f"{family}.quite-new", *RIGHT[1:]], house.root) == 0
    drafted = [path for path, text in contents(house).items() if text != before[path]]
    assert len(drafted) == 3
    (fault,) = [path for path in drafted if path in house.faults]
    nodes = [node for node in ast.parse(fault.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    assert {alias.name for node in nodes for alias in node.names} >= {"Request", "Proceed", "Reply", "Fault", "Layer"}


def test_a_new_family_goes_beside_another(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhook.signed", *RIGHT[1:]], house.root) == 2
    assert "--beside" in capsys.readouterr().err
    assert main(["webhook.signed", *RIGHT[1:], "--beside", "http"], house.root) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["delete.gone", *RIGHT[1:]], r"delete\.gone stands in line \d+ of requirements\.yaml already"),
        (["Delete gone", *RIGHT[1:]], "'Delete gone' is no id; it is FAMILY.WORDS"),
        (["deletion.foo", *RIGHT[1:]], "no requirement begins with 'deletion'; did you mean delete"),
        ([*RIGHT[:1], "--level", "MUSTN", *RIGHT[3:]], "--level 'MUSTN' is none; did you mean MUST?"),
        ([*RIGHT[:3], "--feature", "edit", *RIGHT[5:]], "--feature 'edit' is none; did you mean edits"),
        ([*RIGHT[:6], "uplod"], "--needs 'uplod' is none; did you mean upload"),
        ([*RIGHT, "--layer", "wires"], "--layer 'wires' is none; did you mean wire?"),
        ([*RIGHT, "--basis", "hearsay"], "--basis 'hearsay' is none; there are documented, official, inferred"),
    ],
    ids=["twice", "no-id", "family", "level", "feature", "needs", "layer", "basis"],
)
def test_a_wrong_name_is_refused(
    house: House, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    before = contents(house)
    assert main(arguments, house.root) == 2
    assert re.search(told, capsys.readouterr().err)
    assert contents(house) == before


def test_a_second_draft_of_one_id_is_refused(house: House) -> None:
    assert main(RIGHT, house.root) == 0
    before = contents(house)
    assert main(RIGHT, house.root) == 2
    assert contents(house) == before


@pytest.mark.parametrize("number", [0, 1, 2], ids=["row", "check", "fault"])
def test_nothing_is_half_written(house: House, capsys: pytest.CaptureFixture[str], number: int) -> None:
    before = contents(house)
    assert main(RIGHT, house.root) == 0
    place = [path for path, text in contents(house).items() if text != before[path]][number]
    for path, text in before.items():
        path.write_text(text, "utf-8")
    # Where the file is to be made ready lies something else.
    place.with_name(f"{place.name}.part").mkdir()
    assert main(RIGHT, house.root) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert contents(house) == before
    assert len(list(house.root.rglob("*.part"))) == 1


def test_no_draft_is_left() -> None:
    assert [str(path) for path, text in contents(House(ROOT)).items() if MARK in text] == []
