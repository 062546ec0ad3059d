"""What `make versions` installs and runs is what the project promises; the run itself is in the gate."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version
from versions import PARTS, TOOLS, BoundError, Versions, lowest

from .conftest import ROOT


def of(dependencies: list[str], **extras: list[str]) -> dict[str, Any]:
    return {"project": {"name": "us", "dependencies": dependencies, "optional-dependencies": extras}}


def test_every_package_of_every_extra_has_a_lowest_version(project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]
    assert lowest(project, extras).keys() >= {"attrs", "httpx", "av", "pytest", "mypy"}


def test_a_package_without_one_is_refused() -> None:
    with pytest.raises(BoundError, match=r"names b<2 without a lowest version; write b>=VERSION"):
        lowest(of(["a>=1"], more=["b<2"]), ("more",))


def test_the_lowest_is_what_all_chosen_extras_allow() -> None:
    project = of(["a>=1,<3", "b~=1.2"], more=["a>=2", "c==7", "us[other]"], other=["a>=9"])
    assert lowest(project, ()) == {"a": Version("1"), "b": Version("1.2")}
    assert lowest(project, ("more",)) == {"a": Version("2"), "b": Version("1.2"), "c": Version("7")}


def test_every_extra_is_installed_in_some_part(project: dict[str, Any]) -> None:
    installed = {extra for part in PARTS for extra in part.extras}
    assert installed == project["project"]["optional-dependencies"].keys()


@pytest.mark.parametrize("versions", Versions)
def test_what_installs_the_same_is_installed_once(versions: Versions) -> None:
    installed = {(part.extras, part.dependencies) for part in PARTS}
    assert len({part.home(versions) for part in PARTS}) == len(installed) < len(PARTS)


def test_what_is_run_is_there(project: dict[str, Any]) -> None:
    assert lowest(project, ("conformance", "dev")).keys() >= set(TOOLS)
    for part in PARTS:
        assert all((ROOT / test.partition("::")[0]).exists() for test in part.tests)
    folders = {Path(test).parts[1] for part in PARTS for test in part.tests}
    assert folders == {"client", "cli", "mock", "conformance", "house", "load"}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {target for part in PARTS for target in part.targets} <= targets


def test_a_wrong_word_is_told() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "versions.py"), "oldest"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr == "versions: oldest is none of client, client-and-mock, judge, lowest, newest, tools\n"
