"""Compile openapi.yaml into the package openai_videos_gen, and into what of openai_videos follows from it.

The generator is openapi-python-client, with its templates changed as `overrides/templates/patches.toml` says. What
comes out depends on nothing but the contract, this script and the versions pinned in pyproject.toml:

    generated/openai_videos_gen/          models and requests, as the contract says them
    overrides/openai_videos/resources/    a method for each operation
    overrides/openai_videos/_sync/        the synchronous form of `_async`, which is written by hand

All of it is written beside the output and takes its place only after every module was imported.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generation.check import refusals
from generation.colours import write_sync
from generation.document import Contract, load_spec
from generation.failure import GenerateError, RefusedError, fail
from generation.normal import normal, raw_types
from generation.places import MADE, MARKER, check_output, compare, swap
from generation.templates import upstream_templates, write_templates
from generation.texts import documentation
from generation.tools import check_imports, check_versions, run, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "overrides" / "templates"
PACKAGE = "openai_videos_gen"
CLIENT = "openai_videos"


def build(spec_path: Path, client: Path, work: Path) -> dict[str, Path]:
    """Generate into the folder `work`, prove that all can be imported, and give what was made by its place."""
    contract = Contract(load_spec(spec_path))
    if refused := refusals(contract):
        raise RefusedError(spec_path.name, refused)
    write_templates(work / "templates", documentation(contract), upstream_templates(), TEMPLATES)
    config = {"literal_enums": True, "docstrings_on_attributes": True, "post_hooks": []}
    (work / "config.json").write_text(json.dumps(config | {"content_type_overrides": raw_types(contract)}))
    (work / "contract.json").write_text(json.dumps(normal(contract)), encoding="utf-8")
    package = work / PACKAGE
    generate: list[str | Path] = [
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        work / "contract.json",
        "--meta",
        "none",
    ]
    generate += ["--output-path", package, "--config", work / "config.json", "--custom-template-path"]
    run([*generate, work / "templates", "--fail-on-warning"], "openapi-python-client refused the contract", work)

    # The upstream client: patched away in the modules that used it.
    (package / "client.py").unlink()
    (package / "errors.py").unlink()
    (package / "py.typed").write_text("")
    overlay = work / CLIENT
    shutil.copytree(client, overlay, ignore=shutil.ignore_patterns("_sync", "resources", "__pycache__"))
    write_resources(package, overlay / "resources")
    write_sync(client / "_async", overlay / "_sync")
    made = {PACKAGE: package, "resources": overlay / "resources", "_sync": overlay / "_sync"}
    for name, folder in made.items():
        tidy(folder, MADE if name == "_sync" else MARKER, work)
    check_imports([package, overlay], work)
    return made


def write_resources(package: Path, target: Path) -> None:
    """Take the resource classes out of the generated package: they stand on what is written by hand."""
    target.mkdir()
    (package / "__init__.py").rename(target / "__init__.py")
    (package / "__init__.py").write_text('"""The contract as Python: people use the package `openai_videos`."""\n')
    for init in package.glob("api/*/__init__.py"):
        tag = init.parent.name
        text = re.sub(r"^( *)from \.\.\.", rf"\1from {PACKAGE}.", init.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = re.sub(r"^( *)from \.(?=\w)", rf"\1from {PACKAGE}.api.{tag}.", text, flags=re.MULTILINE)
        (target / tag).mkdir()
        _, *parts = re.split(r"^# part: (\w+)\n", text, flags=re.MULTILINE)
        for name, part in zip(parts[::2], parts[1::2], strict=True):
            (target / tag / f"{name}.py").write_text(part, encoding="utf-8")
        init.write_text('"""One module for each operation: the request that it is."""\n')


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compile openapi.yaml into the package openai_videos_gen.")
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml", help="the contract")
    parser.add_argument("--output", type=Path, help="the folder of the package, if it is another")
    parser.add_argument("--client", type=Path, help="the folder of the package that stands on it, if it is another")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show the difference and fail if there is one"
    )
    options = parser.parse_args(arguments)
    if (options.output is None) != (options.client is None):
        parser.error("--output and --client go together: one stands on the other")
    output = (options.output or ROOT / "generated" / PACKAGE).resolve()
    client = (options.client or ROOT / "overrides" / CLIENT).resolve()
    outputs: dict[str, Path] = {PACKAGE: output, "resources": client / "resources", "_sync": client / "_sync"}
    try:
        check_versions(ROOT / "pyproject.toml")
        for each in outputs.values():
            check_output(each)
        if not (client / "_async").is_dir():
            fail(f"{client} is not the package {CLIENT}: it has no _async")
        if not options.check:
            output.parent.mkdir(parents=True, exist_ok=True)
        # Beside the output, since only a rename within one file system is atomic.
        with tempfile.TemporaryDirectory(prefix=".generate-", dir=None if options.check else output.parent) as folder:
            work = Path(folder)
            made = build(options.spec, client, work)
            if not options.check:
                swap([(made[name], outputs[name]) for name in made], work)
            elif difference := "".join(compare(outputs[name], made[name]) for name in made):
                sys.stdout.write(difference)
                fail(f"{output} and {client} are not what the contract gives: run make generate")
    except GenerateError as error:
        print("\n".join(f"generate: {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"generate: cannot write {error.filename or output}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
