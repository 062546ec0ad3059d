"""The hooks of pre-commit run what `make lint` runs."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import yaml

from .conftest import ROOT

CONFIGURATION = ROOT / ".pre-commit-config.yaml"


def hooks() -> list[dict[str, Any]]:
    """Read every hook."""
    repos = yaml.safe_load(CONFIGURATION.read_text("utf-8"))["repos"]
    return [hook for repo in repos for hook in repo["hooks"]]


def test_the_configuration_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(CONFIGURATION)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_tool_has_one_version() -> None:
    assert [hook["id"] for hook in hooks() if not all("==" in name for name in hook["additional_dependencies"])] == []


def test_ruff_is_the_one_of_make_lint(project: dict[str, Any]) -> None:
    pinned = [name for name in project["project"]["optional-dependencies"]["dev"] if name.startswith("ruff")]
    used = {name for hook in hooks() for name in hook["additional_dependencies"] if name.startswith("ruff")}
    assert used == set(pinned)
