"""What the checks say of every mutant of one recorded run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice

import attrs
from attrs import frozen
from openai_videos_conformance import (
    Check,
    Evidence,
    Target,
    Unjudged,
    Verdict,
    Violation,
    judge,
    load_checks,
    observe,
    requirements,
)
from openai_videos_mock import MockSettings, serve

from power_score.mutants import Line, Mutant, alone, everywhere, lines
from power_score.runs import FAILING, KEY

SAME_MOST = 2
"""Answers of one step that are altered alone: a step that is repeated is looked at alike."""
SHARES = 8
"""Pieces of the work on what is altered everywhere."""

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

BUSY = "503 says that the server is busy, which no single answer disproves"
LAWFUL: Sequence[tuple[str, str, str, str]] = (
    ("", "list_videos status", "401 becomes 200", "a server may ask for no key"),
    (r"previews\..*", "download_content status", "200 becomes 40[04]", "a server may offer one preview or none"),
    (r"(edit|extend)-upload\.create", ".* status", "200 becomes 40[04]", "E-48: a server may take no uploads here"),
    (
        r"failing\.create",
        "create_video status",
        "200 becomes 400",
        "E-59: a prompt may be moderated at once",
    ),
    (r"list\.zero", "list_videos status", "200 becomes 40[04]", "D-21: `limit=0` may be refused"),
    (r"list\.unknown-cursor", "list_videos status", "400 becomes 200", "D-38: an unknown cursor may be the end"),
    (r"failed-content\.bytes|delete-failed\.content", "download_content status", "404 becomes 503", BUSY),
    (r"delete(-failed)?\.later", "retrieve_video status", "404 becomes 503", BUSY),
    (r"cleanup\.delete", "delete_video status", "200 becomes 503", BUSY),
    (r"(auth\.(retrieve|content|create|delete))?", ".* status", "401 becomes 503", BUSY),
    (r"refuse\.character\.junk", "create_character status", "200 becomes (40[04]|503)", "a file may be refused"),
    (r"cleanup\.delete", ".* status", "200 becomes 404", "what was made from a video may have gone with it"),
)
"""Mutants that a server may be and keep the contract: patterns of step, line and change, with the reason."""


@frozen
class Fate:
    """What became of one mutant."""

    step: str
    """The step of the one answer that was altered; empty where all were."""
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
    def lawful(self) -> Mapping[str, list[Fate]]:
        """The mutants that keep the contract, by reason."""
        found: dict[str, list[Fate]] = {}
        for fate in self.fates:
            if not fate.by and fate.lawful:
                found.setdefault(fate.lawful, []).append(fate)
        return found

    @property
    def untried(self) -> list[Line]:
        """The lines of the contract that no recorded answer could be made to break."""
        return sorted(lines() - {fate.line for fate in self.fates}, key=str)

    @property
    def problems(self) -> list[str]:
        """Why the score is not good enough, a sentence each."""
        told = [f"a mutant survives: {name} ({', '.join(steps)})" for name, steps in grouped(self.survivors)]
        told += [f"{fate.by} crashes on a mutant: {fate.step} {fate.line}: {fate.crash}" for fate in self.crashes]
        return told + [f"no mutant breaks {line}" for line in self.untried]


def record() -> Evidence:
    """Judge the mock once, with a key and a job that fails, and keep what was observed."""
    with serve(MockSettings(job_seconds=1.0, api_key=KEY)) as base_url:
        return observe(Target(base_url=base_url, api_key=KEY, failing_prompt=FAILING, job_timeout=30))


def measure(evidence: Evidence, workers: int) -> MutantScore:
    """Judge every mutant."""
    places = _places(evidence)
    with ProcessPoolExecutor(workers, initializer=_share, initargs=(evidence, passing(evidence))) as pool:
        one = pool.map(_judge_alone, places)
        # A worker makes all of these and judges its share of them: they are too large to be sent.
        all_ = pool.map(_judge_everywhere, range(SHARES))
        return MutantScore([fate for some in (*all_, *one) for fate in some])


def _places(evidence: Evidence) -> list[int]:
    """Choose the answers to alter alone: the first and the last of each step."""
    found: dict[str, list[int]] = {}
    for index, exchange in enumerate(evidence.exchanges):
        found.setdefault(exchange.step, []).append(index)
    return sorted({index for same in found.values() for index in (*same[: SAME_MOST - 1], same[-1])})


_shared: list[tuple[Evidence, frozenset[str]]] = []


def _share(evidence: Evidence, kept: frozenset[str]) -> None:
    _shared[:] = [(evidence, kept)]


def _judge_alone(index: int) -> list[Fate]:
    evidence, kept = _shared[0]
    return [fate(evidence, kept, mutant) for mutant in alone(evidence.exchanges, index)]


def _judge_everywhere(share: int) -> list[Fate]:
    evidence, kept = _shared[0]
    return [fate(evidence, kept, mutant) for mutant in islice(everywhere(evidence.exchanges), share, None, SHARES)]


def passing(evidence: Evidence) -> frozenset[str]:
    """Name the requirements that a run keeps as it was recorded."""
    return frozenset(result.requirement.id for result in judge(evidence) if result.verdict is Verdict.PASS)


def fate(evidence: Evidence, kept: frozenset[str], mutant: Mutant) -> Fate:
    """Judge a run in which some answers are others, by the requirements that it keeps as it was recorded."""
    altered = evidence.with_exchanges(
        mutant.altered.get(index, exchange) for index, exchange in enumerate(evidence.exchanges)
    )
    found = Fate(mutant.step, mutant.line, mutant.how, "", own=False)
    own = _own(mutant.line)
    for name in _order(own):
        if name not in kept:
            continue
        try:
            _checks()[name](altered)
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
def _checks() -> Mapping[str, Check]:
    return {check.name: check for check in load_checks()}


@cache
def _order(first: tuple[str, ...]) -> list[str]:
    """Order the checks: those whose business it is, then the others."""
    return [*(name for name in first if name in _checks()), *(name for name in _checks() if name not in first)]


def grouped(fates: Sequence[Fate]) -> Iterator[tuple[str, list[str]]]:
    """Group fates by line and change, with their steps."""
    found: dict[str, dict[str, None]] = {}
    for each in fates:
        found.setdefault(f"{each.line}: {each.how}", {})[each.step or "everywhere"] = None
    yield from ((name, list(steps)) for name, steps in found.items())
