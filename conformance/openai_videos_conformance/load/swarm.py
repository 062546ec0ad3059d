"""The processes of a load run: one alone, or a master and its workers."""

from __future__ import annotations

from functools import partial
from typing import Any

from locust.env import Environment
from locust.exception import RPCError
from locust.runners import MasterRunner, WorkerRunner

from .fleet import Master, Word, Worker
from .looks.look import Look, as_line
from .looks.store import Evidence
from .options import Options
from .process import REPORT_PAUSE, Process, UserProcess
from .users.allowance import Allowance, Share
from .users.cleanup import Cleanup
from .users.sender import Shared


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
        runner.register_message(Word.STOP, self._stop_now, concurrent=True)

    @property
    def _worker_runner(self) -> WorkerRunner:
        if not isinstance(self.runner, WorkerRunner):
            raise TypeError("this process is no worker")
        return self.runner

    def _send(self, word: Word, message: dict[str, Any]) -> None:
        self._worker_runner.send_message(word, message)

    def _stop_now(self, *_: object, **__: object) -> None:
        """Stop, whatever else Locust has to say: versions of it differ in how they say it."""
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
