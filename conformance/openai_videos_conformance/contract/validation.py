"""`openapi.yaml` as the judge uses it: routes, and what an answer breaks, through schemathesis as a library."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

import attrs
import httpx
import jsonschema_rs
import schemathesis
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ..exchange.exchange import Exchange
from .document import document
from .operations import DOWNLOAD_CONTENT, success_of

_CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@attrs.frozen
class Breach:
    """One way in which an answer breaks the contract."""

    subject: str
    """What is wrong: `status`, `media-type`, `json`, or a property such as `Video.progress`."""
    message: str


@cache
def contract_schema() -> Any:
    """The contract as schemathesis reads it."""
    schema = schemathesis.openapi.from_dict(document())
    schema.config.update(base_url="http://127.0.0.1/v1")
    return schema


@lru_cache(maxsize=4096)
def breaches(exchange: Exchange) -> tuple[Breach, ...]:
    """Everything in which an answer breaks the contract of its operation.

    An exchange outside of the contract, or without an answer, breaks nothing here.
    """
    if exchange.operation is None or exchange.error:
        return ()
    operation = contract_schema().find_operation_by_id(exchange.operation)
    response = httpx.Response(
        exchange.status,
        headers=[(k, v) for k, v in exchange.headers if k.lower() not in {"content-encoding", "transfer-encoding"}],
        content=exchange.body,
        request=httpx.Request(exchange.method, exchange.url),
    )
    response.elapsed = timedelta(seconds=exchange.elapsed)
    case = operation.Case(path_parameters={parameter.name: "id" for parameter in operation.path_parameters})
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as group:
        failures = group.exceptions
    except Failure as failure:
        failures = (failure,)
    else:
        return ()
    found = {_SUBJECTS.get(type(failure).__name__, "json"): failure for failure in failures}
    plain = tuple(Breach(name, " ".join(f.message.split())) for name, f in found.items() if name != _SCHEMA)
    # JSON under another name is judged by its schema all the same.
    misnamed = "media-type" in found and exchange.json is not None and exchange.operation != DOWNLOAD_CONTENT
    return plain + (_schema_breaches(exchange) if _SCHEMA in found or misnamed else ())


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
    return tuple(Breach(_subject(root, error), error.message) for error in _validator(root).iter_errors(exchange.json))


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
