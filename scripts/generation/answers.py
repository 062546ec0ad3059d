"""Rules of answers: what a method gives is what a server sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generation.document import Contract, Media
from generation.keywords import Kind
from generation.plan import Gives, plans
from generation.rule import Rule
from generation.shapes import types_of

if TYPE_CHECKING:
    from generation.rule import Broken


def _none(contract: Contract) -> Broken:
    for operation in contract.operations:
        if not operation.answers:
            yield (*operation.at, "responses"), {}


def _several(contract: Contract) -> Broken:
    for operation in contract.operations:
        _, _, first = operation.answers[0] if operation.answers else ("", None, ())
        for status, _, media in operation.answers[1:]:
            if [_essence(one) for one in media] != [_essence(one) for one in first]:
                yield (*operation.at, "responses", status), {"first": operation.answers[0][0]}


def _essence(media: Media) -> tuple[str, object]:
    return media.base, "bytes" if media.is_bytes else (media.schema.at, repr(dict(media.schema.node)))


def _answers(contract: Contract) -> list[Media]:
    return [media for operation in contract.operations for _, _, answers in operation.answers for media in answers]


def _mixed(contract: Contract) -> Broken:
    for operation in contract.operations:
        for _, spot, answers in operation.answers:
            alike = all(media.is_bytes and not media.is_json for media in answers)
            if len(answers) > 1 and not alike:
                yield spot.below("content"), {"types": " and ".join(media.name for media in answers)}


def _schemaless(contract: Contract) -> Broken:
    for site in contract.of(Kind.MEDIA):
        if "schema" not in site.node:
            yield site.at, {"type": site.at[-1]}


def _unreadable(contract: Contract) -> Broken:
    for media in _answers(contract):
        text = media.base.startswith("text/") and media.base != "text/event-stream"
        if not (media.is_json or media.is_bytes or (text and types_of(media.schema.node) == ["string"])):
            yield media.at, {"type": media.name}


def _headless(contract: Contract) -> Broken:
    for operation in contract.operations:
        for status, _, answers in operation.answers:
            if answers and (operation.method == "head" or status == "204"):
                what = "204" if status == "204" else "HEAD"
                yield (*operation.at, "responses", status), {"what": what}


def _half_files(contract: Contract) -> Broken:
    for operation in contract.operations:
        for status, _, answers in operation.answers:
            if status != "200" and any(media.is_bytes for media in answers):
                yield (*operation.at, "responses", status), {"status": status}


def _links(contract: Contract) -> Broken:
    ids = {operation.id for operation in contract.operations}
    for site in contract.of(Kind.LINK):
        if "$ref" not in site.node and site.node.get("operationId") not in ids:
            yield (*site.at, "operationId"), {"id": str(site.node.get("operationId"))}


def _jobs(contract: Contract) -> Broken:
    """Find jobs that cannot be waited for."""
    looking = {plan.name: plan for plan in plans(contract)}
    for plan in plans(contract):
        look = looking.get(plan.status)
        if plan.starts and look and (look.tag != plan.tag or look.answer != plan.answer):
            yield plan.operation.at, {"id": look.operation.id}


def _pages(contract: Contract) -> Broken:
    """Find lists whose items have no one class."""
    for plan in plans(contract):
        if plan.answer.gives is Gives.PAGE:
            schema = plan.operation.answers[0][2][0].schema
            items = contract.followed(schema.below("properties", "data"), schema.node["properties"]["data"])
            one = contract.followed(items.below("items"), items.node.get("items"))
            if not one.node.get("properties"):
                yield items.at, {}


ANSWERS = (
    Rule(
        "success",
        _none,
        "no answer of a success is named, and what comes under `default` can be an error too",
        "name the status, such as '200', with what comes with it",
    ),
    Rule(
        "one-answer",
        _several,
        "this is another answer than {first} has, and a method gives one thing",
        "the same content for each status from 200 to 299, or an operation for each",
    ),
    Rule("mixed", _mixed, "{types} are no one thing to give", "one media type, or several that are all bytes"),
    Rule("schema", _schemaless, "{type} without a `schema` would be dropped", "add the schema; `schema: {{}}` for any"),
    Rule(
        "media-type",
        _unreadable,
        "an answer of the type {type} is nothing that the client reads",
        "JSON, text/* with `type: string`, or any type with `type: string, format: binary`, which is downloaded",
    ),
    Rule("file", _half_files, "a file with the status {status} would be taken for a part of one", "'200'"),
    Rule("no-content", _headless, "an answer to {what} has no content", "leave the content out, or another one"),
    Rule("link", _links, "there is no operation {id} to go on with", "the operationId of one that is there"),
    Rule(
        "job",
        _jobs,
        "the job that this starts is looked at by {id}, which has another tag or answers with another schema",
        "the same tag and the same schema for both",
    ),
    Rule(
        "page", _pages, "the items of a list that is read page by page are objects", "a `$ref` to a schema as `items`"
    ),
)
"""What is made of what comes back."""
