"""The report as the JSON that a badge is drawn from."""

from __future__ import annotations

from typing import Any

COLOURS = {"fail": "red", "error": "red", "blocked": "red", "not-verified": "orange", "warn": "yellow"}


def badge(report: dict[str, Any]) -> dict[str, Any]:
    """Give the report as the JSON that shields.io draws a badge from."""
    summary = report["summary"]
    judged = sum(count for verdict, count in summary.items() if verdict != "not-claimed")
    colour = next((COLOURS[verdict] for verdict in COLOURS if summary.get(verdict)), "brightgreen")
    if not judged:
        colour = "lightgrey"
    return {
        "schemaVersion": 1,
        "label": "Videos API",
        "message": f"{summary['pass']} of {judged} requirements",
        "color": colour,
    }
