"""The comparison as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from attrs import frozen
from openai_videos_mock.faults import Layer, catalogue

from power_score.baseline import PATIENCE, Said


@frozen
class Pair:
    """What both said of one server."""

    said: Said
    found: bool
    """Whether the suite told it off."""
    requests: int
    """What the suite asked for."""
    jobs: int
    seconds: float
    """What schemathesis took."""


def page(clean: Sequence[Pair], faulty: Mapping[str, Pair], *, of: int, seed: int) -> str:
    """Write everything down."""
    usual = {failure for pair in clean for failure in pair.said.failures}
    found = {name for name, pair in faulty.items() if set(pair.said.failures) - usual}
    ours = {name for name, pair in faulty.items() if pair.found}
    pairs = list(faulty.values())
    unended = sum(not pair.said.ended for pair in pairs)
    drawn = "all of them" if len(faulty) == of else f"drawn with the seed {seed}"
    lines = [
        "<!-- made by scripts/power_baseline.py; do not edit -->",
        "# Beside plain schemathesis",
        "",
        f"{len(faulty)} of the {of} faults of the mock server, {drawn}. Both judged the same servers.",
        "`schemathesis run` had its defaults, a fixed seed, the key, and jobs that are done at once, so that it sees",
        "most. It found a fault where a check failed at an operation at which that check did not fail with any of",
        f"{len(clean)} seeds on the server without a fault.",
        f"{unended} of its runs were stopped after {PATIENCE // 60} minutes.",
        "",
        "| | schemathesis | this suite |",
        "|---|---|---|",
        f"| Faults found | {len(found)} of {len(faulty)} | {len(ours)} of {len(faulty)} |",
        f"| False alarms on the server without a fault | {_span(clean)} | {sum(pair.found for pair in clean)} |",
        f"| Requests of a run | {_median(p.said.requests for p in pairs)} | {_median(p.requests for p in pairs)} |",
        f"| Jobs of a run | {_median(p.said.jobs for p in pairs)} | {_median(p.jobs for p in pairs)} |",
        "",
        "Requests and jobs are medians. By layer:",
        "",
        "| Layer | Faults | schemathesis | this suite |",
        "|---|---|---|---|",
    ]
    for layer in Layer:
        names = {name for name in faulty if catalogue()[name].layer is layer}
        if names:
            lines.append(f"| {layer} | {len(names)} | {len(names & found)} | {len(names & ours)} |")
    lines += ["", "What it says of the server without a fault, by seed:", ""]
    for pair, number in zip(clean, range(1, len(clean) + 1), strict=True):
        lines.append(f"- {number}: {'; '.join(pair.said.failures) or 'nothing'}")
    lines += ["", "| Fault | schemathesis | this suite |", "|---|---|---|"]
    for name, pair in faulty.items():
        new = sorted(set(pair.said.failures) - usual)
        told = "; ".join(new) or ("did not end" if not pair.said.ended else "not found")
        lines.append(f"| `{name}` | {told} | {'found' if pair.found else 'not found'} |")
    return "\n".join(lines) + "\n"


def _span(clean: Sequence[Pair]) -> str:
    counts = sorted({len(pair.said.failures) for pair in clean})
    return " to ".join(map(str, dict.fromkeys((counts[0], counts[-1]))))


def _median(values: Iterable[int]) -> str:
    return f"{round(median(values)):,}"
