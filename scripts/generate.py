"""Compile openapi.yaml into the package openai_videos_gen.

The generator is openapi-python-client, with its templates changed as `overrides/templates/patches.toml` says. What
comes out depends on nothing but the contract, this script and the versions pinned in pyproject.toml. It is written
beside the output and takes its place only after every module of it was imported.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "overrides" / "templates"
PACKAGE = "openai_videos_gen"
MARKER = "Generated from openapi.yaml"
TOOLS = ("openapi-python-client", "ruff")

# What waits for the network is written once, asynchronously, in `templates/twice`. A line that ends with `# sync: ...`
# becomes what stands behind it; these make the rest synchronous, in this order.
TO_ASYNC = ((r"  # sync:.*", ""),)
TO_SYNC = (
    (r"^( *).*  # sync: ?(.*)\n", r"\1\2\n"),
    (r"\bAsyncConversationCursorPage\b", "SyncConversationCursorPage"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAwaitable\[([\w.]+(\[\w+\])?)\]", r"\1"),
    (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
    (r"\ba(close|iter_bytes|iter_lines|iter_raw|iter_text|read)\b", r"\1"),
    (r"\basyncio\b", "time"),
    (r"\b([Aa])n asynchronous\b", r"\1 synchronous"),
    (r"\basynchronous\b", "synchronous"),
    (r"\bopenai_videos_gen\.aio\b", "openai_videos_gen.sync"),
)


class GenerateError(Exception):
    """Something that the user of this script can put right; its text is all that is shown."""


def fail(message: str) -> NoReturn:
    """Stop with a message."""
    raise GenerateError(message)


def check_versions() -> None:
    """Other versions of the tools would write other bytes."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras: dict[str, list[str]] = tomllib.load(file)["project"]["optional-dependencies"]
    pins = dict(line.split("==", 1) for lines in extras.values() for line in lines if "==" in line)
    for tool in TOOLS:
        try:
            found = importlib.metadata.version(tool)
        except importlib.metadata.PackageNotFoundError:
            found = "not installed"
        if found != pins.get(tool):
            fail(f"{tool} {pins.get(tool)} is needed, found: {found}. Run: pip install '{tool}=={pins.get(tool)}'")


def load_spec(path: Path) -> dict[str, Any]:
    """Read the contract."""
    try:
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"cannot read the contract {path}: {error.strerror}")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fail(f"{path} is not valid YAML: {' '.join(str(error).split())}")
    if not (isinstance(spec, dict) and isinstance(spec.get("paths"), dict) and "openapi" in spec):
        fail(f"{path} is not an OpenAPI document: `openapi` and `paths` are needed at the top")
    found: dict[str, Any] = spec
    for operation, _ in operations(found):
        if not isinstance(operation, dict) or not operation.get("operationId"):
            fail(f"{path}: every operation needs an operationId, since methods are named after it")
    return found


