"""The report as Markdown, for the summary of a CI job."""

from __future__ import annotations

from typing import Any

from .grouping import grouped, kind_of, named


def markdown(report: dict[str, Any]) -> str:
    """Write the report as Markdown: the counts, every finding with its replay, and what was not judged."""
    target = report["target"]["base_url"]
    counts = {verdict: count for verdict, count in report["summary"].items() if count}
    suite = report["suite"]
    lines = [f"# Videos API conformance of {target}", ""]
    lines += [f"{report['date'] or 'nothing sent'}, {suite['name']} {suite['version']}", ""]
    lines += [f"{plain(note)}\n" for note in report["notes"]]
    lines += ["| verdict | results |", "|---|---|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in counts.items()]
    lines += ["", f"Spent: {report['requests']} requests, {report['jobs']} jobs, {report['seconds']:.1f} s."]
    for verdict in ("error", "fail", "warn"):
        rows = [result for result in report["results"] if result["verdict"] == verdict]
        for group in grouped(rows, kind_of):
            following = [each for each in report["results"] if each["follows_from"] == group[0]["id"]]
            lines += ["", *_finding(group, following)]
    aside = [result for result in report["results"] if result["verdict"] in ("blocked", "not-verified", "not-claimed")]
    if aside:
        lines += ["", "## Not judged", ""]
    for group in grouped(aside, kind_of):
        reason = f"{group[0]['verdict']}: {plain(group[0]['message'])}"
        lines += [f"- {reason} ({len(group)})", f"  `{named(group)}`"]
    return "\n".join(lines) + "\n"


def _finding(group: list[dict[str, Any]], following: list[dict[str, Any]]) -> list[str]:
    result = group[0]
    known = f" Known: {plain(result['known'])}" if result["known"] else ""
    name = f"`{result['id']}`" + (f" {plain(result['case'])}" if result["case"] else "")
    lines = [f"## {result['verdict']}: {result['level']} {name}", "", f"{result['statement']}{known}", ""]
    if result["expected"]:
        lines += [f"- expected: {plain(result['expected'])}"]
        lines += [f"- observed: {plain(line)}" for line in result["observed"].splitlines()]
    else:
        lines += [f"- {plain(result['message'])}"]
    lines += [f"- changed: {plain(line)}" for line in result["changes"]]
    lines += [f"- impact: {result['impact']}"]
    lines += [f"- and so {each['level']} `{each['id']}`: {each['statement']}" for each in following] + [""]
    # Four spaces, not a fence: what a server answered may contain any fence.
    lines += [f"    {line}" for line in result["replay"].splitlines()]
    lines += ["", "Judge it alone:", "", f"    {result['rerun']}".replace("\n", " ")]
    if len(group) > 1:
        lines += ["", f"And {len(group) - 1} more of the same kind: `{named(group[1:])}`"]
    return lines


def plain(text: str) -> str:
    """Write a text of the server's, so that none of it is taken for Markdown or HTML."""
    shown = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|#!" else letter for letter in shown)
