"""The files for containers, held against what they build and start; `make lint` looks at how they are written."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import MODULE

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "mock" / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "mock" / "compose.yaml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The options of the command."""
    done = subprocess.run([*MODULE, "--help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"--[a-z-]+", done.stdout))


def test_what_the_container_starts_is_there(known: set[str]) -> None:
    line = re.search(r"^ENTRYPOINT (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert line
    program, *options = json.loads(line[1])
    assert program in PROJECT["project"]["scripts"]
    assert {option for option in options if option.startswith("--")} <= known
    port = options[options.index("--port") + 1]
    assert f"EXPOSE {port}\n" in DOCKERFILE
    assert COMPOSE["services"]["videos"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"('127.0.0.1', {port})" in DOCKERFILE


def test_what_compose_asks_for_is_there(known: set[str]) -> None:
    service = COMPOSE["services"]["videos"]
    assert {option.partition("=")[0] for option in service["command"]} <= known
    (volume,) = service["volumes"]
    assert service["command"][-1].startswith(f"--db={volume.partition(':')[2]}/")
    assert f"VOLUME {volume.partition(':')[2]}\n" in DOCKERFILE
    assert (ROOT / "mock" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_all_that_is_built_gets_into_the_container() -> None:
    rules = (ROOT / "mock" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    needed = {Path(path).parts[0] for path in [*packages, PROJECT["tool"]["hatch"]["version"]["path"]]}
    hook = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]["path"]
    assert needed | {hook, "README.md", *PROJECT["project"]["license-files"], "openapi.yaml"} <= let_in
    assert all((ROOT / name).exists() for name in let_in)
