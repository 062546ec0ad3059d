"""The contract, as generating reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from references import followed

from generation.failure import fail

if TYPE_CHECKING:
    from collections.abc import Iterator


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
