"""The report as one HTML file that needs nothing else: findings, jobs in time, exchanges, and the video."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from ..contract.operations import DELETE_VIDEO
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange
from ..exchange.text import cut, visible
from ..files import packaged
from ..scenario.looks import CONTENT_PLAIN
from .lives import Life
from .replay import Replays

SHOWN = 8 * 1024
"""The most bytes of a body that the page shows."""
VIDEO_MOST = 16 * 1024 * 1024
"""The largest video in bytes that the page carries along."""
STATUS_MOST = 40
"""The most characters of a status that are shown."""


def page(report: dict[str, Any], replays: Replays) -> str:
    """Lay the report out as HTML."""
    evidence = replays.evidence
    return filled(
        "report.html",
        {
            "report": report,
            "exchanges": [shown(exchange, replays) for exchange in evidence.exchanges],
            "jobs": _jobs(replays),
            "video": _video(evidence),
        },
    )


def filled(template: str, content: Mapping[str, Any]) -> str:
    """Give a page with its data, and with the style and the script that all pages share."""
    # Inside a script element, only `<` could end it or open a comment.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    shared = {"{{STYLE}}": "page.css", "{{SCRIPT}}": "page.js"}
    html = packaged(__name__, template)
    for mark, name in shared.items():
        html = html.replace(mark, packaged(__name__, name))
    return html.replace("{{DATA}}", text)


def shown(exchange: Exchange, replays: Replays) -> dict[str, Any]:
    """Give what a page shows of an exchange."""
    return {
        "step": exchange.step,
        "method": exchange.method,
        "url": cut(visible(exchange.url)),
        "status": exchange.status,
        "error": exchange.error and visible(exchange.error),
        "seconds": round(exchange.elapsed, 3),
        "request": _text(exchange.request_body),
        "headers": "\n".join(visible(f"{key}: {value}") for key, value in exchange.headers),
        "body": _text(exchange.body),
        "curl": replays.command(exchange),
    }


def _text(body: bytes) -> str:
    if b"\0" in body[:SHOWN]:
        return f"{len(body)} bytes"
    return visible(body[:SHOWN].decode("utf-8", "replace"), keep="\n\r\t") + ("…" if len(body) > SHOWN else "")


def _jobs(replays: Replays) -> list[dict[str, Any]]:
    """Give each job in time: how long it was seen in which status, and every look at it. Times are seconds."""
    exchanges = replays.evidence.exchanges
    began = min((exchange.started for exchange in exchanges), default=0.0)
    numbers = {id(exchange): number for number, exchange in enumerate(exchanges)}
    return [_job(life, replays, began, numbers) for life in replays.lives]


def _job(life: Life, replays: Replays, began: float, numbers: Mapping[int, int]) -> dict[str, Any]:
    about = [e for e in replays.evidence.exchanges if e in life.sightings or e.named_id == life.id or e is life.create]
    looks: list[dict[str, Any]] = []
    phases: list[dict[str, Any]] = []
    for look in sorted(about, key=lambda each: each.started):
        at = look.started + look.elapsed - began
        status = str(look.object.get("status", "")) if look.accepted and look.operation != DELETE_VIDEO else ""
        status = cut(visible(status), STATUS_MOST)
        looks.append({"at": at, "entry": numbers[id(look)], "status": status or str(look.status or "no answer")})
        if phases:
            phases[-1]["to"] = at
        if status and (not phases or phases[-1]["status"] != status):
            phases.append({"status": status, "from": at, "to": at})
    return {"name": life.create.step.removesuffix(".create"), "looks": looks, "phases": phases}


def _video(evidence: Evidence) -> str | None:
    for exchange in evidence.taken(CONTENT_PLAIN):
        if exchange.is_ok and exchange.media_type == "video/mp4" and len(exchange.body) <= VIDEO_MOST:
            return "data:video/mp4;base64," + base64.b64encode(exchange.body).decode()
    return None
