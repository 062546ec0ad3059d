"""From evidence to verdicts: one check, or all of them without pytest."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from ..catalogue.registry import Level, Requirement, requirements
from ..catalogue.verdicts import Blocked, Unjudged, Verdict, Violation
from ..evidence.evidence import Evidence
from ..exchange.exchange import Exchange

SUITE = Path(__file__).resolve().parent
"""The folder of the checks."""

DEEP_CHECKS = "test_deep.py"
"""The file whose checks are read only where `--deep` is asked for: making its cases takes seconds."""

requirement = pytest.mark.requirement
"""Marks a test as the check of one requirement, by its id, or of a `case` of it."""


@attrs.frozen
class Result:
    """The verdict on one requirement, and what it rests on."""

    requirement: Requirement
    verdict: Verdict
    message: str = ""
    expected: str = ""
    observed: str = ""
    exchanges: tuple[Exchange, ...] = ()
    blocked_by: str | None = None
    nodeid: str = ""
    case: str = ""
    """Which case of the requirement, where it has many."""
    known: str | None = None
    """Why the failure is put up with, where a list of known failures says so."""

    def is_red(self, *, strict: bool = False) -> bool:
        """Whether it makes a run fail: a broken MUST, or one that is claimed and could not be verified."""
        if self.verdict is Verdict.ERROR:
            return True
        if self.known is not None:
            # A list of known failures that is not kept short hides the next failure.
            return self.verdict is Verdict.PASS
        binding = self.requirement.level is Level.MUST or (strict and self.requirement.level is Level.SHOULD)
        red = (Verdict.FAIL, Verdict.WARN, Verdict.BLOCKED, Verdict.NOT_VERIFIED)
        return binding and self.verdict in red


def verdict_on(row: Requirement, said: BaseException | None, *, nodeid: str = "", case: str = "") -> Result:
    """The verdict on a requirement, from what its check raised."""
    result = partial(Result, row, nodeid=nodeid, case=case)
    if said is None:
        return result(Verdict.PASS)
    if isinstance(said, Violation):
        verdict = Verdict.FAIL if row.level is Level.MUST else Verdict.WARN
        return result(verdict, str(said), said.expected, said.observed, said.exchanges)
    if isinstance(said, Blocked):
        return result(Verdict.BLOCKED, str(said), blocked_by=said.by)
    if isinstance(said, Unjudged):
        return result(said.verdict, str(said))
    return result(Verdict.ERROR, f"{type(said).__name__}: {said}")


def judge(evidence: Evidence) -> list[Result]:
    """The verdicts of every check, in the order of the registry. Pure: it looks at the evidence alone."""
    chosen = [Check(name, "", check) for name, check in checks().items()]
    if has_deep(evidence):
        chosen += deep_checks()
    results = []
    for check in chosen:
        said: BaseException | None = None
        try:
            check.function(evidence)
        except Exception as problem:  # noqa: BLE001 - whatever a check raises is a verdict
            said = problem
        results.append(verdict_on(requirements()[check.requirement], said, case=check.case))
    return results


def has_deep(evidence: Evidence) -> bool:
    """Whether evidence was gathered with `--deep`."""
    return any(exchange.step.startswith("deep.") for exchange in evidence.exchanges)


@attrs.frozen
class Check:
    """What judges a requirement, or one case of it."""

    requirement: str
    case: str
    function: Callable[[Evidence], None]

    @property
    def name(self) -> str:
        """The requirement, with its case where it has many."""
        return full_name(self.requirement, self.case)


def full_name(requirement: str, case: str) -> str:
    """A requirement, with its case where it has many."""
    return f"{requirement} [{case}]" if case else requirement


@cache
def checks() -> dict[str, Callable[[Evidence], None]]:
    """The check of every requirement, by id, but for those with many cases."""
    paths = [path for path in sorted(SUITE.glob("test_*.py")) if path.name != DEEP_CHECKS]
    found = {check.requirement: check.function for path in paths for check in _checks_of(_module(path))}
    return {name: found[name] for name in requirements() if name in found}


@cache
def deep_checks() -> list[Check]:
    """The checks of what `--deep` sends."""
    return list(_checks_of(_module(SUITE / DEEP_CHECKS)))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_openai_videos_checks.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _checks_of(module: ModuleType) -> Iterator[Check]:
    for name, function in vars(module).items():
        if not name.startswith("test_"):
            continue
        for mark in getattr(function, "pytestmark", []):
            if mark.name == "requirement":
                yield Check(mark.args[0], "", function)
            elif mark.name == "parametrize":
                names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
                for case in mark.args[1]:
                    bound = partial(function, **dict(zip(names, case.values, strict=True)))
                    own = next(m for m in case.marks if m.name == "requirement")
                    yield Check(own.args[0], own.kwargs.get("case", ""), bound)
