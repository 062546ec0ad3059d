"""Run tests under the lowest versions that pyproject.toml allows, and under the newest.

    python scripts/versions.py [lowest] [newest] [PART ...]

Each part is installed with the extras that its users install, and nothing besides but what runs its tests. A lowest
version is installed exactly, so one that does not exist, or that another package forbids, fails here. Without a word,
both are done, and every part. Installs packages; the tests themselves use no network.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / ".versions"
TOOLS = ("hypothesis", "pytest", "pytest-cov", "pytest-timeout", "pytest-xdist")
"""What runs the tests of each part."""
VARIANT = "tests/mock/test_variants.py::test_a_variant_is_what_it_says"
"""The variants named here have something encoded."""
LOWER = (">=", "==", "~=")


class Versions(Enum):
    """Which of the allowed versions are installed."""

    LOWEST = "lowest"
    NEWEST = "newest"


@dataclass(frozen=True)
class Part:
    """What is installed together, and what tells whether it works."""

    name: str
    extras: tuple[str, ...]
    tests: tuple[str, ...]
    targets: tuple[str, ...] = ()
    """What is made with it, besides."""
    dependencies: bool = True
    """Whether what the project depends on is at its lowest, too: a type checker reads the newest of it."""

    def home(self, versions: Versions) -> Path:
        """Give the folder of its environment, which it shares with the parts that install the same."""
        what = self.extras, self.dependencies
        first = next(part for part in PARTS if (part.extras, part.dependencies) == what)
        return ENVIRONMENTS / f"{versions.value}-{first.name}"


PARTS = (
    Part(
        "client-and-mock",
        ("cli", "fast", "mock"),
        (
            "tests/client/test_any_answer.py",
            "tests/client/test_client.py",
            "tests/client/test_errors.py",
            "tests/client/test_responses.py",
            "tests/client/test_resuming.py",
            "tests/client/test_uploads.py",
            "tests/cli/test_answers.py",
            "tests/mock/test_content.py",
            "tests/mock/test_faults.py",
            "tests/mock/test_lifecycle.py",
            "tests/mock/test_paging.py",
            "tests/mock/test_refusals.py",
            "tests/mock/test_uploads.py",
            *(f"{VARIANT}[{name}]" for name in ("video-fragmented", "previews-png", "previews-jpeg")),
        ),
    ),
    Part(
        "client",
        ("cli", "fast", "mock"),
        ("tests/client/test_answers.py", "tests/client/test_requests.py", "tests/client/test_retries.py"),
    ),
    Part(
        "judge",
        ("mock", "conformance", "load"),
        (
            "tests/conformance/test_altered.py",
            "tests/conformance/test_deep.py::test_a_server_that_keeps_the_contract_is_green",
            "tests/conformance/test_media.py",
            "tests/conformance/test_names.py",
            "tests/conformance/test_registry.py",
            "tests/load/test_run.py",
        ),
    ),
    Part(
        "tools",
        ("dev",),
        (
            "tests/client/test_loops.py",
            "tests/conformance/test_way.py",
            "tests/house/test_changelog.py",
            "tests/house/test_hooks.py",
        ),
        ("up-to-date", "lint", "site", "release"),
        dependencies=False,
    ),
)


class BoundError(Exception):
    """A requirement that has no lowest version."""


def lowest(project: Mapping[str, Any], extras: Iterable[str], *, dependencies: bool = True) -> dict[str, Version]:
    """Give the lowest version that some extras together, and the dependencies, allow of each package that they name."""
    bounds: dict[str, Version] = {}
    for requirement in _requirements(project, extras, dependencies=dependencies):
        name = requirement.name
        lower = [Version(bound.version) for bound in requirement.specifier if bound.operator in LOWER]
        if not lower:
            raise BoundError(f"pyproject.toml names {requirement} without a lowest version; write {name}>=VERSION")
        bounds[name] = max([*lower, *([bounds[name]] if name in bounds else [])])
    return bounds


def _requirements(
    project: Mapping[str, Any], extras: Iterable[str], *, dependencies: bool = True
) -> Iterator[Requirement]:
    table = project["project"]
    own = table["dependencies"] if dependencies else []
    for line in (*own, *(line for extra in extras for line in table["optional-dependencies"][extra])):
        requirement = Requirement(line)
        if requirement.name != table["name"]:
            yield requirement


def main(words: list[str]) -> int:
    """Install and test each part under the versions that are named. The exit code is that of the first that fails."""
    known, names = {each.value for each in Versions}, {part.name for part in PARTS}
    if unknown := [word for word in words if word not in known | names]:
        sys.stderr.write(f"versions: {unknown[0]} is none of {', '.join(sorted(known | names))}\n")
        return 2
    for versions in [each for each in Versions if each.value in words] or list(Versions):
        installed: set[Path] = set()
        for part in [each for each in PARTS if each.name in words] or PARTS:
            home = part.home(versions)
            try:
                code = (0 if home in installed else _install(part, versions)) or _test(part, home)
            except BoundError as mistake:
                sys.stderr.write(f"versions: {mistake}\n")
                return 1
            if code:
                sys.stderr.write(f"versions: {part.name} fails under the {versions.value} versions\n")
                return code
            installed.add(home)
    return 0


def _install(part: Part, versions: Versions) -> int:
    home = part.home(versions)
    print(f"installing the {versions.value} versions for {part.name} ...", flush=True)
    venv.create(home, with_pip=True, clear=True)
    constraints = home / "constraints.txt"
    constraints.write_text("".join(f"{line}\n" for line in _constraints(part, versions)), "utf-8")
    pip = (home / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    what = ("--editable", f".[{','.join(part.extras)}]", *TOOLS)
    # Newer than pyproject.toml, so that `make` takes the environment as it is.
    return (
        _call(*pip, "install", "--quiet", "--constraint", constraints, *what)
        or _call(*pip, "list", "--format=freeze")
        or _call("touch", home / ".ready")
    )


def _test(part: Part, home: Path) -> int:
    made = _call("make", "--no-print-directory", f"VENV={home}", *part.targets) if part.targets else 0
    pytest = (home / "bin" / "python", "-m", "pytest", "-q", "-n", "2", "--timeout=300", "-p", "no:cacheprovider")
    return made or _call(*pytest, *part.tests)


def _constraints(part: Part, versions: Versions) -> list[str]:
    """Give what keeps pip to the versions: each lowest one exactly, or of the tools the ranges that are allowed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tools = [needed for needed in _requirements(project, ("conformance", "dev")) if needed.name in TOOLS]
    if versions is Versions.NEWEST:
        return [str(tool) for tool in tools]
    bounds = lowest(project, ("conformance", "dev"))
    exact = {tool: bounds[tool] for tool in TOOLS} | lowest(project, part.extras, dependencies=part.dependencies)
    return [f"{name}=={version}" for name, version in exact.items()]


def _call(*command: str | Path) -> int:
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
