"""Schemathesis as a library. Loading it takes long, so that only who validates or makes cases loads this module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import schemathesis
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ..exchange.exchange import Exchange
from .document import document

_CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


UNPACKED = {"content-encoding", "transfer-encoding"}
"""What no longer holds for a body that was read."""


@cache
def contract_schema() -> Any:
    """Give the contract as schemathesis reads it."""
    schema = schemathesis.openapi.from_dict(document())
    schema.config.update(base_url="http://127.0.0.1/v1")
    return schema


def failures(operation: str, exchange: Exchange) -> Sequence[Failure]:
    """Give what schemathesis says against the answer of an operation."""
    definition = contract_schema().find_operation_by_id(operation)
    response = httpx.Response(
        exchange.status,
        headers=[(_raw(k), _raw(v)) for k, v in exchange.headers if k.lower() not in UNPACKED],
        content=exchange.body,
        request=httpx.Request(exchange.method, exchange.url),
    )
    response.elapsed = timedelta(seconds=exchange.elapsed)
    case = definition.Case(path_parameters={parameter.name: "id" for parameter in definition.path_parameters})
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as group:
        return list(group.exceptions)
    except Failure as failure:
        return [failure]
    return ()


def _raw(text: str) -> bytes:
    """Give a header as bytes: a server may send any, and the HTTP library would have ASCII."""
    return text.encode("utf-8", "surrogatepass")
