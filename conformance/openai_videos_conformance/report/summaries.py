"""Short forms of the report, made from its JSON: Markdown for a CI summary, and a badge."""

from __future__ import annotations

from typing import Any

COLOURS = {"fail": "red", "error": "red", "blocked": "red", "not-verified": "orange", "warn": "yellow"}


def markdown(report: dict[str, Any]) -> str:
    """The report as Markdown: the counts, every finding with its replay, and what was not judged."""
    target = report["target"]["base_url"]
    counts = {verdict: count for verdict, count in report["summary"].items() if count}
    lines = [f"# Videos API conformance of {target}", "", "| verdict | results |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in counts.items()]
    lines += ["", f"Spent: {report['requests']} requests, {report['jobs']} jobs, {report['seconds']:.1f} s."]
    for verdict in ("error", "fail", "warn"):
        for result in report["results"]:
            if result["verdict"] == verdict:
                lines += ["", *_finding(result)]
    aside = [result for result in report["results"] if result["verdict"] in ("blocked", "not-verified", "not-claimed")]
    if aside:
        lines += ["", "## Not judged", ""]
        lines += [f"- {result['verdict']} `{result['id']}`: {_plain(result['message'])}" for result in aside]
    return "\n".join(lines) + "\n"


def _finding(result: dict[str, Any]) -> list[str]:
    known = f" Known: {_plain(result['known'])}" if result["known"] else ""
    name = f"`{result['id']}`" + (f" {_plain(result['case'])}" if result["case"] else "")
    lines = [f"## {result['verdict']}: {result['level']} {name}", "", f"{result['statement']}{known}", ""]
    if result["expected"]:
        lines += [f"- expected: {_plain(result['expected'])}", f"- observed: {_plain(result['observed'])}"]
    else:
        lines += [f"- {_plain(result['message'])}"]
    lines += [f"- impact: {result['impact']}", ""]
    if result["evidence"]:
        # Four spaces, not a fence: what a server answered may contain any fence.
        lines += [f"    {exchange['curl']}".replace("\n", " ") for exchange in result["evidence"]]
    return [*lines, "", "Judge it alone:", "", f"    {result['rerun']}".replace("\n", " ")]


def _plain(text: str) -> str:
    """A text of the server's, so that none of it is taken for Markdown or HTML."""
    shown = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|#!" else letter for letter in shown)


def badge(report: dict[str, Any]) -> dict[str, Any]:
    """The report as the JSON that shields.io draws a badge from."""
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
