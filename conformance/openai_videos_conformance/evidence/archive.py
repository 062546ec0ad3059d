"""A run on disk: the exchanges as HAR, bodies by digest, and the report.

RUN/
├── exchanges.har     HAR 1.2; what HAR has no word for is in fields that begin with `_`
├── bodies/           every body once, named by its SHA-256
└── report.json       the verdicts that were derived
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from datetime import UTC, datetime
from functools import cache
from http.client import responses
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import attrs
import httpx
import jsonschema_rs

from ..exchange.exchange import Exchange
from ..files import as_text, packaged, part_of, write
from .evidence import Evidence, Gap

HAR = "exchanges.har"
REPORT = "report.json"
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


class ArchiveError(Exception):
    """A folder holds no run that can be read; the message says what is wrong with it."""


def save(folder: Path, evidence: Evidence, report: dict[str, Any]) -> None:
    """Write a run. Bodies come first, so that a HAR is never without them."""
    folder.mkdir(parents=True, exist_ok=True)
    for exchange in evidence.exchanges:
        write_bodies(folder, exchange)
    creator = {"name": "openai-videos-conformance", "version": version("openai-videos")}
    log = {
        "version": "1.2",
        "creator": creator,
        "entries": [entry_of(exchange) for exchange in evidence.exchanges],
        "_declared": sorted(evidence.declared),
        "_gaps": [attrs.asdict(gap) for gap in evidence.gaps],
    }
    write(folder / HAR, as_text({"log": log}))
    write(folder / REPORT, as_text(report))


def save_anew(folder: Path, evidence: Evidence, report: dict[str, Any]) -> None:
    """Write a run to a folder in place of all that was there."""
    part = part_of(folder)
    shutil.rmtree(part, ignore_errors=True)
    try:
        save(part, evidence, report)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise


def load(folder: Path) -> tuple[Evidence, dict[str, Any]]:
    """Read a run and its report.

    Raises:
        ArchiveError: A file is missing, is not what it should be, or was altered.
    """
    har, report = _read(folder / HAR, HAR_SCHEMA), _read(folder / REPORT, _report_schema())
    log = har["log"]
    try:
        evidence = Evidence(
            exchanges=[exchange_of(folder, entry) for entry in log["entries"]],
            gaps=[Gap(**gap) for gap in log["_gaps"]],
            declared=frozenset(log.get("_declared", ())),
        )
        for exchange in evidence.exchanges:
            httpx.URL(exchange.url)
    except OSError as problem:
        raise ArchiveError(f"{folder} is no run: {problem.strerror}: {problem.filename}") from None
    except (ValueError, KeyError, TypeError, httpx.InvalidURL) as problem:
        raise ArchiveError(f"{folder} is no run that can be read: {type(problem).__name__}: {problem}") from None
    return evidence, report


def _read(path: Path, schema: dict[str, Any]) -> dict[str, Any]:
    """A file of a run, as its schema says it is."""
    try:
        data = json.loads(path.read_text("utf-8"))
        validator = jsonschema_rs.Draft202012Validator(schema, mask="what is there")
        problem = next(validator.iter_errors(data), None)
    except OSError as error:
        raise ArchiveError(f"{path.parent} is no run: {error.strerror}: {path}") from None
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{path} cannot be read as JSON: {error}; take the run as it was saved") from None
    ours = schema["properties"].get("schema_version", {}).get("const")
    version_told = data.get("schema_version", ours) if isinstance(data, dict) else ours
    if version_told != ours:
        raise ArchiveError(
            f"{path}: schema_version is {version_told!r}, and {ours} is expected; use the version that wrote it"
        )
    if problem is not None:
        where = "/".join(map(str, ["", *problem.instance_path])) or "the top"
        raise ArchiveError(f"{path}: at {where}: {problem.message}; take the run as it was saved")
    return cast("dict[str, Any]", data)


@cache
def _report_schema() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(packaged(__name__, "report.schema.json")))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def write_bodies(folder: Path, exchange: Exchange) -> None:
    """Write the bodies of an exchange under their digests, each once."""
    (folder / BODIES).mkdir(parents=True, exist_ok=True)
    for body in (exchange.request_body, exchange.body):
        if body and not (path := folder / BODIES / _digest(body)).exists():
            path.write_bytes(body)


def entry_of(exchange: Exchange) -> dict[str, Any]:
    """An exchange as an entry of a HAR."""
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
        media = next((value for key, value in exchange.request_headers if key.lower() == "content-type"), "")
        request["postData"] = {"mimeType": media, "params": [], **_text(exchange.request_body)}
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
    fields = {"_digest": _digest(body)} if body else {}
    if 0 < len(body) <= SHORT:
        try:
            fields["text"] = body.decode()
        except UnicodeDecodeError:
            fields |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    return fields


def exchange_of(folder: Path, entry: dict[str, Any]) -> Exchange:
    """The exchange of an entry, with the bodies beside it.

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
    if _digest(body) != digest:
        raise ValueError(f"the body {digest} was altered")
    return body
