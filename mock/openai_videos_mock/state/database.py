"""The database: a file in which the records of a server outlive it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from attrs import asdict

from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.state.characters import Character
from openai_videos_mock.state.jobs import Failure, Job
from openai_videos_mock.state.parts import Part

_APPLICATION = 0x766D6F63
"""Written into each file, so that no file of something else is taken for one."""
_VERSION = 1
_TABLES = """
BEGIN EXCLUSIVE;
CREATE TABLE job (owner TEXT, id TEXT, facts TEXT NOT NULL, PRIMARY KEY (owner, id)) WITHOUT ROWID;
CREATE TABLE character (owner TEXT, id TEXT, facts TEXT NOT NULL, PRIMARY KEY (owner, id)) WITHOUT ROWID;
CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), latest REAL NOT NULL);
PRAGMA application_id = {application};
PRAGMA user_version = {version};
COMMIT;
"""


class DatabaseError(ValueError):
    """A file cannot be used as a database; the message says why."""


class Owned(NamedTuple):
    """A record, and whose it is."""

    owner: str
    record: Job | Character


class Database:
    """Keeps records in a file. What was written is there after the process was killed, at whatever moment."""

    def __init__(self, path: Path) -> None:
        """Open a file, or make one.

        Raises:
            DatabaseError: Another server has it, it is no file of a server, or of a version that is not known.
        """
        self._path = path
        try:
            # With a directory, so that no name has a special meaning. Each statement is a transaction of its own.
            self._connection = sqlite3.connect(
                path.absolute(), isolation_level=None, check_same_thread=False, timeout=0
            )
        except sqlite3.Error as problem:
            raise DatabaseError(f"no database can be kept in {path}: {problem}") from None
        try:
            self._open()
        except sqlite3.Error as problem:
            self._connection.close()
            raise DatabaseError(self._reason(problem)) from None
        except DatabaseError:
            self._connection.close()
            raise

    def _open(self) -> None:
        run = self._connection.execute
        # The file is taken until this process ends, however it does.
        run("PRAGMA locking_mode = EXCLUSIVE")
        (application,), (version,) = run("PRAGMA application_id").fetchone(), run("PRAGMA user_version").fetchone()
        if application == 0 and not run("SELECT 1 FROM sqlite_master").fetchone():
            run("PRAGMA journal_mode = WAL")
            self._connection.executescript(_TABLES.format(application=_APPLICATION, version=_VERSION))
        elif application != _APPLICATION:
            raise DatabaseError(f"{self._path} is a database of something else; name a file that is not there yet")
        elif version != _VERSION:
            raise DatabaseError(f"{self._path} is of version {version}, and this server knows version {_VERSION} only")
        run("PRAGMA journal_mode = WAL")
        # Written to the file system before it is acknowledged; the disk may have it a moment later.
        run("PRAGMA synchronous = NORMAL")
        # Takes the lock now, and not with the first job.
        run("INSERT INTO clock VALUES (1, 0) ON CONFLICT DO UPDATE SET latest = latest")

    def _reason(self, problem: sqlite3.Error) -> str:
        if problem.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return (
                f"{self._path} is in use by another server; a database has one process, since script, journal, "
                "faults and clock are in its memory"
            )
        return f"no database can be kept in {self._path}: {problem}"

    def close(self) -> None:
        """Let others have the file."""
        self._connection.close()

    def records(self) -> list[Owned]:
        """Give all records."""
        jobs = self._connection.execute("SELECT owner, facts FROM job").fetchall()
        characters = self._connection.execute("SELECT owner, facts FROM character").fetchall()
        return [
            *(Owned(owner, _job(json.loads(facts))) for owner, facts in jobs),
            *(Owned(owner, Character(**json.loads(facts))) for owner, facts in characters),
        ]

    def put(self, owner: str, record: Job | Character) -> None:
        """Keep a record, in place of the one with its id. Raises `ApiError` if that is not possible."""
        facts = json.dumps(asdict(record))
        self._write(f"INSERT OR REPLACE INTO {_table(record)} VALUES (?, ?, ?)", owner, record.id, facts)  # noqa: S608

    def remove(self, owner: str, record: Job | Character) -> None:
        """Forget a record. Raises `ApiError` if that is not possible."""
        self._write(f"DELETE FROM {_table(record)} WHERE owner = ? AND id = ?", owner, record.id)  # noqa: S608

    def clear(self, owner: str) -> None:
        """Forget all records of an owner. Raises `ApiError` if that is not possible."""
        for table in ("job", "character"):
            self._write(f"DELETE FROM {table} WHERE owner = ?", owner)  # noqa: S608

    @property
    def latest(self) -> float:
        """The time before which the next server must not begin."""
        (latest,) = self._connection.execute("SELECT latest FROM clock").fetchone()
        return float(latest)

    def reach(self, time: float) -> None:
        """Remember that the clock has come so far. Raises `ApiError` if that is not possible."""
        self._write("UPDATE clock SET latest = ?", time)

    def _write(self, statement: str, *values: Any) -> None:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as problem:
            raise ApiError(500, f"The database cannot be written to: {problem}.", code="database_failed") from None


def _table(record: Job | Character) -> str:
    return "job" if isinstance(record, Job) else "character"


def _job(facts: dict[str, Any]) -> Job:
    failure, parts = facts.pop("planned_failure"), facts.pop("parts")
    planned = Failure(**failure) if failure else None
    return Job(**facts, planned_failure=planned, parts=tuple(Part(**part) for part in parts))
