"""One process of a load run: what it does when Locust starts and stops a run, and what its users share."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from locust.env import Environment
from locust.runners import Runner

from ..contract.operations import routes
from ..files import as_text, write
from ..run.cleanup import GONE
from ..run.wire.journal import Journal
from ..scenario.choice import default_length
from ..target.paths import make_work_folder
from .invariants.verdict import LoadVerdict, judged
from .looks.look import Look
from .looks.store import LOOKS, VERDICT, Evidence
from .options import Options
from .users.allowance import Allowance, Share, jobs_allowed
from .users.board import Board
from .users.cleanup import Cleanup
from .users.habits import Habits
from .users.sender import Sender, Shared

REPORT_PAUSE = 1.0
"""Seconds between what a worker tells its master, and between looks at whether there is anything left to do."""


class Failed(Exception):
    """What Locust counts a request as that came to nothing."""


class Process(ABC):
    """One process of a load run."""

    def __init__(self, environment: Environment, options: Options) -> None:
        self.environment = environment
        self.options = options
        self.is_stopping = False
        self.was_cut_short = False
        self.ended = threading.Event()
        """Set once a run has ended, and all is said of it."""
        self.ended.set()
        self.verdict: LoadVerdict | None = None
        self._cleanup: Cleanup | None = None

    @property
    def runner(self) -> Runner:
        """What Locust runs this process by."""
        if self.environment.runner is None:
            raise RuntimeError("the runner of Locust is not there yet")
        return self.environment.runner

    def start(self) -> None:
        """Begin a run, unless one is under way."""
        if not self.ended.is_set():
            return
        self.is_stopping = self.was_cut_short = False
        self.verdict = self._cleanup = None
        self.ended.clear()
        self._begin()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def stopping(self) -> None:
        """Note that the users are about to be stopped."""
        self.is_stopping = True

    def stop(self) -> None:
        """End a run whose users have stopped."""
        if not self.ended.is_set():
            self._end()
            self.ended.set()

    def interrupt(self) -> None:
        """End a run that is under way in order, where the process is about to end."""
        if self.ended.is_set():
            return
        if self.is_stopping:
            self.ended.wait()
            return
        self.was_cut_short = True
        self.runner.stop()

    def give_up(self) -> None:
        """Delete no more: what is left is named."""
        if self._cleanup is not None:
            self._cleanup.give_up()

    @abstractmethod
    def _begin(self) -> None: ...

    @abstractmethod
    def _end(self) -> None: ...

    @abstractmethod
    def _tick(self) -> None:
        """Do what is to be done now and then."""

    def _watch(self) -> None:
        while not self.ended.wait(REPORT_PAUSE):
            self._tick()

    def _finish(self) -> None:
        """End the run, since nothing is left to do."""
        if not self.is_stopping:
            self.runner.stop() if self.environment.web_ui else self.runner.quit()

    def _judge(self, evidence: Evidence, left: list[str], missing: list[str]) -> None:
        """Say what is to be said of the run, and keep it."""
        evidence.close()
        history = evidence.history()
        results = judged(history, strict=self.options.strict)
        verdict = LoadVerdict(history, results, left, missing, self.was_cut_short)
        write(self.options.folder / VERDICT, as_text(verdict.as_json()))
        self.environment.process_exit_code = verdict.exit_code
        self.verdict = verdict

    def _evidence(self) -> Evidence:
        make_work_folder(Path.cwd())
        return Evidence(self.options.folder / LOOKS)

    def _allowance(self) -> Allowance:
        return Allowance(jobs_allowed(self.options.target, default_length(self.options.target)))


class UserProcess(Process):
    """A process that has users."""

    shared: Shared
    board: Board

    def habits(self) -> Habits:
        """Give what a new user does."""
        # A worker may be told to start users before it has told this process that a run begins.
        self.start()
        sender = Sender(self.shared, f"user-{len(self._senders) + 1}")
        self._senders.append(sender)
        return Habits(self.shared, self.board, sender, self._pause)

    def _pause(self, seconds: float) -> None:
        """Wait, but no longer than the run lasts."""
        self.ended.wait(seconds)

    def _open(self, share: Share, worker: str = "") -> None:
        self._senders: list[Sender] = []
        self.board = Board()
        target = self.options.target
        journal = Journal(make_work_folder(Path.cwd()) / "journal", target.base_url)
        self.shared = Shared(target, share, self._count, worker=worker, journal=journal)

    def _count(self, look: Look, seconds: float) -> None:
        """Keep a look, and let Locust count it."""
        self._keep(look)
        # Whether a job had to be there, or a cursor, is judged by all that was seen.
        is_free = look.status in GONE or (look.after and 400 <= look.status < 500)
        failed = bool(look.error) or (look.status >= 400 and not is_free)
        request: Any = self.environment.events.request
        request.fire(
            request_type=look.method,
            name=routes()[look.operation].path,
            response_time=1000 * seconds,
            response_length=look.size,
            exception=Failed(look.error or str(look.status)) if failed else None,
            context={},
        )

    @abstractmethod
    def _keep(self, look: Look) -> None: ...

    @property
    def _has_nothing_to_do(self) -> bool:
        # A user stops by itself only where no job is left, or none is made.
        return bool(self._senders) and self.runner.user_count == 0

    def _clean(self) -> list[str]:
        """Let what is under way be answered, delete every job, and name what is left."""
        self.shared.apart.settle()
        # Only now: what a user asked for is answered even after the user was stopped.
        for sender in self._senders:
            sender.close()
        self._cleanup = Cleanup(self.shared)
        return self._cleanup.run()
