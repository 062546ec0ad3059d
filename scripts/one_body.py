"""Print the contract with one media type for each body, for generators that see only the first one.

one_body.py json   what can be JSON is JSON: references, no files
one_body.py forms  what can be a form is a form: files, no references

A text that is open, such as the name of a model, is a plain text there: some generators make an object of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BODIES = {"json": ("application/json", "multipart/form-data"), "forms": ("multipart/form-data", "application/json")}
"""The media types of each kind, the wanted one first."""


def one_body(spec: Any, kind: str) -> Any:
    """Leave one media type to each body, and no schema that is not used."""
    wanted, other = BODIES[kind]
    for item in spec["paths"].values():
        for operation in item.values():
            content = operation.get("requestBody", {}).get("content", {})
            if wanted in content:
                content.pop(other, None)
    schemas = spec["components"]["schemas"]
    opened = {
        f"#/components/schemas/{name}" for name, one in schemas.items() if {"type": "string"} in one.get("anyOf", ())
    }
    spec = _plain(spec, opened)
    schemas = spec["components"]["schemas"]
    while unused := [name for name in schemas if f"#/components/schemas/{name}'" not in str(spec)]:
        for name in unused:
            del schemas[name]
    return spec


def _plain(node: Any, opened: set[str]) -> Any:
    """Write a plain text in the place of each reference to an open one."""
    if isinstance(node, list):
        return [_plain(item, opened) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in opened:
        node = {"type": "string", **{key: value for key, value in node.items() if key != "$ref"}}
    return {key: _plain(value, opened) for key, value in node.items()}


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kind", choices=BODIES, help="what the bodies shall be")
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml", help="the contract, if it is another")
    options = parser.parse_args()
    spec = yaml.safe_load(options.spec.read_text(encoding="utf-8"))
    json.dump(one_body(spec, options.kind), sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
