"""What the templates are told of the contract, beside what the generator tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generation.names import KEPT, attribute, class_name, identifier
from generation.plan import Plan, plans
from generation.requests import fields_of, items_of
from generation.shapes import is_class

if TYPE_CHECKING:
    from generation.document import Contract, Spot


def documentation(contract: Contract) -> dict[str, Any]:
    """Collect the plans of all operations, and the texts that the generator drops."""
    tags = contract.spec.get("tags", [])
    return {
        "kept": KEPT,
        "operations": {plan.name: _told(contract, plan) for plan in plans(contract)},
        "tags": {identifier(str(tag["name"]), "tag"): str(tag.get("description", "")).strip() for tag in tags},
    }


def _told(contract: Contract, plan: Plan) -> dict[str, Any]:
    node = plan.operation.node
    whole = [
        attribute(str(spot.node["name"]))
        for spot in plan.operation.parameters
        if spot.node["in"] == "path" and _schema(contract, spot).node.get("type") == "integer"
    ]
    return {
        "description": str(node.get("description") or node.get("summary") or plan.operation.id).strip(),
        "files": _files(contract, plan),
        "gives": plan.answer.gives.value,
        "method": plan.method,
        "of": class_name(plan.answer.of) if plan.answer.of else "",
        "raw": any(media.is_bytes for media in plan.operation.bodies),
        "several": [
            attribute(name)
            for media in plan.operation.bodies
            for name, spot in fields_of(contract, media).items()
            if items_of(contract, spot).node.get("format") == "binary"
        ],
        "starts": plan.starts,
        "status": plan.status,
        "texts": _texts(contract, plan),
        "whole": whole,
    }


def _files(contract: Contract, plan: Plan) -> dict[str, str]:
    """Give the fields that hold a file, each with the class of the reference that can stand for it."""
    fields = [(name, spot) for media in plan.operation.bodies for name, spot in fields_of(contract, media).items()]
    references = {name: class_name(spot.at[-1]) for name, spot in fields if is_class(spot.node)}
    files = [name for name, spot in fields if spot.node.get("format") == "binary"]
    return {attribute(name): references.get(name, "None") for name in files}


def _texts(contract: Contract, plan: Plan) -> dict[str, str]:
    texts: dict[str, str] = {}

    def describe(name: str, spot: Spot) -> None:
        schema = _schema(contract, spot)
        text = str(spot.node.get("description") or schema.node.get("description") or "").strip()
        if "default" in schema.node:
            text += f" The server's default: `{schema.node['default']}`."
        texts[name] = texts.get(name) or text.strip()

    for parameter in plan.operation.parameters:
        describe(str(parameter.node["name"]), parameter)
    alternatives: dict[str, list[str]] = {}
    for media in plan.operation.bodies:
        for name, node in media.schema.node.get("properties", {}).items():
            own = contract.followed(media.schema.below("properties", name), node)
            if own.node.get("format") == "binary" or own.node.get("type") == "object":
                # A file and its reference: both texts are needed.
                alternatives.setdefault(name, []).append(str(own.node.get("description", "")).strip())
            describe(name, own)
        if media.is_bytes:
            describe("content", media.schema)
    texts.update({name: " Or: ".join(dict.fromkeys(reversed(told))) for name, told in alternatives.items()})
    return texts


def _schema(contract: Contract, spot: Spot) -> Spot:
    return contract.followed(spot.below("schema"), spot.node["schema"]) if "schema" in spot.node else spot
