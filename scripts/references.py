"""References inside of an OpenAPI document."""

from __future__ import annotations

from typing import Any, TypeAlias

Tree: TypeAlias = Any
Place: TypeAlias = tuple[str, ...]
DEEPEST = 40
"""References in a row after which they are taken for a circle."""


def parse_pointer(text: str) -> Place:
    """Read a JSON pointer; the empty text is the root."""
    if text and not text.startswith("/"):
        raise ValueError(text)
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def pointer(path: Place) -> str:
    """Write a path as a JSON pointer."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path) or "(root)"


def resolve(doc: Tree, node: Tree) -> tuple[Tree, Place] | None:
    """Follow one local reference; None if there is none or it leads nowhere."""
    reference = node.get("$ref") if isinstance(node, dict) else None
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    path = parse_pointer(reference[1:])
    for part in path:
        if not isinstance(doc, dict) or part not in doc:
            return None
        doc = doc[part]
    return doc, path


def followed(doc: Tree, node: Tree) -> Tree:
    """Follow the references that a node is; what stands beside a `$ref` wins, as OpenAPI 3.1 has it."""
    for _ in range(DEEPEST):
        if (target := resolve(doc, node)) is None:
            break
        node = {**target[0], **{key: value for key, value in node.items() if key != "$ref"}}
    return node
