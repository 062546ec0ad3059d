"""The report as Markdown, for the summary of a CI job."""

from __future__ import annotations

from typing import Any


def markdown(report: dict[str, Any]) -> str:
    """Write the report as Markdown: the counts, every finding with its replay, and what was not judged."""
    target = report["target"]["base_url"]
    counts = {verdict: count for verdict, count in report["summary"].items() if count}
    lines = [f"# Videos API conformance of {target}", ""]
    lines += [f"{_plain(note)}\n" for note in report["notes"]]
    lines += ["| verdict | results |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in counts.items()]
    lines += ["", f"Spent: {report['requests']} requests, {report['jobs']} jobs, {report['seconds']:.1f} s."]
    for verdict in ("error", "fail", "warn"):
        for result in report["results"]:
            if result["verdict"] == verdict:
                following = [each for each in report["results"] if each["follows_from"] == result["id"]]
                lines += ["", *_finding(result, following)]
    aside = [result for result in report["results"] if result["verdict"] in ("blocked", "not-verified", "not-claimed")]
    if aside:
        lines += ["", "## Not judged", ""]
        lines += [f"- {result['verdict']} `{result['id']}`: {_plain(result['message'])}" for result in aside]
    return "\n".join(lines) + "\n"


def _finding(result: dict[str, Any], following: list[dict[str, Any]]) -> list[str]:
    known = f" Known: {_plain(result['known'])}" if result["known"] else ""
    name = f"`{result['id']}`" + (f" {_plain(result['case'])}" if result["case"] else "")
    lines = [f"## {result['verdict']}: {result['level']} {name}", "", f"{result['statement']}{known}", ""]
    if result["expected"]:
        lines += [f"- expected: {_plain(result['expected'])}", f"- observed: {_plain(result['observed'])}"]
    else:
        lines += [f"- {_plain(result['message'])}"]
    lines += [f"- impact: {result['impact']}"]
    lines += [f"- and so {each['level']} `{each['id']}`: {each['statement']}" for each in following] + [""]
    if result["evidence"]:
        # Four spaces, not a fence: what a server answered may contain any fence.
        lines += [f"    {exchange['curl']}".replace("\n", " ") for exchange in result["evidence"]]
    return [*lines, "", "Judge it alone:", "", f"    {result['rerun']}".replace("\n", " ")]


def _plain(text: str) -> str:
    """Write a text of the server's, so that none of it is taken for Markdown or HTML."""
    shown = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|#!" else letter for letter in shown)
