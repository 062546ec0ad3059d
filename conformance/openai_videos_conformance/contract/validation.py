"""What an answer breaks of the contract, named by the property that is wrong."""

from __future__ import annotations

from functools import cache, lru_cache

import attrs
import jsonschema_rs

from ..exchange.exchange import Exchange
from ..exchange.text import sentence
from .document import document
from .operations import DOWNLOAD_CONTENT, success_of


@attrs.frozen
class Breach:
    """One way in which an answer breaks the contract."""

    subject: str
    """What is wrong: `status`, `media-type`, `json`, or a property such as `Video.progress`."""
    message: str


def load() -> None:
    """Load what validates, which takes a second or more the first time."""
    from .engine import contract_schema

    contract_schema()


@lru_cache(maxsize=4096)
def breaches(exchange: Exchange) -> tuple[Breach, ...]:
    """Give everything in which an answer breaks the contract of its operation.

    An exchange outside of the contract, or without an answer, breaks nothing here, nor does an error with the status of
    a success, which is told elsewhere.
    """
    if exchange.operation is None or exchange.error or exchange.is_error_in_success:
        return ()
    from .engine import failures

    by_subject = {
        _SUBJECTS.get(type(failure).__name__, "json"): failure for failure in failures(exchange.operation, exchange)
    }
    if not by_subject:
        return ()
    plain = tuple(Breach(name, sentence(f.message)) for name, f in by_subject.items() if name != _SCHEMA)
    # JSON under another name, or a success under another status, is judged by its schema all the same.
    is_json = exchange.json is not None and exchange.operation != DOWNLOAD_CONTENT
    other = "media-type" in by_subject or ("status" in by_subject and exchange.accepted)
    return plain + (_schema_breaches(exchange) if _SCHEMA in by_subject or (is_json and other) else ())


_SCHEMA = "schema"
_SUBJECTS = {
    "UndefinedStatusCode": "status",
    "UndefinedContentType": "media-type",
    "MissingContentType": "media-type",
    "MalformedMediaType": "media-type",
    "JsonSchemaError": _SCHEMA,
}


def _schema_breaches(exchange: Exchange) -> tuple[Breach, ...]:
    """Name every property that breaks its schema; schemathesis reports one error for each keyword only."""
    root = "ErrorResponse" if exchange.status >= 400 else success_of(str(exchange.operation))
    return tuple(
        Breach(_subject(root, error), sentence(error.message)) for error in _validator(root).iter_errors(exchange.json)
    )


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    components = document()["components"]
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components})


def _subject(root: str, error: jsonschema_rs.ValidationError) -> str:
    """Name the property that a schema error is about, seen from the schema that documents it."""
    path = list(error.instance_path)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        path.append(error.kind.property)
    # An item that is no object breaks the list; what is wrong inside of one is the video's.
    if root == "VideoList" and len(path) > 2 and path[0] == "data":
        root, path = "Video", path[2:]
    if root == "ErrorResponse" and path[:1] == ["error"]:
        root, path = "Error", path[1:]
    return ".".join([root, *(str(part) for part in path[:1])])
