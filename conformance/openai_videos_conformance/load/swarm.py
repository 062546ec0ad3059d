"""A load run in Locust's hands: what each of its processes does when users start and stop."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from functools import partial
from typing import Any

from locust.env import Environment
from locust.exception import RPCError
from locust.runners import MasterRunner, Runner, WorkerRunner

from ..contract.operations import routes
from ..files import as_text, write
from ..run.cleanup import GONE
from ..run.wire.journal import Journal
from ..scenario.choice import default_length
from ..target.paths import WORK
from .fleet import Master, Word, Worker
from .invariants.verdict import LoadVerdict, judged
from .looks.look import Look, as_line
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
        results = judged(history)
        verdict = LoadVerdict(history, results, left, missing, self.was_cut_short, self.options.strict)
        write(self.options.folder / VERDICT, as_text(verdict.as_json()))
        self.environment.process_exit_code = verdict.exit_code
        self.verdict = verdict

    def _evidence(self) -> Evidence:
        folder = self.options.folder
        if folder.parent.name == WORK:
            folder.parent.mkdir(exist_ok=True)
            (folder.parent / ".gitignore").write_text("*\n", "utf-8")
        return Evidence(folder / LOOKS)

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
        journal = Journal(
            self.options.folder.parent / "journal" if self.options.folder.parent.name == WORK else None, target.base_url
        )
        self.shared = Shared(target, share, self._count, worker=worker, journal=journal)

    def _count(self, look: Look, seconds: float) -> None:
        """Keep a look, and let Locust count it."""
        self._keep(look)
        # Whether a job had to be there is judged by all that was seen.
        failed = bool(look.error) or (look.status >= 400 and look.status not in GONE)
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
        return self.shared.share.is_spent and self.runner.user_count == 0

    def _clean(self) -> list[str]:
        """Let what is under way be answered, delete every job, and name what is left."""
        self.shared.apart.settle()
        # Only now: what a user asked for is answered even after the user was stopped.
        for sender in self._senders:
            sender.close()
        self._cleanup = Cleanup(self.shared)
        return self._cleanup.run()


class Alone(UserProcess):
    """The only process of a run."""

    def _begin(self) -> None:
        self.evidence = self._evidence()
        self._open(Share(self._allowance().grant))

    def _keep(self, look: Look) -> None:
        self.evidence.keep(look)

    def _tick(self) -> None:
        if self._has_nothing_to_do:
            self._finish()

    def _end(self) -> None:
        left = self._clean()
        self.evidence.end("")
        self._judge(self.evidence, left, [])


class WorkerProcess(UserProcess):
    """A worker of a fleet."""

    def __init__(self, environment: Environment, options: Options) -> None:
        super().__init__(environment, options)
        runner = self._worker_runner
        self.worker = Worker(options.target.base_url, self._send)
        self._lines: list[str] = []
        for word in (Word.TIME, Word.GRANT):
            runner.register_message(word, partial(_heard_by_worker, self.worker, word))
        runner.register_message(Word.STOP, lambda **_: self._stop_now(), concurrent=True)

    @property
    def _worker_runner(self) -> WorkerRunner:
        if not isinstance(self.runner, WorkerRunner):
            raise TypeError("this process is no worker")
        return self.runner

    def _send(self, word: Word, message: dict[str, Any]) -> None:
        self._worker_runner.send_message(word, message)

    def _stop_now(self) -> None:
        if not self.is_stopping and not self.ended.is_set():
            self.runner.stop()

    def _begin(self) -> None:
        self._lines.clear()
        self._open(Share(self.worker.ask), self._worker_runner.client_id)
        self.shared.clock = self.worker.clock

    def _keep(self, look: Look) -> None:
        self._lines.append(as_line(look))

    def _tick(self) -> None:
        try:
            self.worker.greet()
            self.shared.shift = self.worker.shift
            self._send(Word.LOOKS, {"lines": self._taken()})
            if self._has_nothing_to_do:
                self._send(Word.IDLE, {})
        except RPCError:
            # What could not be sent is sent with the rest.
            return

    def _taken(self) -> list[str]:
        lines, self._lines = self._lines, []
        return lines

    def _end(self) -> None:
        left = self._clean()
        self._send(Word.DONE, {"lines": self._taken(), "left": left})
        self.environment.process_exit_code = 0


def _heard_by_worker(worker: Worker, word: Word, msg: Any, **_: object) -> None:
    worker.hear(word, msg.data)


class MasterProcess(Process):
    """The master of a fleet."""

    def __init__(self, environment: Environment, options: Options) -> None:
        super().__init__(environment, options)
        self.master = Master(options.target.base_url, Allowance(0), Evidence(None), self._send)
        for word in (Word.HELLO, Word.ASK, Word.LOOKS, Word.IDLE, Word.DONE):
            self.runner.register_message(word, partial(_heard_by_master, self.master, word))

    def _send(self, word: Word, message: dict[str, Any], worker: str) -> None:
        if not isinstance(self.runner, MasterRunner):
            raise TypeError("this process is no master")
        self.runner.send_message(word, message, client_id=worker)

    def _begin(self) -> None:
        self.master.begin(self._allowance(), self._evidence())

    def stopping(self) -> None:
        """Tell the workers to stop, and wait until they have told all."""
        super().stopping()
        if self.ended.is_set():
            return
        self.master.stop()
        while self.master.awaited:
            self.ended.wait(REPORT_PAUSE / 10)

    def _tick(self) -> None:
        if self.master.has_nothing_to_do:
            self._finish()

    def _end(self) -> None:
        missing = self.master.missing
        left = [*self.master.left, *(self._clean_after(missing) if missing else [])]
        self._judge(self.master.evidence, left, missing)

    def _clean_after(self, workers: list[str]) -> list[str]:
        """Delete the jobs of workers that went missing, as far as they told of them; name what is left."""
        evidence = self.master.evidence
        shared = Shared(self.options.target, Share(lambda: False), lambda look, _: evidence.keep(look))
        for name, creates in evidence.history().creates.items():
            if creates[0].worker in workers:
                shared.made[name] = creates[0].began
        self._cleanup = Cleanup(shared)
        return self._cleanup.run()


def _heard_by_master(master: Master, word: Word, msg: Any, **_: object) -> None:
    master.hear(word, msg.node_id, msg.data)
