"""The checks as pytest's items, each under the id of its requirement."""

from __future__ import annotations

from typing import Any

import pytest

from .catalogue.check import Check, checks_of
from .catalogue.verdicts import in_every_place


class CheckItem(pytest.Function):
    """A check. Its name in every report of pytest's is the requirement, with the case where there are many."""

    def __init__(self, *, check: Check, **options: Any) -> None:
        super().__init__(name=check.requirement.id + (f"[{check.case}]" if check.case else ""), **options)
        self.check = check
        # Whoever has the file open chooses by the name of the function.
        self.extra_keyword_matches.add(self.function.__name__)

    def runtest(self) -> None:
        """Judge, and raise all that was found at once."""
        with in_every_place():
            super().runtest()


def items_of(collector: pytest.Module | pytest.Class, function: object) -> list[CheckItem]:
    """Make an item of each check that a function is, none where it is no check."""
    return [CheckItem.from_parent(collector, callobj=function, check=check) for check in checks_of(function)]


def check_of(item: pytest.Item) -> Check | None:
    """Give the check that an item is, None if it is none."""
    return item.check if isinstance(item, CheckItem) else None
