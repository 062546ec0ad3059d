"""Exchanges as entries of a HAR, with their bodies by digest beside it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..exchange.exchange import Exchange
from ..exchange.replay import digest_of

BODIES = "bodies"


def _object(properties: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": {**properties, **(optional or {})}}


_STRING, _NUMBER, _MAYBE = {"type": "string"}, {"type": "number"}, {"type": ["string", "null"]}
_HEADERS = {"type": "array", "items": _object({"name": _STRING, "value": _STRING})}
_BODY = _object({}, {"_digest": _STRING})
_ENTRY = _object(
    {
        "request": _object({"method": _STRING, "url": _STRING, "headers": _HEADERS}, {"postData": _BODY}),
        "response": _object({"status": {"type": "integer"}, "headers": _HEADERS, "content": _BODY}),
        "time": _NUMBER,
        "_step": _STRING,
        "_operation": _MAYBE,
        "_error": _MAYBE,
        "_started": _NUMBER,
    }
)
_GAP = {
    **_object({"step": _STRING, "reason": _STRING}, {"by": _MAYBE, "claimed": {"type": "boolean"}}),
    "additionalProperties": False,
}
_LOG = _object(
    {"entries": {"type": "array", "items": _ENTRY}, "_gaps": {"type": "array", "items": _GAP}},
    {"_declared": {"type": "array", "items": _STRING}},
)
HAR_SCHEMA = _object({"log": _LOG})
"""What of a HAR is read back."""


def write_bodies(folder: Path, exchange: Exchange) -> None:
    """Write the bodies of an exchange, and the files in a form, under their digests, each once."""
    (folder / BODIES).mkdir(parents=True, exist_ok=True)
    files = [part.content for part in exchange.form if part.filename is not None]
    bodies = [body for body in (exchange.request_body, exchange.body) if body]
    for body in (*bodies, *files):
        if not (path := folder / BODIES / digest_of(body)).exists():
            path.write_bytes(body)


def entry_of(exchange: Exchange) -> dict[str, Any]:
    """Write an exchange as an entry of a HAR."""
    started = datetime.fromtimestamp(exchange.started, UTC).isoformat()
    milliseconds = exchange.elapsed * 1000
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": _pairs(tuple(parse_qsl(urlsplit(exchange.url).query))),
        "headersSize": -1,
        "bodySize": len(exchange.request_body),
    }
    if exchange.request_body:
        request["postData"] = {
            "mimeType": exchange.request_header("content-type"),
            "params": [],
            **_text(exchange.request_body),
        }
    content = {"size": len(exchange.body), "mimeType": exchange.header("content-type"), **_text(exchange.body)}
    reason = responses.get(exchange.status, "")
    return {
        "startedDateTime": started,
        "time": milliseconds,
        "request": request,
        "response": {
            "status": exchange.status,
            "statusText": reason,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(exchange.headers),
            "content": content,
            "redirectURL": exchange.header("location"),
            "headersSize": -1,
            "bodySize": len(exchange.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_step": exchange.step,
        "_operation": exchange.operation,
        "_error": exchange.error,
        "_started": exchange.started,
    }


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": key, "value": value} for key, value in pairs]


SHORT = 16 * 1024
"""The longest body in bytes that is repeated in the HAR itself, for viewers."""


def _text(body: bytes) -> dict[str, str]:
    fields = {"_digest": digest_of(body)} if body else {}
    if 0 < len(body) <= SHORT:
        try:
            fields["text"] = body.decode()
        except UnicodeDecodeError:
            fields |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    return fields


def exchange_of(folder: Path, entry: dict[str, Any]) -> Exchange:
    """Read the exchange of an entry, with the bodies beside it.

    Raises:
        OSError: A body is missing.
        ValueError, KeyError, TypeError: The entry is not what it should be, or a body was altered.
    """
    request, response = entry["request"], entry["response"]
    return Exchange(
        step=entry["_step"],
        operation=entry["_operation"],
        method=request["method"],
        url=request["url"],
        request_headers=_headers(request),
        request_body=_body(folder, request.get("postData", {})),
        status=response["status"],
        headers=_headers(response),
        body=_body(folder, response["content"]),
        error=entry["_error"],
        started=entry["_started"],
        elapsed=entry["time"] / 1000,
    )


def _headers(message: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((header["name"], header["value"]) for header in message["headers"])


def _body(folder: Path, content: dict[str, str]) -> bytes:
    digest = content.get("_digest")
    if digest is None:
        return b""
    body = (folder / BODIES / Path(digest).name).read_bytes()
    if digest_of(body) != digest:
        raise ValueError(f"the body {digest} was altered")
    return body
