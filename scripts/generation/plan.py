"""What becomes of each operation: its method, what it gives, and whether it starts a job."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import frozen

from generation.names import identifier, method_name
from generation.shapes import FREE, classes, is_class, types_of

if TYPE_CHECKING:
    from generation.document import Contract, Operation, Spot

_CURSORS = {"data", "has_more", "last_id"}
_NEW_ID = "$response.body#/id"


class Gives(StrEnum):
    """The kinds of what a method gives."""

    NOTHING = "nothing"
    MODEL = "model"
    PAGE = "page"
    LIST = "list"
    VALUE = "value"
    TEXT = "text"
    BYTES = "bytes"


@frozen
class Answer:
    """What a method gives, and the class of the objects in it, if they are of one."""

    gives: Gives
    of: str = ""


@frozen
class Plan:
    """What becomes of one operation."""

    operation: Operation
    tag: str
    name: str
    """The function of its request, and the module of that."""
    method: str
    answer: Answer
    status: str
    """For a job, and for a look at one: the name of the operation that looks."""
    starts: bool
    """Whether it starts a job."""

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods that it becomes."""
        if self.starts:
            return self.method, f"{self.method}_and_poll"
        return (self.method, "poll") if self.status == self.name else (self.method,)


def tag_of(operation: Operation) -> str:
    """Give the group that an operation is in, as an attribute of the client."""
    return identifier(str([*operation.node.get("tags", []), "default"][0]), "tag")


def answer_of(contract: Contract, operation: Operation) -> Answer:
    """Give what the method of an operation gives."""
    media = operation.answers[0][2] if operation.answers else ()
    if not media:
        return Answer(Gives.NOTHING)
    if media[0].is_bytes:
        return Answer(Gives.BYTES)
    if not media[0].is_json:
        return Answer(Gives.TEXT)
    schema = media[0].schema
    if is_class(schema.node):
        return Answer(Gives.PAGE if _is_page(contract, operation, schema) else Gives.MODEL, schema.at[-1])
    of = "".join(classes(contract, schema.at, schema.node) - {FREE})
    return Answer(Gives.LIST if types_of(schema.node) == ["array"] else Gives.VALUE, of)


def _is_page(contract: Contract, operation: Operation, schema: Spot) -> bool:
    properties = schema.node["properties"]
    asked = [parameter.node["name"] for parameter in operation.parameters if parameter.node.get("in") == "query"]
    if not (properties.keys() >= _CURSORS and "after" in asked and operation.method == "get"):
        return False
    items = contract.followed(schema.below("properties", "data"), properties["data"])
    return types_of(items.node) == ["array"]


def looks(contract: Contract, operation: Operation) -> bool:
    """Tell whether an operation can show how a job stands: it gets one object, which has a status, by its id."""
    required = [parameter for parameter in operation.parameters if parameter.node.get("required")]
    answer = answer_of(contract, operation)
    return (
        operation.method == "get"
        and operation.path.endswith("}")
        and [parameter.node.get("in") for parameter in required] == ["path"]
        and contract.followed(required[0].below("schema"), required[0].node["schema"]).node.get("type") == "string"
        and answer.gives is Gives.MODEL
        and "status" in operation.answers[0][2][0].schema.node.get("required", [])
    )


def looked_at_by(contract: Contract, operation: Operation) -> Operation | None:
    """Give the operation that a link of the answer names for how the new job stands; None if no job is started."""
    if operation.method != "post" or not operation.answers:
        return None
    response = operation.answers[0][1]
    for name, node in response.node.get("links", {}).items():
        link = contract.followed(response.below("links", name), node).node
        if _NEW_ID in [str(value) for value in _values(link.get("parameters"))]:
            for other in contract.operations:
                if other.id == link.get("operationId") and looks(contract, other):
                    return other
    return None


def _values(node: Any) -> list[Any]:
    return list(node.values()) if isinstance(node, Mapping) else []


def plans(contract: Contract) -> tuple[Plan, ...]:
    """Plan every operation; in each group the first that looks at a class of jobs has a method that waits."""
    waiting: dict[tuple[str, str], str] = {}
    for operation in contract.operations:
        if looks(contract, operation):
            key = tag_of(operation), answer_of(contract, operation).of
            waiting.setdefault(key, identifier(operation.id))
    planned = []
    for operation in contract.operations:
        tag, name, answer = tag_of(operation), identifier(operation.id), answer_of(contract, operation)
        look = looked_at_by(contract, operation)
        own = waiting.get((tag, answer.of)) == name
        planned.append(
            Plan(
                operation=operation,
                tag=tag,
                name=name,
                method=method_name(operation.id, tag),
                answer=answer,
                status=identifier(look.id) if look else name if own else "",
                starts=look is not None,
            )
        )
    return tuple(planned)
