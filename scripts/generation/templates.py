"""The templates of the generator, changed as `overrides/templates/patches.toml` says."""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import json
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generation.failure import fail

if TYPE_CHECKING:
    from collections.abc import Iterator


def upstream_templates() -> Path:
    """Find the templates of the installed generator; those of its repository may differ."""
    found = importlib.util.find_spec("openapi_python_client")
    if found is None or found.origin is None:
        fail("openapi-python-client is not installed")
    return Path(found.origin).parent / "templates"


def write_templates(target: Path, docs: dict[str, Any], upstream: Path, own: Path) -> None:
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
