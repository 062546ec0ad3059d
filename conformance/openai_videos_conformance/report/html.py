"""The report as one HTML file that needs nothing else: findings, exchanges, and the video that was judged."""

from __future__ import annotations

import base64
import json
from typing import Any

from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange
from ..exchange.replay import curl
from ..exchange.text import visible
from ..files import packaged
from ..scenario.looks import CONTENT_PLAIN

SHOWN = 8 * 1024
"""The most bytes of a body that the page shows."""
VIDEO_MOST = 16 * 1024 * 1024
"""The largest video in bytes that the page carries along."""


def page(report: dict[str, Any], evidence: Evidence) -> str:
    """Lay the report out as HTML."""
    data = {
        "report": report,
        "exchanges": [_shown(exchange) for exchange in evidence.exchanges],
        "video": _video(evidence),
    }
    # Inside a script element, only `<` could end it or open a comment.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return packaged(__name__, "report.html").replace("{{DATA}}", text)


def _shown(exchange: Exchange) -> dict[str, Any]:
    return {
        "step": exchange.step,
        "method": exchange.method,
        "url": visible(exchange.url),
        "status": exchange.status,
        "error": exchange.error and visible(exchange.error),
        "seconds": round(exchange.elapsed, 3),
        "request": _text(exchange.request_body),
        "headers": "\n".join(visible(f"{key}: {value}") for key, value in exchange.headers),
        "body": _text(exchange.body),
        "curl": curl(exchange),
    }


def _text(body: bytes) -> str:
    if b"\0" in body[:SHOWN]:
        return f"{len(body)} bytes"
    return visible(body[:SHOWN].decode("utf-8", "replace"), keep="\n\r\t") + ("…" if len(body) > SHOWN else "")


def _video(evidence: Evidence) -> str | None:
    for exchange in evidence.taken(CONTENT_PLAIN):
        if exchange.status == 200 and exchange.media_type == "video/mp4" and len(exchange.body) <= VIDEO_MOST:
            return "data:video/mp4;base64," + base64.b64encode(exchange.body).decode()
    return None
