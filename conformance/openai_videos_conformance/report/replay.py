"""Replays: what is pasted into a shell to see a finding again, jobs that are gone since made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from ..contract.operations import DELETE_VIDEO, LIST_VIDEOS, RETRIEVE_VIDEO, STARTS_JOB
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id, url_id
from ..exchange.listing import items_on
from ..exchange.replay import ENCODED, Shell, curl, quoted
from ..exchange.status import FINAL
from ..files import write
from .lives import Life, asked, lives_of

LISTED_MOST = 3
"""The most jobs that are made anew for a list: what order they have shows with as many."""

APART = 1.1
"""Seconds between their creates: `created_at` has a resolution of one."""

MOVING = 0.3
"""Seconds in which a job may have moved."""

READ_ID = """python3 -c 'import json,sys; t=sys.stdin.read(); print(json.loads(t[t.index("{"):])["id"])'"""
ENCODE = """python3 -c 'import sys,urllib.parse as u; print(u.quote(sys.argv[1], safe=""))'"""
SHOWING = "tee /dev/stderr | "


def script_of(requirement: str, case: str) -> Path:
    """Name the script in the folder of a run that holds a replay."""
    name = re.sub(r"[^\w.-]", "_", f"{requirement}.{case}" if case else requirement)
    return Path("replays") / f"{name}.sh"


def write_scripts(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write the replay of every finding into the folder of a run, as a script."""
    for row in rows:
        if row["replay"]:
            path = folder / script_of(row["id"], row["case"])
            path.parent.mkdir(exist_ok=True)
            write(path, f"#!/usr/bin/env bash\n# {row['level']} {row['id']}: {row['statement']}\n{row['replay']}\n")


@attrs.frozen
class Replays:
    """The replays of one run."""

    evidence: Evidence
    bodies: Path | None = None
    """The folder that keeps what was sent."""
    options: tuple[str, ...] = ()
    """What curl needs to reach the server."""
    _lives: dict[str, Life] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_lives", lives_of(self.evidence))

    @property
    def lives(self) -> tuple[Life, ...]:
        """The jobs of the run, in the order in which they were made."""
        return tuple(self._lives.values())

    def of(self, exchanges: Iterable[Exchange]) -> str:
        """Write the commands that show some exchanges again, in their order, one in each line."""
        shown = list(exchanges)
        script = _Script(self, shown)
        for exchange in shown:
            script.show(exchange)
        script.tidy()
        return "\n".join(script.lines)

    def command(self, exchange: Exchange, variables: Mapping[str, str] | None = None) -> str:
        """Write the command that sends one request again."""
        return curl(exchange, Shell(self.bodies, variables or {}, self.options))

    def is_as_it_was(self, life: Life, exchange: Exchange) -> bool:
        """Tell whether a job is on the server still, and has not ended since an exchange."""
        has_moved = life.has_ended and not life.was_final(exchange) and exchange.operation != LIST_VIDEOS
        return life.deletion is None and not has_moved

    def of_id(self, identifier: str) -> Life | None:
        """Give the job of this run that has an id."""
        return self._lives.get(identifier)

    def named_in(self, exchange: Exchange) -> list[Life]:
        """Give the jobs that an exchange is about, in the order in which they were made."""
        body = exchange.request_body[:100_000].decode("utf-8", "replace")
        named = [
            life
            for life in self._lives.values()
            if life.create is not exchange and (url_id(life.id) in exchange.url or f'"{life.id}"' in body)
        ]
        fields = {part.text for part in exchange.form if part.filename is None}
        named += [life for life in self._lives.values() if life.id in fields and life not in named]
        if exchange.operation == LIST_VIDEOS:
            ids = [str(item.get("id")) for item in items_on(exchange)]
            there = [life for life in self._lives.values() if life.id in ids and life not in named]
            named += there[: max(0, LISTED_MOST - len(named))]
        return sorted(named, key=lambda life: life.create.started)


