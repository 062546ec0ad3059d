"""The summary of a run that is kept in the repository: who was judged, when, with which verdicts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from real_servers.judging import Judgement
from real_servers.server import RealServer

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "servers"


@dataclass(frozen=True)
class Summary:
    """One run of one server."""

    slug: str
    name: str
    version: str
    judged_on: str
    suite: str
    features: Mapping[str, Mapping[str, int]]
    """How many results have which verdict, by feature."""
    broken: Sequence[tuple[str, str]]
    """The requirements of a MUST that do not hold, and what breaks for a client."""

    @property
    def counts(self) -> Counter[str]:
        """How many results have which verdict."""
        total: Counter[str] = Counter()
        for verdicts in self.features.values():
            total.update(verdicts)
        return total


def summary_of(server: RealServer, judgement: Judgement, day: str) -> Summary:
    """Make the summary of a run."""
    features: dict[str, Counter[str]] = {}
    for each in judgement.report["results"]:
        features.setdefault(each["feature"], Counter())[each["verdict"]] += 1
    by_feature = {feature: dict(verdicts) for feature, verdicts in sorted(features.items())}
    broken = sorted({(each["id"], each["impact"]) for each in judgement.results("fail")})
    suite = judgement.report["suite"]["version"]
    return Summary(server.slug, server.name, server.version, day, suite, by_feature, broken)


def save(summary: Summary) -> None:
    """Keep a summary beside its page."""
    PAGES.mkdir(exist_ok=True)
    text = json.dumps(asdict(summary), indent=1, ensure_ascii=False) + "\n"
    (PAGES / f"{summary.slug}.json").write_text(text, "utf-8")


def summaries() -> list[Summary]:
    """Read those that are kept, by name."""
    kept = [json.loads(path.read_text("utf-8")) for path in PAGES.glob("*.json")]
    return sorted((Summary(**each) for each in kept), key=lambda each: each.name.lower())
