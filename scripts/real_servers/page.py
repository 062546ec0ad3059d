"""The page of one server: what was judged, each finding with its exchange, and what our client makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from real_servers.judging import Judgement, shown
from real_servers.server import Checked, RealServer
from real_servers.through import Row

LONGEST_LINE = 1500
SHORTEST = 300
"""How much of an observed answer is shown; the evidence has the rest."""
VERDICTS = ("pass", "fail", "warn", "consequence", "blocked", "not-verified", "not-claimed", "error")


def page(
    server: RealServer,
    judgement: Judgement,
    rows: Sequence[Row],
    replayed: Mapping[str, str],
    behind: Sequence[str] | None,
) -> str:
    """Write the page."""
    report = judgement.report
    counts = report["summary"]
    spent = f"{report['requests']} requests, {report['jobs']} jobs, {report['seconds']:.0f} s"
    parts = [
        f"# {server.name}\n",
        f"This page is made by `make servers ONLY={server.slug}`, of a run on {judgement.day}: {server.version},",
        f"judged by {report['suite']['name']} {report['suite']['version']} with {spent}. It says what that run saw,",
        "and nothing of other versions. Other servers: [the scoreboard](README.md).\n",
        f"{server.about}\n",
        _table(judgement),
        f"\n{_numbers(counts)}. The failures are kept as a list of known ones:",
        "`make servers` is red as soon as one more does not hold, or one of them does.\n",
        _target(server),
        "## Findings\n",
        "The lines of curl are those that the judge gives with a finding, to be pasted in `.real/runs`.\n",
        *(_finding(each, judgement, server.checked, replayed) for each in judgement.results("fail", "warn")),
        _through(rows, server.absorbed),
        _behind(behind),
        _again(server),
    ]
    return "\n".join(part for part in parts if part)


def _numbers(counts: Mapping[str, int]) -> str:
    return (
        f"{counts['fail']} requirements of the contract (MUST) and {counts['warn']} recommendations do not hold; "
        f"{counts['blocked']} could not be observed for that reason, {counts['not-claimed']} are of features that are "
        "not offered"
    )


def _table(judgement: Judgement) -> str:
    features: dict[str, Counter[str]] = {}
    for result in judgement.report["results"]:
        features.setdefault(result["feature"], Counter())[result["verdict"]] += 1
    shown_verdicts = [each for each in VERDICTS if judgement.report["summary"][each]]
    head = f"| feature | {' | '.join(shown_verdicts)} |\n|---|{'---|' * len(shown_verdicts)}\n"
    return head + "".join(
        f"| {feature} | {' | '.join(str(verdicts[each] or '') for each in shown_verdicts)} |\n"
        for feature, verdicts in sorted(features.items())
    )


def _target(server: RealServer) -> str:
    lines = server.target.read_text("utf-8").strip()
    return f"The judge is told what the server limits or wants:\n\n```toml\n{lines}\n```\n"


def _finding(result: Mapping[str, Any], judgement: Judgement, checked: Checked, replayed: Mapping[str, str]) -> str:
    follows = [each["id"] for each in judgement.results("consequence") if each.get("follows_from") == result["id"]]
    caused = [each["id"] for each in judgement.results("blocked") if each["blocked_by"] == result["id"]]
    name = f"`{result['id']}`" + (f", {_plain(result['case'])}" if result["case"] else "")
    lines = [f'<a id="{result["id"]}"></a>\n', f"### {result['level']} {name}\n", f"{result['statement']}\n"]
    if result["expected"]:
        lines += [f"- expected: {_plain(result['expected'])}", f"- observed: {_plain(result['observed'])}"]
    else:
        lines += [f"- observed: {_plain(result['message'])}"]
    lines += [f"- for clients: {result['impact']}"]
    if follows:
        lines.append(f"- does not hold for this reason: {', '.join(f'`{each}`' for each in follows)}")
    if caused:
        lines.append(f"- not observed for this reason: {', '.join(f'`{each}`' for each in caused)}")
    if result["id"] in replayed:
        lines.append(f"- curl, with the lines below: {_plain(replayed[result['id']])}")
    if result["id"] in checked.findings:
        lines.append(f"- checked by hand on {checked.told(result['id'])}")
    script = result.get("replay") or "\n".join(" ".join(each["curl"].split()) for each in result["evidence"])
    code = "".join(f"    {shown(line)[:LONGEST_LINE]}\n" for line in script.splitlines())
    return "\n".join(lines) + (f"\n\n{code}" if code else "\n")


def _through(rows: Sequence[Row], absorbed: str) -> str:
    table = "".join(f"| {call} | {_plain(outcome)} |\n" for call, outcome in rows)
    more = f"\n{absorbed}\n" if absorbed else ""
    return f"## With the client and the command line of this project\n\n| call | outcome |\n|---|---|\n{table}{more}"


def _behind(differences: Sequence[str] | None) -> str:
    if differences is None:
        return ""
    lines = "".join(f"    {shown(each)}\n" for each in differences)
    return (
        "## What differs from the server behind it\n\n"
        "The same run at the server behind the gateway, directly, and the difference of the two as\n"
        "`openai-videos-conformance diff` writes it; the first is direct, the second through the gateway. A gateway\n"
        "that is transparent has none.\n\n" + (lines or "    no verdict differs\n")
    )


def _again(server: RealServer) -> str:
    return (
        "## Again\n\n"
        f"`make servers ONLY={server.slug}` installs the pinned packages below `.real/`, starts the server on a free\n"
        "port of the loopback interface, judges it, and writes this page. How it is started:\n"
        f"[`scripts/real_servers/{server.slug}/start.sh`](../../scripts/real_servers/{server.slug}/start.sh).\n"
    )


def _plain(text: str) -> str:
    """Write a text of the server's, so that none of it is taken for Markdown or HTML."""
    words = " ".join(shown(text).split())
    words = words if len(words) <= SHORTEST else words[:SHORTEST] + " ..."
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|#!" else letter for letter in words)
