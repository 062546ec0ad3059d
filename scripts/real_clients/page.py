"""The page of the clients: what each one called, and with what kinds of input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from real_clients.client import Outcome

HEAD = """\
# Real clients against the mock server

This page is made by `make clients`, last on {day}. {what}

Each client makes every call that it has, with every kind of input that its language knows, at an empty mock server.
What the server saw is compared with what was asked for, field by field and file by file; what was downloaded with what
the server has, byte by byte; lists are paged to their end, three videos a page, in both orders; jobs are looked at
until they are completed, and until they failed. A request that a client does not tell of counts as a difference.

| client | version | calls | operations | kinds of input | differences |
|---|---|---|---|---|---|
"""
NOTES = """
Ruby and Go stand for what their SDKs put on the wire, captured in November 2026 of the versions named: order, names
and types of parts, chunks, headers. The calls of their documentation, a `StringIO` and a reader of `Example data`, are
among them. The SDKs themselves were not run. `make interop` runs all but LiteLLM, in the gate.

## Calls by operation
"""


def page(outcomes: Sequence[Outcome], day: date) -> str:
    """Write the page."""
    wrong = sum(len(each.differences) for each in outcomes)
    what = f"{len(outcomes)} clients, {sum(len(each.calls) for each in outcomes)} calls, {wrong} differences."
    rows = "".join(
        f"| {each.client.name} | {each.version} | {len(each.calls)} | {len(each.operations)} of 10 | "
        f"{len({(call.operation, call.input) for call in each.calls})} | {len(each.differences)} |\n"
        for each in outcomes
    )
    return HEAD.format(day=day.isoformat(), what=what) + rows + NOTES + "".join(_section(each) for each in outcomes)


def _section(outcome: Outcome) -> str:
    kinds: dict[str, list[str]] = {}
    for call in outcome.calls:
        if call.input not in kinds.setdefault(call.operation, []):
            kinds[call.operation].append(call.input)
    lines = "".join(f"| `{operation}` | {'; '.join(inputs)} |\n" for operation, inputs in sorted(kinds.items()))
    missing = "".join(f"| `{operation}` | it has no method for it |\n" for operation in sorted(outcome.client.without))
    wrong = "".join(f"- {each}\n" for each in outcome.differences)
    table = f"\n### {outcome.client.name} {outcome.version}\n\n| operation | inputs |\n|---|---|\n{lines}{missing}"
    return table + (f"\nDifferences:\n\n{wrong}" if wrong else "")
