"""The contract, parsed, and the references in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..files import packaged_yaml


@cache
def document() -> dict[str, Any]:
    """Read the contract."""
    parsed: dict[str, Any] = packaged_yaml(__name__, "openapi.yaml")
    return parsed


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Follow the reference that a node is, if it is one."""
    while "$ref" in node:
        target: Any = document()
        for key in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def success_schema(operation: dict[str, Any]) -> str:
    """Name the schema of an operation's success; empty where it is none of the named ones."""
    response = resolve(operation["responses"]["200"])
    reference: str = next(iter(response["content"].values()))["schema"].get("$ref", "")
    return reference.rpartition("/")[2]
