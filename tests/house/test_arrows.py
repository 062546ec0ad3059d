"""Imports point down: no circle is left, and tests and scripts come in by the door.

The floors themselves are contracts of import-linter in pyproject.toml, which `make arrows` holds.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import grimp
import pytest

from .conftest import ROOT

OUTSIDE = ("tests", "scripts", "docs")
"""A package's own files are held by the contract of import-linter."""


def circle(*packages: str) -> list[str]:
    """Find modules that import each other in a circle, imports for type checkers included."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    arrows = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the packages below a folder to the contracts of a pyproject.toml in it."""
    command = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay down a package of two rooms whose one arrow points down."""
    for name in ("high", "low"):
        (tmp_path / "arrows_house" / name).mkdir(parents=True)
        (tmp_path / "arrows_house" / name / "__init__.py").touch()
    (tmp_path / "arrows_house" / "__init__.py").touch()
    (tmp_path / "arrows_house" / "low" / "stone.py").touch()
    (tmp_path / "arrows_house" / "high" / "roof.py").write_text("from ..low import stone\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text(
        """
        [tool.importlinter]
        root_packages = ["arrows_house"]
        [[tool.importlinter.contracts]]
        name = "floors"
        type = "layers"
        containers = ["arrows_house"]
        exhaustive = true
        layers = ["high", "low"]
        """,
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path / "arrows_house"


UP = {
    "for-type-checkers": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import arrows_house.high.roof\n",
    "by-dots": "from ..high import roof\n",
    "in-a-function": "def f():\n    import arrows_house.high.roof\n",
}


@pytest.mark.parametrize("text", UP.values(), ids=UP)
def test_a_circle_is_found(packages: Path, text: str) -> None:
    assert circle(packages.name) == []
    assert lint(packages.parent).returncode == 0
    (packages / "low" / "stone.py").write_text(text, "utf-8")
    assert {"arrows_house.low.stone", "arrows_house.high.roof"} <= set(circle(packages.name))
    result = lint(packages.parent)
    assert result.returncode == 1, result.stdout
    assert "arrows_house.low.stone -> arrows_house.high.roof" in result.stdout


def test_a_room_that_no_contract_names_is_found(packages: Path) -> None:
    (packages / "cellar.py").touch()
    assert lint(packages.parent).returncode == 1


def test_every_package_is_looked_at(project: dict[str, Any]) -> None:
    wheel = [Path(name).name for name in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
    assert sorted(project["tool"]["importlinter"]["root_packages"]) == sorted(wheel)


@pytest.mark.parametrize(
    "package",
    [
        ("openai_videos_gen", "openai_videos", "openai_videos_cli"),
        ("openai_videos_mock",),
        ("openai_videos_conformance",),
        ("contract_check", "house", "power_score"),
    ],
    ids=["client", "mock", "judge", "scripts"],
)
def test_there_is_no_circle(package: tuple[str, ...]) -> None:
    assert circle(*package) == []


def private(text: str) -> Iterator[str]:
    """Find what a file takes from a package of the project, or patches anywhere, by a private name."""
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            patched = [str(each.value) for each in node.args[:2] if isinstance(each, ast.Constant)]
            yield from (f"setattr of {name}" for name in patched if _is_private(name))
        yield from (name for name in names if name.startswith("openai_videos") and _is_private(name))


def _is_private(name: str) -> bool:
    return any(word.startswith("_") and not word.startswith("__") for word in name.split("."))


@pytest.mark.parametrize(
    "text",
    [
        "from openai_videos import Client, _retries",
        "from openai_videos_conformance.evidence._archive import load",
        "import openai_videos_mock._app",
        "def test(monkeypatch):\n    monkeypatch.setattr(retries, '_FIRST_PAUSE', 0)",
        "def test(monkeypatch):\n    monkeypatch.setattr('openai_videos._retries.PAUSE', 0)",
    ],
)
def test_a_private_name_is_found(text: str) -> None:
    assert len(list(private(text))) == 1


def test_tests_and_scripts_use_no_private_name() -> None:
    files = [path for name in OUTSIDE for path in (ROOT / name).rglob("*.py") if "node_modules" not in path.parts]
    assert len(files) > 50
    used = {str(path.relative_to(ROOT)): list(private(path.read_text("utf-8"))) for path in files}
    assert {path: names for path, names in used.items() if names} == {}