class _Script:
    """The lines of one replay, as they come to be."""

    def __init__(self, replays: Replays, shown: list[Exchange]) -> None:
        self.lines: list[str] = []
        self._replays = replays
        self._shown = shown
        self._variables: dict[str, str] = {}
        self._waited: set[str] = set()
        self._gone: set[str] = set()
        self._before: Exchange | None = None
        """What was shown last."""
        self._one_by_one = replays.evidence.puts_jobs_off
        """Whether no job is made before the one before has ended: the server may have no room for both."""

    def show(self, exchange: Exchange) -> None:
        """Add an exchange, after what has to be there before it."""
        if exchange.is_unsendable:
            self.lines.append(f"# {quoted(exchange.error or '')}")
            return
        spaced = False
        for life in self._replays.named_in(exchange):
            if self._make(life, exchange, spaced=spaced and exchange.operation == LIST_VIDEOS):
                spaced = True
            self._age(life, exchange)
        own = self._replays.of_id(job_id(exchange.object) or "")
        if own is not None and own.create is exchange and (self._one_by_one or self._is_named_later(own)):
            self._start(own, shown=True)
            self._before = exchange
            return
        if exchange.operation in STARTS_JOB:
            self._wait_for_room()
        if not self._wait_for_status(exchange):
            self._pause(exchange)
        self._before = exchange
        self.lines.append(self._command(exchange))
        if exchange.operation == DELETE_VIDEO and exchange.accepted:
            self._gone.add(exchange.named_id)

    def tidy(self) -> None:
        """Delete what was made anew."""
        # What is under way may not be deleted, and would be in the way of the next replay.
        self._wait_for_room()
        for identifier, name in self._variables.items():
            life = self._replays.of_id(identifier)
            if life is not None and identifier not in self._gone:
                deletion = life.deletion or asked(life, DELETE_VIDEO)
                command = self._command(deletion).replace("curl -sS -i", "curl -sS -o /dev/null", 1)
                self.lines.append(f"{command}  # ${name} is not needed any more")

    def _is_named_later(self, life: Life) -> bool:
        return any(each is not life.create and life in self._replays.named_in(each) for each in self._shown)

    def _make(self, life: Life, exchange: Exchange, *, spaced: bool) -> bool:
        """Make a job anew that is not as it was when an exchange began; tell whether that was done."""
        if life.id in self._variables or self._replays.is_as_it_was(life, exchange):
            return False
        for source in self._replays.named_in(life.create):
            self._make(source, life.create, spaced=False)
            self._age(source, life.create)
        if spaced:
            self.lines.append(f"sleep {APART}")
        self._start(life, shown=False)
        return True

    def _wait_for_room(self) -> None:
        """Wait until the jobs that were made anew have ended, where a server may have no room for another one."""
        made = [life for identifier in self._variables if (life := self._replays.of_id(identifier)) is not None]
        for life in made if self._one_by_one else ():
            if life.has_ended and life.id not in self._waited | self._gone:
                self._wait_for_end(life)

    def _wait_for_end(self, life: Life) -> None:
        self._waited.add(life.id)
        self.lines.append(self._until(life, FINAL))

    def _start(self, life: Life, *, shown: bool) -> None:
        self._wait_for_room()
        name = f"video{len(self._variables) + 1 if self._variables else ''}"
        command = self._command(life.create)
        if not shown:
            command = command.replace("curl -sS -i", "curl -sS", 1)
        self.lines.append(f"{name}=$({command} | {SHOWING if shown else ''}{READ_ID})")
        if url_id(life.id) != life.id:
            self.lines.append(f'{name}{ENCODED}=$({ENCODE} "${name}")')
        self._variables[life.id] = name

    def _age(self, life: Life, exchange: Exchange) -> None:
        """Bring a job that was made anew to where it was when an exchange began."""
        if life.id not in self._variables:
            return
        if life.was_final(exchange) and life.id not in self._waited and life.id not in self._gone:
            self._wait_for_end(life)
        deletion = life.deletion_before(exchange)
        if deletion is not None and life.id not in self._gone and deletion not in self._shown:
            self._gone.add(life.id)
            self.lines.append(self._command(deletion))
            if exchange.started - deletion.started > APART:
                self.lines.append(f"sleep {APART}")

    def _pause(self, exchange: Exchange) -> None:
        """Wait as long as the run did, where a job moves meanwhile."""
        moving = [life for life in self._replays.named_in(exchange) if life.id in self._variables]
        moving = [life for life in moving if life.id not in self._waited | self._gone]
        if exchange.operation == LIST_VIDEOS or not moving:
            return
        before = max((life.create for life in moving), key=lambda e: e.started)
        if self._before is not None and self._before.started > before.started:
            before = self._before
        seconds = exchange.started - before.started - before.elapsed
        if seconds > MOVING:
            self.lines.append(f"sleep {seconds:.1f}")

    def _wait_for_status(self, exchange: Exchange) -> bool:
        """Wait until a job that was made anew is seen as it was seen then; tell whether that was told."""
        status, life = exchange.object.get("status"), self._replays.of_id(job_id(exchange.object) or "")
        seen = exchange.operation == RETRIEVE_VIDEO and isinstance(status, str) and status.isidentifier()
        if life is None or life.id not in self._variables or life.id in self._waited | self._gone or not seen:
            return False
        if status == life.create.object.get("status") or status == self._status_before(life):
            return False
        self.lines.append(self._until(life, (str(status), *FINAL)))
        return True

    def _status_before(self, life: Life) -> object:
        """Give the status in which the last look showed the job, None where it was about something else."""
        before = self._before
        return before.object.get("status") if before is not None and job_id(before.object) == life.id else None

    def _until(self, life: Life, statuses: Iterable[str]) -> str:
        words = "|".join(dict.fromkeys(statuses))
        command = self._command(asked(life, RETRIEVE_VIDEO)).replace("curl -sS -i -X GET", "curl -sS", 1)
        # Where the create was refused there is nothing to wait for.
        name = self._variables[life.id]
        return f"""until [ -z "${name}" ] || {command} | grep -qE '"status": *"({words})"'; do sleep 0.2; done"""

    def _command(self, exchange: Exchange) -> str:
        return self._replays.command(exchange, self._variables)
