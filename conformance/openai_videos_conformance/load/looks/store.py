"""The evidence of a load run on disk: a line for each look, written as it comes, and one for each worker that ended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import attrs

from ...evidence.archive import ArchiveError
from .history import History
from .look import Look, as_line, look_of

LOOKS, VERDICT = "looks.jsonl", "verdict.json"
COMPLETE = "complete"
"""The one word of a line that says: this worker told of all that it saw."""


@attrs.define
class Evidence:
    """Looks, kept in memory to be judged and in a file to be judged again."""

    path: Path | None
    looks: list[Look] = attrs.field(factory=list)
    complete: set[str] = attrs.field(factory=set)

    _file: TextIO | None = None

    def __attrs_post_init__(self) -> None:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", buffering=1, encoding="utf-8")

    def keep(self, look: Look) -> None:
        """Take a look that was made here."""
        self.looks.append(look)
        self._append([as_line(look)])

    def add(self, lines: Iterable[str]) -> None:
        """Take lines as they were written by whoever saw it."""
        texts = list(lines)
        self.looks += map(look_of, texts)
        self._append(texts)

    def end(self, worker: str) -> None:
        """Note that a worker told of all that it saw."""
        self.complete.add(worker)
        self._append([json.dumps({COMPLETE: worker})])

    def history(self) -> History:
        """Give what was seen."""
        return History(self.looks, frozenset(self.complete))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _append(self, texts: list[str]) -> None:
        if self._file is not None and texts:
            self._file.write("".join(f"{text}\n" for text in texts))


def read_history(folder: Path) -> History:
    """Read what was seen in a load run.

    Raises:
        ArchiveError: The folder holds no evidence that can be read.
    """
    path, looks, complete, number = folder / LOOKS, [], set(), 0
    try:
        for text in path.read_text("utf-8").splitlines():
            number += 1
            values = json.loads(text)
            if set(values) == {COMPLETE}:
                complete.add(str(values[COMPLETE]))
            else:
                looks.append(look_of(text))
    except OSError as problem:
        raise ArchiveError(f"{folder} holds no load run: {problem.strerror}: {path}") from None
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise ArchiveError(f"{path}:{number}: {problem}; take the evidence as it was saved") from None
    return History(looks, frozenset(complete))
