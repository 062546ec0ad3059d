"""What the checks say of every mutant of one recorded run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import attrs
from attrs import frozen
from openai_videos_conformance import (
    Evidence,
    Settings,
    Unjudged,
    Verdict,
    Violation,
    checks,
    judge,
    observe,
    requirements,
)
from openai_videos_mock import Settings as MockSettings
from openai_videos_mock import serve

from power_score.mutants import Line, Mutant, lines, mutants
from power_score.runs import FAILING, KEY

SAME_MOST = 2
"""Answers of one step that are altered: a step that is repeated is looked at alike."""

SUBJECTS = {row.subject: row.id for row in requirements().values() if row.subject}
OWN: Mapping[str, tuple[str, ...]] = {
    "Video": ("video.object", "list.data"),
    "VideoCreateError": ("video.error",),
    "ErrorResponse": ("http.error-envelope",),
    "Error": ("http.error-types", "http.error-envelope"),
    "status": ("http.success-is-200", "http.no-server-error"),
    "media-type": ("http.media-type", "http.error-envelope", "content.media-type"),
    "body": ("http.json", "http.error-envelope"),
    "format": ("video.seconds-epoch", "character.seconds-epoch"),
}
"""The requirements that a line is the business of, where no subject of the registry says so."""

LAWFUL: Sequence[tuple[str, str, str, str]] = ()
"""Mutants that keep the contract, as patterns of step, line and change, with the reason."""


@frozen
class Fate:
    """What became of one mutant."""

    step: str
    line: Line
    how: str
    by: str
    """The requirement that found it, or an empty string."""
    own: bool
    """Whether that is one whose business the line is."""
    crash: str = ""
    """What a check raised that is no verdict: a mistake of the suite."""

    @property
    def lawful(self) -> str:
        """Why it keeps the contract, or an empty string."""
        for step, line, how, reason in LAWFUL:
            if re.fullmatch(step, self.step) and re.fullmatch(line, str(self.line)) and re.fullmatch(how, self.how):
                return reason
        return ""


@frozen
class MutantScore:
    """The fate of every mutant."""

    fates: Sequence[Fate]

    @property
    def survivors(self) -> list[Fate]:
        """The mutants that nobody found, and that break the contract."""
        return [fate for fate in self.fates if not fate.by and not fate.lawful]

    @property
    def crashes(self) -> list[Fate]:
        """The mutants that a check could not cope with."""
        return [fate for fate in self.fates if fate.crash]

    @property
    def lawful(self) -> Counter[str]:
        """How many mutants keep the contract, by reason."""
        return Counter(fate.lawful for fate in self.fates if not fate.by and fate.lawful)

    @property
    def untried(self) -> list[Line]:
        """The lines of the contract that no recorded answer could be made to break."""
        return sorted(lines() - {fate.line for fate in self.fates}, key=str)


def record() -> Evidence:
    """Judge the mock once, with a key and a job that fails, and keep what was observed."""
    with serve(MockSettings(job_seconds=0.5, api_key=KEY)) as base_url:
        return observe(Settings(base_url=base_url, api_key=KEY, failing_prompt=FAILING, job_timeout=30))


def measure(evidence: Evidence, workers: int) -> MutantScore:
    """Judge every mutant."""
    with ProcessPoolExecutor(workers, initializer=_share, initargs=(evidence,)) as pool:
        fates = pool.map(_judge_at, _sites(evidence), chunksize=1)
        return MutantScore([fate for some in fates for fate in some])


def _sites(evidence: Evidence) -> list[int]:
    """Choose the exchanges to alter: the first and the last of each step."""
    places: dict[str, list[int]] = {}
    for index, exchange in enumerate(evidence.exchanges):
        places.setdefault(exchange.step, []).append(index)
    return sorted({index for found in places.values() for index in (*found[: SAME_MOST - 1], found[-1])})


_shared: list[Evidence] = []


def _share(evidence: Evidence) -> None:
    _shared[:] = [evidence]


@cache
def _red_already(_: int) -> frozenset[str]:
    return frozenset(result.requirement.id for result in judge(_shared[0]) if result.verdict is not Verdict.PASS)


def _judge_at(index: int) -> list[Fate]:
    """Judge every mutant of one exchange."""
    evidence = _shared[0]
    altered = mutants(evidence.exchanges[index], evidence.exchanges)
    return [fate(evidence, index, mutant, _red_already(0)) for mutant in altered]


def fate(evidence: Evidence, index: int, mutant: Mutant, without: frozenset[str]) -> Fate:
    """Judge a run in which one answer is another; `without` names the requirements that do not pass as it is."""
    exchanges = [*evidence.exchanges[:index], mutant.exchange, *evidence.exchanges[index + 1 :]]
    altered = attrs.evolve(evidence, exchanges=exchanges)
    found = Fate(mutant.exchange.step, mutant.line, mutant.how, "", own=False)
    own = _own(mutant.line)
    for name in _order(own):
        if name in without:
            continue
        try:
            checks()[name](altered)
        except Violation:
            return attrs.evolve(found, by=name, own=name in own)
        except Unjudged:
            continue
        except Exception as problem:  # noqa: BLE001 - what else a check raises is what we look for
            return attrs.evolve(found, by=name, crash=f"{type(problem).__name__}: {problem}")
    return found


def _own(line: Line) -> tuple[str, ...]:
    root = line.where.partition(".")[0]
    named = (SUBJECTS[line.where],) if line.where in SUBJECTS else ()
    return (*named, *OWN.get(line.keyword, ()), *OWN.get(root, ()))


@cache
def _order(first: tuple[str, ...]) -> list[str]:
    """Order the checks: those whose business it is, then the others."""
    return [*(name for name in first if name in checks()), *(name for name in checks() if name not in first)]


def grouped(fates: Sequence[Fate]) -> Iterator[tuple[str, list[str]]]:
    """Group fates by line and change, with their steps."""
    found: dict[str, dict[str, None]] = {}
    for each in fates:
        found.setdefault(f"{each.line}: {each.how}", {})[each.step] = None
    yield from ((name, list(steps)) for name, steps in found.items())
