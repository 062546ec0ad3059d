"""The scoreboard: servers by feature, made of the summaries that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from real_servers.summary import Summary

UNSEEN = ("consequence", "blocked", "not-verified")
"""What follows from another failure, or could not be observed."""
HEAD = """\
# Servers under the judge

This page is made by `make servers`, of the last run of each server. Real processes that nobody here wrote, with pinned
versions, on the loopback interface. A cell says what that run saw of that version on that day, and nothing more: no
server is recommended here, and none is advised against. What a server does not offer is not claimed, and no failure.

| server | version | judged on | MUST: hold / do not | SHOULD, MAY: do not | follow, or not observed | not offered |
|---|---|---|---|---|---|---|
"""
FEATURES = """
## By feature

`ok`: all that was judged holds. A number: so many requirements of the contract (MUST) do not hold. `~`: only
recommendations do not. `?`: nothing could be observed, for a reason that another feature has. `-`: not offered.

"""
BREAKS = """
## What breaks for clients

Requirements of the contract that do not hold at one of these servers at least.

| requirement | servers | for clients |
|---|---|---|
"""
TAIL = """
## Again, and one more

`make servers` judges them all, `make servers ONLY=qvac` one; both write these pages. To add a server:

1. A folder `scripts/real_servers/NAME/` with `server.toml` (`name`, `version`, `about`, and what else
   [`server.py`](../../scripts/real_servers/server.py) knows), `start.sh`, which ends in `exec` and listens on
   `127.0.0.1:$PORT`, and what pins its packages: `package.json` with its lock file, or a `requirements.txt` with all.
2. A `videos-target.toml` in the same folder, with what it limits or wants: [your-server.md](../your-server.md).
3. `make servers ONLY=NAME`, then look at each finding with its curl line, and say in `checked.toml` what curl showed. A
   finding that curl does not bear out is a false alarm: it is mended in the judge, see [appeals.md](../appeals.md).
4. `make servers ONLY=NAME` once more; commit the folder, `NAME.md`, `NAME.json` and this page.
"""


def scoreboard(summaries: Sequence[Summary]) -> str:
    """Write the page."""
    rows = "".join(_row(each) for each in summaries)
    return HEAD + rows + FEATURES + _by_feature(summaries) + BREAKS + _breaks(summaries) + TAIL


def _row(summary: Summary) -> str:
    counts = summary.counts
    unseen = sum(counts[each] for each in UNSEEN)
    return (
        f"| [{summary.name}]({summary.slug}.md) | {summary.version} | {summary.judged_on} | "
        f"{counts['pass']} / {counts['fail']} | {counts['warn']} | {unseen} | {counts['not-claimed']} |\n"
    )


def _by_feature(summaries: Sequence[Summary]) -> str:
    features = sorted({feature for each in summaries for feature in each.features})
    head = f"| feature | {' | '.join(each.name for each in summaries)} |\n|---|{'---|' * len(summaries)}\n"
    return head + "".join(
        f"| {feature} | {' | '.join(_cell(each.features.get(feature, {})) for each in summaries)} |\n"
        for feature in features
    )


def _cell(verdicts: Mapping[str, int]) -> str:
    if verdicts.get("fail"):
        return str(verdicts["fail"])
    if verdicts.get("warn"):
        return "~"
    if verdicts.get("pass"):
        return "ok"
    return "?" if any(verdicts.get(each) for each in UNSEEN) else "-"


def _breaks(summaries: Sequence[Summary]) -> str:
    impacts = {requirement: impact for each in summaries for requirement, impact in each.broken}
    names = {
        requirement: ", ".join(each.name for each in summaries if requirement in dict(each.broken))
        for requirement in impacts
    }
    return "".join(f"| `{each}` | {names[each]} | {impacts[each]} |\n" for each in sorted(impacts))
