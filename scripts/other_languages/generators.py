"""The generators: what each is called with, and what its client does at the mock server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml
from attrs import frozen
from one_body import BODIES, ROOT, one_body
from openai_videos_mock import run_server
from openai_videos_mock.testing import default_settings
from real_clients.calls import Call, calls_of, differences, lay_out
from real_servers.packages import node_packages, python_packages

HERE = Path(__file__).parent
CHECK = "tsc --noEmit --strict --module esnext --moduleResolution bundler --target es2022 --skipLibCheck --types node"


class GeneratorError(Exception):
    """A generator cannot be had, or makes nothing that can be used; the message says which, and what it said."""


@frozen
class Generator:
    """A generator, and the commands that make a client with it."""

    name: str
    program: str
    """The file that uses the client, without its end."""
    commands: tuple[str, ...]


OPENAPI_GENERATOR = "openapi-generator-cli generate -g typescript-fetch"
GENERATORS = (
    Generator(
        "openapi-typescript 7",
        "openapi_typescript",
        ("openapi-typescript openapi.yaml --default-non-nullable false -o made/contract.d.ts",),
    ),
    Generator(
        "hey-api",
        "hey_api",
        ("openapi-ts -i json.json -o made/hey_api/json", "openapi-ts -i forms.json -o made/hey_api/forms"),
    ),
    Generator("orval 8", "orval", ("orval --config orval.config.mjs",)),
    Generator(
        "openapi-generator 7",
        "openapi_generator",
        (
            f"{OPENAPI_GENERATOR} -i json.json -o made/openapi_generator/json",
            f"{OPENAPI_GENERATOR} -i forms.json -o made/openapi_generator/forms",
        ),
    ),
)


@frozen
class Outcome:
    """What a client did, and what was wrong with it."""

    calls: tuple[Call, ...]
    differences: tuple[str, ...]


def home() -> Path:
    """Give a folder with the generators, and the contract in the forms that they read."""
    folder = node_packages("other-languages", HERE)
    contract = ROOT / "openapi.yaml"
    shutil.copy(contract, folder / contract.name)
    for kind in BODIES:
        spec = yaml.safe_load(contract.read_text(encoding="utf-8"))
        (folder / f"{kind}.json").write_text(json.dumps(one_body(spec, kind)), encoding="utf-8")
    return folder


def tried(generator: Generator, folder: Path) -> Outcome:
    """Make a client, hold the program that uses it against its types, and let it make every call."""
    jar = (
        python_packages("openapi-generator", HERE / "requirements.txt")
        if generator.program == "openapi_generator"
        else folder
    )
    path = os.pathsep.join([str(folder / "node_modules" / ".bin"), str(jar), os.environ.get("PATH", "")])
    for command in generator.commands:
        _run(generator, command.split(), folder, {**os.environ, "PATH": path})
    source, bundle = f"{generator.program}.ts", f"made/{generator.program}.mjs"
    _run(generator, [*CHECK.split(), source], folder, {**os.environ, "PATH": path})
    bundling = f"esbuild {source} --bundle --platform=node --format=esm --log-level=error --outfile={bundle}"
    _run(generator, bundling.split(), folder, {**os.environ, "PATH": path})
    with tempfile.TemporaryDirectory() as name, run_server(default_settings()) as server:
        lay_out(Path(name))
        output = _run(generator, ["node", bundle, server.url, server.key, name], folder, dict(os.environ))
        calls = calls_of(output)
        return Outcome(tuple(calls), tuple(differences(calls, server, Path(name))))


def _run(generator: Generator, command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200, check=False
        )
    except FileNotFoundError:
        raise GeneratorError(f"{generator.name} needs {command[0]}, which is not installed") from None
    if done.returncode:
        raise GeneratorError(f"{generator.name}: {' '.join(command)}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout
