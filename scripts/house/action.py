"""The steps of action.yml, run as a shell runs them, for a test and for the clock."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


class ActionError(Exception):
    """The action says something that this runner does not know; the message says what."""


@dataclass(frozen=True)
class Ran:
    """What became of the steps."""

    codes: Mapping[str, int]
    """The exit code of each step that ran, by name."""
    output: str
    summary: str
    outputs: Mapping[str, str]


def run_action(inputs: Mapping[str, str], folder: Path, *, python: str, leave_out: frozenset[str] = frozenset()) -> Ran:
    """Run the steps that are shell, in order, as the runner of GitHub does, and none that uses another action."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    values = {name: str(each.get("default", "")) for name, each in action["inputs"].items()}
    values |= inputs
    if unknown := sorted(inputs.keys() - action["inputs"].keys()):
        raise ActionError(f"action.yml has no input {', '.join(unknown)}; it has {', '.join(action['inputs'])}")
    known = {f"inputs.{name}": value for name, value in values.items()}
    known |= {"github.action_path": str(ROOT), "steps.python.outputs.python-path": python}
    files = {name: folder / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for path in files.values():
        path.touch()
    environment = {**os.environ, **{name: str(path) for name, path in files.items()}, "RUNNER_TEMP": str(folder)}
    codes: dict[str, int] = {}
    output = ""
    for step in action["runs"]["steps"]:
        if "run" not in step or step["name"] in leave_out or not _wanted(step, values, codes):
            continue
        more = {name: _filled(value, known) for name, value in step.get("env", {}).items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command, cwd=folder, env=environment | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        codes[step["name"]] = done.returncode
        output += done.stdout.decode("utf-8", "replace")
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text("utf-8").splitlines())
    return Ran(codes, output, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), outputs)


def _wanted(step: Mapping[str, Any], values: Mapping[str, str], codes: Mapping[str, int]) -> bool:
    """Say whether a step is due: after a failure, only those that are always."""
    condition = str(step.get("if", ""))
    needs = re.findall(r"inputs\.([\w-]+) != ''", condition)
    return all(values[name] for name in needs) and ("always()" in condition or not any(codes.values()))


def _filled(text: str, known: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name not in known:
            raise ActionError(
                f"action.yml asks for {name}, which this runner does not know; it knows {', '.join(known)}"
            )
        return known[name]

    return re.sub(r"\$\{\{([^}]*)\}\}", value, text)
