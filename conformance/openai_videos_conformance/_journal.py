"""The paid requests of a run, noted before their answers are read: an interrupted run must not lose a job.

FOLDER/
├── journal.jsonl     a line for each create when it is sent, and one more when it is answered
└── bodies/           what was sent and answered, named by SHA-256

The folder is there while a run is under way. A run that ends, even by Ctrl-C, has deleted its jobs or named them, and
removes it; one that was killed leaves it, and the next run against that server finds its jobs there.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import attrs

from ._archive import ArchiveError, entry_of, exchange_of, write_bodies
from ._exchange import Exchange

JOURNAL = "journal.jsonl"


@attrs.frozen
class LeftJob:
    """A create of a run that was cut short."""

    step: str
    sent: float
    """When it was sent, in Unix seconds."""
    exchange: Exchange | None
    """The create with its answer, or None where the run ended before the answer was there."""

    @property
    def id(self) -> str | None:
        """The id of the job, if it is known."""
        return str(self.exchange.object["id"]) if self.exchange is not None else None

    def __str__(self) -> str:
        """The job in a few words."""
        return f"{self.id or 'a create whose answer was not read'} ({self.step})"


@attrs.define
class Journal:
    """Notes creates in a folder; without one it notes nothing."""

    folder: Path | None = None
    base_url: str = ""
    left: tuple[LeftJob, ...] = attrs.field(init=False)
    """What earlier runs against this server left behind."""
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self.left = self._read()

    def sent(self, step: str, at: float) -> None:
        """Note a create that is about to be sent."""
        self._append({"step": step, "at": at})

    def answered(self, exchange: Exchange) -> None:
        """Note the answer to a create."""
        if self.folder is not None:
            write_bodies(self.folder, exchange)
        self._append({"step": exchange.step, "at": exchange.started, "entry": entry_of(exchange)})

    def end(self) -> None:
        """Forget everything: the jobs of this run are deleted, kept on purpose, or named in its report."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _append(self, line: dict[str, Any]) -> None:
        if self.folder is None:
            return
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / JOURNAL).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"base_url": self.base_url, **line}) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _read(self) -> tuple[LeftJob, ...]:
        if self.folder is None or not (path := self.folder / JOURNAL).exists():
            return ()
        found: dict[tuple[str, float], LeftJob] = {}
        try:
            # What was cut off in the middle of a line has no end of line.
            for text in path.read_text("utf-8").splitlines(keepends=True):
                line: dict[str, Any] = json.loads(text) if text.endswith("\n") else {}
                if line.get("base_url") != self.base_url:
                    continue
                key = line["step"], line["at"]
                exchange = exchange_of(self.folder, line["entry"]) if "entry" in line else None
                if exchange is None or (exchange.accepted and isinstance(exchange.object.get("id"), str)):
                    found[key] = LeftJob(*key, exchange)
                elif not exchange.error:
                    found.pop(key, None)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise ArchiveError(
                f"{path} names the jobs of a run that was cut short, and cannot be read: {problem}. "
                "Look into it, delete what it names, then remove it."
            ) from None
        return tuple(found.values())
