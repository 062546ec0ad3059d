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
from http.client import responses
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import attrs

from ._evidence import Evidence, Gap
from ._exchange import Exchange
from ._files import as_text, write

HAR = "exchanges.har"
REPORT = "report.json"
BODIES = "bodies"


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
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    save(part, evidence, report)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def load(folder: Path) -> tuple[Evidence, dict[str, Any]]:
    """Read a run and its report.

    Raises:
        ArchiveError: A file is missing, is not what it should be, or was altered.
    """
    try:
        log = json.loads((folder / HAR).read_text("utf-8"))["log"]
        report = json.loads((folder / REPORT).read_text("utf-8"))
        evidence = Evidence(
            exchanges=[exchange_of(folder, entry) for entry in log["entries"]],
            gaps=[Gap(**gap) for gap in log["_gaps"]],
            declared=frozenset(log.get("_declared", ())),
        )
    except OSError as problem:
        raise ArchiveError(f"{folder} is no run: {problem.strerror}: {problem.filename}") from None
    except (ValueError, KeyError, TypeError) as problem:
        raise ArchiveError(f"{folder} is no run that can be read: {type(problem).__name__}: {problem}") from None
    return evidence, report


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
