"""What the contract says that the generator drops: texts for people, and media types that it does not know."""

from __future__ import annotations

from typing import Any

from generation.document import operations, resolve
from generation.failure import fail


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
