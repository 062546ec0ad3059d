"""The paid requests of a run, noted before their answers are read: an interrupted run must not lose a job.

FOLDER/
└── run-*/
    ├── journal.jsonl   a line for each create when it is sent, and one more when it is answered
    ├── bodies/         what was sent and answered, named by SHA-256
    └── lock            held as long as the run lives

A folder is there while its run is under way. A run that ends, even by Ctrl-C, has deleted its jobs or named them, and
removes it, but for the creates that may have started a job which it could not find. One that was killed leaves it, and
the next run against that server finds its jobs there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

import attrs
from filelock import FileLock, Timeout

from ...evidence.archive import ArchiveError
from ...evidence.har import entry_of, exchange_of, write_bodies
from ...exchange.exchange import Exchange, job_id
from ...exchange.text import sentence

JOURNAL = "journal.jsonl"
LOCK = "lock"


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
        return job_id(self.exchange.object) if self.exchange is not None else None

    def __str__(self) -> str:
        """Name the job in a few words."""
        return f"{sentence(self.id) if self.id else 'a create whose answer was not read'} ({self.step})"


@attrs.define
class Journal:
    """Notes creates in a folder of its own below `folder`; without one it notes nothing.

    Raises:
        ArchiveError: An earlier run left a journal that cannot be read.
    """

    folder: Path | None = None
    base_url: str = ""
    left: tuple[LeftJob, ...] = attrs.field(init=False)
    """What earlier runs against this server left behind."""
    _own: Path | None = attrs.field(default=None, init=False)
    _held: list[tuple[Path, FileLock]] = attrs.field(factory=list, init=False)
    """The folders of this run, and of those that it stands in for."""
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        journals = sorted(self.folder.glob(f"*/{JOURNAL}")) if self.folder is not None else []
        self.left = tuple(job for path in journals for job in self._stand_in_for(path.parent))

    def sent(self, step: str, at: float) -> None:
        """Note a create that is about to be sent."""
        self._append({"step": step, "at": at})

    def answered(self, exchange: Exchange) -> None:
        """Note the answer to a create."""
        if self._own is not None:
            write_bodies(self._own, exchange)
        self._append({"step": exchange.step, "at": exchange.started, "entry": entry_of(exchange)})

    def end(self, unsettled: Collection[float] = ()) -> None:
        """Forget everything but the creates sent at some times: all else is deleted, kept on purpose, or named."""
        for run, lock in self._held:
            path = run / JOURNAL
            lines = path.read_text("utf-8").splitlines(keepends=True) if unsettled else []
            kept = [line for line in lines if line.endswith("\n") and json.loads(line)["at"] in unsettled]
            if kept:
                path.write_text("".join(kept), "utf-8")
                lock.release()
            else:
                lock.release()
                shutil.rmtree(run, ignore_errors=True)
        self._held, self._own = [], None

    def _append(self, line: dict[str, Any]) -> None:
        if self.folder is None:
            return
        with self._lock:
            if self._own is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._own = Path(tempfile.mkdtemp(prefix="run-", dir=self.folder))
                self._hold(self._own)
            with (self._own / JOURNAL).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"base_url": self.base_url, **line}) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _hold(self, run: Path) -> bool:
        # Creates come from many threads; the lock is the process's.
        lock = FileLock(run / LOCK, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        self._held.append((run, lock))
        return True

    def _stand_in_for(self, run: Path) -> tuple[LeftJob, ...]:
        """Take over what a run left, unless it is still alive, or was about another server."""
        if not self._hold(run):
            return ()
        jobs = _read(run, self.base_url)
        if jobs is None:
            self._held.pop()[1].release()
        return jobs or ()


def _read(run: Path, base_url: str) -> tuple[LeftJob, ...] | None:
    """Read the jobs that a run left, None if it was about another server."""
    path = run / JOURNAL
    left: dict[tuple[str, float], LeftJob] = {}
    try:
        # What was cut off in the middle of a line has no end of line.
        for text in path.read_text("utf-8").splitlines(keepends=True):
            line: dict[str, Any] = json.loads(text) if text.endswith("\n") else {}
            if not line:
                continue
            if line["base_url"] != base_url:
                return None
            key = line["step"], line["at"]
            exchange = exchange_of(run, line["entry"]) if "entry" in line else None
            if exchange is None or (exchange.accepted and job_id(exchange.object) is not None):
                left[key] = LeftJob(*key, exchange)
            elif not exchange.is_lost and not exchange.accepted:
                left.pop(key, None)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ArchiveError(
            f"{path} names the jobs of a run that was cut short, and cannot be read: {problem}. "
            f"Look into it, delete what it names, then remove {run}."
        ) from None
    return tuple(left.values())
