"""The journal of one server, and what can be asked of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fnmatch import fnmatchcase
from itertools import count
from typing import Any

from openai_videos_mock.intercept.messages import Proceed, Reply, Request
from openai_videos_mock.journal.entry import Entry, entry_of
from openai_videos_mock.scripts.rule import operations_of

_MOST = 1000


class Journal:
    """Keeps the newest thousand requests."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: deque[Entry] = deque(maxlen=_MOST)
        self._numbers = count(1)
        self._written = 0

    @property
    def written(self) -> int:
        """How many requests were written down, those that are no longer kept too."""
        return self._written

    @property
    def entries(self) -> list[Entry]:
        """The requests, in the order of arrival."""
        return sorted(self._entries, key=lambda entry: entry.number)

    def clear(self) -> None:
        """Forget all requests, and count anew."""
        self._entries.clear()
        self._numbers = count(1)
        self._written = 0

    async def act(self, request: Request, proceed: Proceed) -> Reply:
        """Pass a request on, and write it down with its answer."""
        number = next(self._numbers)
        reply = await proceed(request)
        self._entries.append(entry_of(number, request, reply))
        self._written += 1
        return reply

    def find(self, on: str | None = None, /, **expected: Any) -> list[Entry]:
        """Give the requests for an operation, or any, that asked for all that is expected.

        A text may be a pattern with `*` and `?`; None stands for what was not sent; `status` is that of the answer.
        """
        return [entry for entry in self._of(on) if not _differences(entry, expected)]

    def expect(self, on: str | None = None, /, *, times: int | None = None, **expected: Any) -> list[Entry]:
        """Give the requests that `find` gives, and see that there are so many, or any at all.

        Raises:
            AssertionError: There are not; it says which request comes closest, and what is different about it.
        """
        return self.match(on, times, expected)

    def match(self, on: str | None, times: int | None, expected: Mapping[str, Any]) -> list[Entry]:
        """Do what `expect` does, with names that are no arguments of it."""
        entries = [entry for entry in self._of(on) if not _differences(entry, expected)]
        if times is None and not entries:
            raise AssertionError(self._near_miss(on, expected))
        if times is not None and len(entries) != times:
            numbers = f" (numbers {', '.join(str(entry.number) for entry in entries)})" if entries else ""
            wanted = _wanted(on, expected)
            miss = f"\n{self._near_miss(on, expected)}" if len(entries) < times else ""
            raise AssertionError(f"{len(entries)} in place of {times}: {wanted}{numbers}{miss}")
        return entries

    def _of(self, on: str | None) -> list[Entry]:
        operations = operations_of(on) if on else None
        return [entry for entry in self.entries if operations is None or entry.operation in operations]

    def _near_miss(self, on: str | None, expected: Mapping[str, Any]) -> str:
        """Say which request comes closest, of those for the operation that are no match."""
        others = [entry for entry in self._of(on) if _differences(entry, expected)]
        if not others:
            came = ", ".join(f"{each.method} {each.path} ({each.status})" for each in self.entries[-5:])
            return f"no {_wanted(on, expected)}; {f'the last that came: {came}' if came else 'nothing came at all'}"
        nearest = min(others, key=lambda entry: _distance(entry, expected))
        differences = _differences(nearest, expected)
        count_of = f"{len(differences)} {'field differs' if len(differences) == 1 else 'fields differ'}"
        return (
            f"no {'other ' if len(others) < len(self._of(on)) else ''}{_wanted(on, expected)}; "
            f"closest: number {nearest.number}, {nearest.method} {nearest.path} ({nearest.status}), {count_of}: "
            f"{'; '.join(differences)}"
        )


def _wanted(on: str | None, expected: Mapping[str, Any]) -> str:
    wishes = ", ".join(f"{name}={value}" for name, value in expected.items())
    return f"{on or 'request'}{f' with {wishes}' if wishes else ''}"


def _distance(entry: Entry, expected: Mapping[str, Any]) -> tuple[int, int, int]:
    """Rank what is different. Of two that are as far away, one that sent another value is nearer, then the newest."""
    missing = sum(name not in entry.sent for name in expected)
    return len(_differences(entry, expected)), missing, -entry.number


def _differences(entry: Entry, expected: Mapping[str, Any]) -> list[str]:
    sent = {**entry.sent, "status": entry.status}
    return [
        f"{name}={sent[name]!s:.60} in place of {value}" if name in sent else f"{name}={value} was not sent"
        for name, value in expected.items()
        if not _equal(sent.get(name), value)
    ]


def _equal(sent: object, expected: object) -> bool:
    if expected is None or sent is None or isinstance(expected, bytes | dict | list):
        return sent == expected
    return fnmatchcase(str(sent), str(expected))
