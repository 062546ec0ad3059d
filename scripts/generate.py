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
from references import followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "overrides" / "templates"
PACKAGE = "openai_videos_gen"
CLIENT = "openai_videos"
MARKER = "# Generated from openapi.yaml by `make generate`; never edited by hand.\n"
MADE = "# Made from openai_videos/_async by `make generate`; never edited by hand.\n"
TOOLS = ("openapi-python-client", "ruff")
PLAIN = {"_TYPER_STANDARD_TRACEBACK": "1", "TYPER_STANDARD_TRACEBACK": "1"}
"""Has the generator write the traceback of a crash with the error in one line at its end."""

# What waits for the network is written once, asynchronously. A line that ends with `# sync: ...` becomes what stands
# behind it; these make the rest synchronous, in this order. It is a table of our own, as httpcore has one: unasync
# replaces names alone, and neither whole lines nor what docstrings say.
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
    (r"\bopenai_videos\._async\b", "openai_videos._sync"),
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
    found: dict[str, Any] = followed(spec, node if isinstance(node, dict) else {})
    if "$ref" in found:
        fail(f"the contract has a reference that leads nowhere: {found['$ref']}")
    return found


def documentation(spec: dict[str, Any]) -> dict[str, Any]:
    """Collect the texts that the generator drops: those of parameters and those beside a `$ref`."""
    documented: dict[str, dict[str, str]] = {}
    described: dict[str, str] = {}
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
        name = str(operation.get("operationId"))
        documented[name] = texts
        described[name] = str(operation.get("description") or operation.get("summary") or name).strip()
    tags = {str(tag["name"]): str(tag.get("description", "")).strip() for tag in spec.get("tags", [])}
    return {"operations": documented, "descriptions": described, "tags": tags}


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
    problems = [*_replaced(changes.get("replace", []), target, own), *_patched(changes.get("patch", []), target, own)]
    if problems:
        fail(f"upstream's templates have moved; compare and mend overrides/templates:\n{''.join(problems)}".rstrip())
    for path in own.glob("*.jinja"):
        shutil.copyfile(path, target / path.name)
    literal = json.dumps(docs, ensure_ascii=False)
    (target / "docs.jinja").write_text(f"{{% set docs = {literal} %}}\n", encoding="utf-8")


def _replaced(changes: list[dict[str, Any]], target: Path, own: Path) -> Iterator[str]:
    """Say which templates are not those that ours take the place of."""
    for change in changes:
        path = target / change["file"]
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none: it is gone"
        if digest != change["sha256"]:
            yield f"- {change['file']} is not the one that ours replaces; its sha256 is {digest}\n"
            yield _moved(path, own)


def _patched(changes: list[dict[str, Any]], target: Path, own: Path) -> Iterator[str]:
    """Change what can be changed, and say which patches no longer match."""
    for change in changes:
        path = target / change["file"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.count(change["find"]) != change["count"]:
            line = change["find"].strip().splitlines()[0]
            yield f"- {change['file']} no longer matches our patch {line!r}: it is there {text.count(change['find'])} "
            yield f"times instead of {change['count']} ({' '.join(change['reason'].split())})\n"
            yield _moved(path, own)
        elif change.get("cut"):
            path.write_text(text[: text.index(change["find"])] + change["with"], encoding="utf-8")
        else:
            path.write_text(text.replace(change["find"], change["with"]), encoding="utf-8")


def _moved(path: Path, own: Path) -> str:
    """Show what upstream changed in a template since ours was made for it."""
    kept = own / "upstream" / path.name
    before = kept.read_text(encoding="utf-8").splitlines(keepends=True) if kept.is_file() else []
    after = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    return "".join(difflib.unified_diff(before, after, f"kept/{path.name}", f"installed/{path.name}"))


def run(command: Sequence[str | Path], what: str, cwd: Path, **environment: str) -> None:
    """Run a tool that shall not see the settings of this project, or of the machine."""
    done = subprocess.run(
        [sys.executable, "-B", *map(str, command)],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "TERM": "dumb", **PLAIN, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        crashed = "Traceback" in done.stderr
        output = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr if crashed else done.stderr + done.stdout)
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        fail(f"{what}: {lines[-1] if crashed else ' | '.join(lines[:12])}")


def write_sync(asynchronous: Path, target: Path) -> None:
    """Write the synchronous form of what is written by hand once, asynchronously."""
    target.mkdir()
    for source in sorted(asynchronous.glob("*.py")):
        text = source.read_text(encoding="utf-8")
        for pattern, replacement in TO_SYNC:
            text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        (target / source.name).write_text(text, encoding="utf-8")
    (target / "__init__.py").write_text('"""What waits for the network, synchronously."""\n', encoding="utf-8")


def build(spec_path: Path, client: Path, work: Path) -> dict[str, Path]:
    """Generate into the folder `work`, prove that all can be imported, and give what was made by its place."""
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
        text = re.sub(r"^from \.\.\.", f"from {PACKAGE}.", init.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = re.sub(r"^from \. import", f"from {PACKAGE}.api.{tag} import", text, flags=re.MULTILINE)
        (target / f"{tag}.py").write_text(text, encoding="utf-8")
        init.write_text('"""One module for each operation: the request that it is."""\n')


def tidy(folder: Path, header: str, work: Path) -> None:
    """Format what was generated, and say in each file where it is from."""
    ruff = ["--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120", str(folder)]
    lint = ["-m", "ruff", "check", "--quiet", "--output-format", "concise"]
    run([*lint, "--fix", "--select", "F401,I", *ruff], "ruff cannot tidy what was generated", work)
    for path in folder.rglob("*.py"):
        path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")
    run(["-m", "ruff", "format", "--quiet", *ruff], "ruff cannot format what was generated", work)
    run([*lint, "--select", "E9,F821,F823", *ruff], "what was generated cannot be imported", work)


def check_imports(packages: Sequence[Path], work: Path) -> None:
    """Import every module of some packages that lie in one folder."""
    files = sorted(path.relative_to(work) for package in packages for path in package.rglob("*.py"))
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files]
    program = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    run(["-c", program], "what was generated cannot be imported", work, PYTHONPATH=str(work))


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


def swap(places: Sequence[tuple[Path, Path]], work: Path) -> None:
    """Put each new folder in the place of the old one; either all of them or none, and never half of one."""
    done: list[tuple[Path, Path]] = []
    try:
        for number, (new, output) in enumerate(places):
            old = work / f"old-{number}"
            if output.exists():
                output.rename(old)
            done.append((output, old))
            new.rename(output)
    except OSError:
        for output, old in reversed(done):
            if old.exists():
                shutil.rmtree(output, ignore_errors=True)
                old.rename(output)
        raise


def check_output(output: Path) -> None:
    """Only what this script wrote is ever replaced."""
    if output.exists() and not output.is_dir():
        fail(f"the output {output} is not a folder")
    if output.is_dir() and any(output.iterdir()):
        init = output / "__init__.py"
        text = init.read_text(encoding="utf-8", errors="replace") if init.is_file() else ""
        if not text.startswith((MARKER, MADE)):
            fail(f"the output folder {output} holds something that was not generated; it is left alone")


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
        check_versions()
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
        print(f"generate: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"generate: cannot write {error.filename or output}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
