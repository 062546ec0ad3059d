"""A check: the function that judges a requirement, or one case of it, and the one register of them all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import attrs

from .registry import RegistryError, Requirement, requirement_of

T = TypeVar("T")
Judge: TypeAlias = Callable[..., None]
Decorated = TypeVar("Decorated", bound=Judge)


def full_name(requirement: str, case: str) -> str:
    """Write the id of a requirement, with its case where it has many."""
    return f"{requirement} [{case}]" if case else requirement


@attrs.frozen(eq=False)
class Check:
    """What judges a requirement, or one case of it, by the evidence alone."""

    requirement: Requirement
    function: Judge
    place: str
    """File and line of the function."""
    case: str = ""
    """Which case of the requirement, where it has many."""
    arguments: Mapping[str, Any] = attrs.field(factory=dict)
    """What the function is given besides the evidence."""

    @property
    def name(self) -> str:
        """The requirement, with its case where it has many."""
        return full_name(self.requirement.id, self.case)

    def __call__(self, evidence: object) -> None:
        """Judge: return to pass, raise to say anything else."""
        self.function(evidence, **self.arguments)


_CHECKS: dict[str, Check] = {}
_ATTRIBUTE = "checks"
"""The attribute of a function that holds its checks."""


def requirement(name: str) -> Callable[[Decorated], Decorated]:
    """Make a function the check of a requirement.

    Raises:
        RegistryError: There is no such requirement, or another check judges it.
    """
    row = requirement_of(name, _caller())
    return lambda function: _register(function, [Check(row, function, _place(function))])


def requirements_by_case(cases: Mapping[str, Any]) -> Callable[[Decorated], Decorated]:
    """Make a function the check of several requirements: by id, what it is given as `case`.

    Raises:
        RegistryError: There is no such requirement, or another check judges it.
    """
    place = _caller()
    rows = {name: requirement_of(name, place) for name in cases}

    def decorate(function: Decorated) -> Decorated:
        where = _place(function)
        return _register(
            function, [Check(rows[name], function, where, arguments={"case": case}) for name, case in cases.items()]
        )

    return decorate


def cases_of(name: str, cases: Mapping[str, Any]) -> Callable[[Decorated], Decorated]:
    """Make a function the check of a requirement with many cases: by name, what it is given as `case`.

    Raises:
        RegistryError: There is no such requirement, or another check judges it.
    """
    row = requirement_of(name, _caller())

    def decorate(function: Decorated) -> Decorated:
        where = _place(function)
        return _register(function, [Check(row, function, where, key, {"case": case}) for key, case in cases.items()])

    return decorate


def checks_of(function: object) -> tuple[Check, ...]:
    """Give the checks that a function is; none where it is no check."""
    checks: tuple[Check, ...] = getattr(function, _ATTRIBUTE, ())
    return checks


def registered() -> Iterator[Check]:
    """Give every check of the modules that were loaded."""
    yield from _CHECKS.values()


def _register(function: Decorated, checks: list[Check]) -> Decorated:
    for check in checks:
        other = _CHECKS.get(check.name)
        # A module that is loaded under two names is no second check.
        if other is not None and other.place != check.place:
            raise RegistryError(f"{check.place}: {check.name!r} is judged in {other.place} already")
        _CHECKS[check.name] = check
    setattr(function, _ATTRIBUTE, tuple(checks))
    return function


def _place(function: Judge) -> str:
    code = function.__code__
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}"


def _caller() -> str:
    frame = sys._getframe(2)
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