def operations(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each operation with the path item that it stands in."""
    for path, item in spec["paths"].items():
        if not isinstance(item, dict):
            fail(f"the contract has nothing below the path {path}")
        for method, operation in item.items():
            if method in {"get", "put", "post", "delete", "patch", "head", "options"}:
                yield operation, item


def resolve(spec: dict[str, Any], node: Any) -> dict[str, Any]:
    """Follow references; what stands beside a `$ref` wins, as OpenAPI 3.1 has it."""
    seen: list[str] = []
    found: dict[str, Any] = node if isinstance(node, dict) else {}
    while "$ref" in found:
        reference = str(found["$ref"])
        target: Any = spec
        for key in reference.removeprefix("#/").split("/"):
            target = target.get(key.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
        if not reference.startswith("#/") or not isinstance(target, dict) or reference in seen:
            fail(f"the contract has a reference that leads nowhere: {reference}")
        seen.append(reference)
        found = target | {key: value for key, value in found.items() if key != "$ref"}
    return found


def documentation(spec: dict[str, Any]) -> dict[str, Any]:
    """Collect the texts that the generator drops: those of parameters and those beside a `$ref`."""
    documented: dict[str, dict[str, str]] = {}
    for operation, item in operations(spec):
        texts: dict[str, str] = {}

        def describe(name: str, node: Any, texts: dict[str, str] = texts) -> None:
            found = resolve(spec, node)
            schema = resolve(spec, found.get("schema", found))
            text = str(found.get("description") or schema.get("description") or "").strip()
            if "default" in schema:
                text += f" The server's default: `{schema['default']}`."
            texts[name] = texts.get(name) or text.strip()

        for node in [*operation.get("parameters", []), *item.get("parameters", [])]:
            describe(str(resolve(spec, node).get("name")), node)
        alternatives: dict[str, list[str]] = {}
        for media in resolve(spec, operation.get("requestBody")).get("content", {}).values():
            for name, node in resolve(spec, media.get("schema")).get("properties", {}).items():
                own = resolve(spec, node)
                if own.get("format") == "binary" or own.get("type") == "object":
                    # A file and its reference: both texts are needed.
                    alternatives.setdefault(name, []).append(str(own.get("description", "")).strip())
                describe(name, node)
        texts.update({name: " Or: ".join(dict.fromkeys(reversed(found))) for name, found in alternatives.items()})
        documented[str(operation.get("operationId"))] = texts
    tags = {str(tag["name"]): str(tag.get("description", "")).strip() for tag in spec.get("tags", [])}
    return {"operations": documented, "tags": tags}


def binary_types(spec: dict[str, Any]) -> dict[str, str]:
    """Have the generator take every media type with a binary schema for bytes; it knows one only."""
    found: dict[str, str] = {}
    for operation, _ in operations(spec):
        for response in operation.get("responses", {}).values():
            for name, media in resolve(spec, response).get("content", {}).items():
                if resolve(spec, (media or {}).get("schema")).get("format") == "binary":
                    found[name] = "application/octet-stream"
        for name in resolve(spec, operation.get("requestBody")).get("content", {}):
            if name not in {"application/json", "multipart/form-data"}:
                fail(f"{operation.get('operationId')}: request bodies of type {name} are not supported")
    return found


def upstream_templates() -> Path:
    """Find the templates of the installed generator; those of its repository may differ."""
    found = importlib.util.find_spec("openapi_python_client")
    if found is None or found.origin is None:
        fail("openapi-python-client is not installed")
    return Path(found.origin).parent / "templates"


def write_templates(target: Path, docs: dict[str, Any], upstream: Path, own: Path = TEMPLATES) -> None:
    """Copy the upstream templates and change them; stop if they are not the ones that the changes were made for."""
    shutil.copytree(upstream, target)
    with (own / "patches.toml").open("rb") as file:
        changes = tomllib.load(file)
    for change in changes.get("replace", []):
        path = target / change["file"]
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != change["sha256"]:
            fail(
                f"upstream's {change['file']} is not the one that ours replaces: compare them, then update patches.toml"
            )
    for change in changes.get("patch", []):
        path = target / change["file"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.count(change["find"]) != change["count"]:
            fail(
                f"upstream's {change['file']} no longer matches our patch: found {text.count(change['find'])} times "
                f"instead of {change['count']}: {change['find'].strip().splitlines()[0]!r} ({change['reason']})"
            )
        if change.get("cut"):
            text = text[: text.index(change["find"])] + change["with"]
        else:
            text = text.replace(change["find"], change["with"])
        path.write_text(text, encoding="utf-8")
    for path in own.glob("*.jinja"):
        shutil.copyfile(path, target / path.name)
    literal = json.dumps(docs, ensure_ascii=False)
    (target / "docs.jinja").write_text(f"{{% set docs = {literal} %}}\n", encoding="utf-8")


def run(command: Sequence[str | Path], what: str, cwd: Path, **environment: str) -> None:
    """Run a tool that shall not see the settings of this project, or of the machine."""
    done = subprocess.run(
        [sys.executable, "-B", *map(str, command)],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "TERM": "dumb", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        output = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr + done.stdout)
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        fail(f"{what}: " + (" | ".join(lines[:12]) if "Traceback" not in output else lines[-1] if lines else ""))


def write_twice(package: Path) -> None:
    """Write the asynchronous and the synchronous form of what is written by hand once."""
    for name, changes in (("aio", TO_ASYNC), ("sync", TO_SYNC)):
        target = package / name
        target.mkdir()
        (target / "__init__.py").write_text('"""Made from overrides/templates/twice; never edited by hand."""\n')
        for source in sorted((TEMPLATES / "twice").glob("*.py")):
            text = source.read_text(encoding="utf-8")
            for pattern, replacement in changes:
                text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
            (target / source.name).write_text(text, encoding="utf-8")


def build(spec_path: Path, work: Path) -> Path:
    """Generate into the folder `work`, and prove that the package can be imported."""
    spec = load_spec(spec_path)
    try:
        docs, binaries = documentation(spec), binary_types(spec)
    except (AttributeError, TypeError) as error:
        fail(f"{spec_path} is not an OpenAPI document: {error}")
    write_templates(work / "templates", docs, upstream_templates())
    config = {"literal_enums": True, "docstrings_on_attributes": True, "post_hooks": []}
    (work / "config.json").write_text(json.dumps(config | {"content_type_overrides": binaries}))
    package = work / PACKAGE
    generate: list[str | Path] = [
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        spec_path.resolve(),
        "--meta",
        "none",
    ]
    generate += ["--output-path", package, "--config", work / "config.json", "--custom-template-path"]
    run([*generate, work / "templates", "--fail-on-warning"], "openapi-python-client refused the contract", work)

    # The upstream client: patched away in the modules that used it.
    (package / "client.py").unlink()
    (package / "errors.py").unlink()
    (package / "py.typed").write_text("")
    for init in package.glob("api/*/__init__.py"):
        init.rename(init.with_name("resource.py"))
        init.write_text('"""One module for each operation, and the resource that offers them."""\n')

    write_twice(package)

    ruff = ["--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120", str(package)]
    lint = ["-m", "ruff", "check", "--quiet", "--output-format", "concise"]
    run([*lint, "--fix", "--select", "F401,I", *ruff], "ruff cannot tidy what was generated", work)
    run(["-m", "ruff", "format", "--quiet", *ruff], "ruff cannot format what was generated", work)
    run([*lint, "--select", "E9,F821,F823", *ruff], "what was generated cannot be imported", work)
    modules = sorted(".".join(path.relative_to(work).with_suffix("").parts) for path in package.rglob("*.py"))
    names = [name.removesuffix(".__init__") for name in modules]
    program = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    path = os.pathsep.join([str(work), str(ROOT / "overrides")])
    run(["-c", program], "what was generated cannot be imported", work, PYTHONPATH=path)
    return package


def contents(folder: Path) -> dict[str, str]:
    """Read all files of a package."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def compare(old: Path, new: Path) -> str:
    """Show what generating would change."""
    before, after = contents(old) if old.is_dir() else {}, contents(new)
    lines: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        one, other = (files.get(name, "").splitlines(keepends=True) for files in (before, after))
        lines += difflib.unified_diff(one, other, f"committed/{name}", f"generated/{name}")
        if (name in before) != (name in after):
            lines.append(f"{'only committed' if name in before else 'missing'}: {name}\n")
    return "".join(lines)


def swap(new: Path, output: Path, work: Path) -> None:
    """Put the new package in the place of the old one; there is never half of one."""
    old = work / "old"
    if output.exists():
        output.rename(old)
    try:
        new.rename(output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise


def check_output(output: Path) -> None:
    """Only what this script wrote is ever replaced."""
    if output.exists() and not output.is_dir():
        fail(f"the output {output} is not a folder")
    if output.is_dir() and any(output.iterdir()):
        init = output / "__init__.py"
        if not init.is_file() or MARKER not in init.read_text(encoding="utf-8", errors="replace"):
            fail(f"the output folder {output} holds something that was not generated; it is left alone")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compile openapi.yaml into the package openai_videos_gen.")
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml", help="the contract")
    parser.add_argument("--output", type=Path, default=ROOT / "generated" / PACKAGE, help="the package's folder")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show the difference and fail if there is one"
    )
    options = parser.parse_args(arguments)
    output: Path = options.output.resolve()
    try:
        check_versions()
        check_output(output)
        if not options.check:
            output.parent.mkdir(parents=True, exist_ok=True)
        # Beside the output, since only a rename within one file system is atomic.
        with tempfile.TemporaryDirectory(prefix=".generate-", dir=None if options.check else output.parent) as folder:
            work = Path(folder)
            package = build(options.spec, work)
            if not options.check:
                swap(package, output, work)
            elif difference := compare(output, package):
                sys.stdout.write(difference)
                fail(f"{output} is not what the contract gives: run make generate")
    except GenerateError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"generate: cannot write {error.filename or output}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
