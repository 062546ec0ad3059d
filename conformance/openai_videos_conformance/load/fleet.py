"""What the master and the workers of a fleet say to each other, besides what Locust has them say.

A worker asks for every job that it may make, tells what it saw, and at the end that this was all. The master has the
allowance, the evidence and the clock that all times are told by.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

import attrs

from .looks.clock import Clock, Shift, shift_between
from .looks.store import Evidence
from .users.allowance import Allowance

ANSWER_MOST = 20.0
"""Seconds that a worker waits to be allowed a job."""
SILENCE_MOST = 20.0
"""Seconds without a word from a worker, after which it is not waited for."""


class Word(StrEnum):
    """What a message is about."""

    HELLO = "videos-hello"
    """From a worker, now and then: what it judges, and when it said so."""
    TIME = "videos-time"
    """The answer: when that came, and why the worker is refused, if it is."""
    ASK = "videos-ask"
    GRANT = "videos-grant"
    LOOKS = "videos-looks"
    IDLE = "videos-idle"
    """Nothing is left to do for the users of a worker."""
    STOP = "videos-stop"
    DONE = "videos-done"
    """From a worker: its users have stopped, its jobs are deleted, and all is told but what comes with this."""


Data: TypeAlias = Mapping[str, Any]
Send: TypeAlias = Callable[[Word, dict[str, Any]], None]
SendTo: TypeAlias = Callable[[Word, dict[str, Any], str], None]


@attrs.define
class Master:
    """The one place that allows jobs and has the evidence of all workers."""

    base_url: str
    allowance: Allowance
    evidence: Evidence
    send: SendTo
    clock: Clock = attrs.field(factory=Clock)
    heard: dict[str, float] = attrs.field(factory=dict)
    """The workers, and when each was heard last."""
    idle: set[str] = attrs.field(factory=set)
    done: set[str] = attrs.field(factory=set)
    left: list[str] = attrs.field(factory=list)
    """What workers could not delete, a line each."""

    def hear(self, word: Word, worker: str, message: Data) -> None:
        """Take a message of a worker."""
        now = self.clock.now()
        if word is Word.HELLO:
            refused = self._refusal(str(message["base_url"]))
            self.send(Word.TIME, {"sent": message["sent"], "now": now, "refused": refused}, worker)
            if refused:
                return
        self.heard[worker] = now
        if word is Word.ASK:
            self.send(Word.GRANT, {"number": message["number"], "granted": self.allowance.grant()}, worker)
        elif word is Word.LOOKS:
            self.evidence.add(message["lines"])
        elif word is Word.IDLE:
            self.idle.add(worker)
        elif word is Word.DONE and worker not in self.done:
            self.evidence.add(message["lines"])
            self.evidence.end(worker)
            self.left += message["left"]
            self.done.add(worker)

    @property
    def has_nothing_to_do(self) -> bool:
        """Whether no worker has anything left to do."""
        return bool(self.idle) and set(self.heard) <= self.idle | self.done

    @property
    def awaited(self) -> frozenset[str]:
        """The workers that are still to tell that this was all, and have not fallen silent."""
        now = self.clock.now()
        return frozenset(
            worker for worker, at in self.heard.items() if worker not in self.done and now - at < SILENCE_MOST
        )

    @property
    def missing(self) -> list[str]:
        """The workers that did not tell all."""
        return sorted(set(self.heard) - self.done)

    def begin(self, allowance: Allowance, evidence: Evidence) -> None:
        """Begin a run with the workers that are there."""
        self.allowance, self.evidence = allowance, evidence
        self.idle.clear()
        self.done.clear()
        self.left.clear()

    def stop(self) -> None:
        """Tell every worker to stop."""
        for worker in self.heard:
            self.send(Word.STOP, {}, worker)

    def _refusal(self, base_url: str) -> str:
        if base_url == self.base_url:
            return ""
        return f"the master judges {self.base_url}, this worker {base_url}; give both the same target"


@attrs.define
class Worker:
    """A worker's side: what it was told by the master."""

    base_url: str
    send: Send
    clock: Clock = attrs.field(factory=Clock)
    patience: float = ANSWER_MOST
    """Seconds until a question that is not answered is asked again."""
    shift: Shift = attrs.field(factory=Shift)
    refused: str = ""
    """Why the master has no use for this worker."""
    is_known: threading.Event = attrs.field(factory=threading.Event)
    """Set once the master has answered."""
    _asked: int = 0
    _waiting: dict[int, tuple[threading.Event, list[bool]]] = attrs.field(factory=dict)

    def greet(self) -> None:
        """Say who this is, and learn what time it is there."""
        self.send(Word.HELLO, {"base_url": self.base_url, "sent": self.clock.now()})

    def ask(self) -> bool:
        """Ask for a job; False where none is left.

        What is lost on the way there or back is not made, and never twice.
        """
        while True:
            self._asked += 1
            number, answered, granted = self._asked, threading.Event(), list[bool]()
            self._waiting[number] = answered, granted
            try:
                self.send(Word.ASK, {"number": number})
                answered.wait(self.patience)
            finally:
                del self._waiting[number]
            if granted:
                return granted[0]

    def hear(self, word: Word, message: Data) -> None:
        """Take a message of the master."""
        if word is Word.TIME:
            self.shift = shift_between(message["sent"], message["now"], self.clock.now())
            self.refused = message["refused"]
            self.is_known.set()
        elif word is Word.GRANT and (waiting := self._waiting.get(message["number"])) is not None:
            answered, granted = waiting
            granted.append(message["granted"])
            answered.set()
