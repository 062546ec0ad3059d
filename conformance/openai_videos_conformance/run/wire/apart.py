"""Work in threads of its own: what ends its caller cannot come between a job and its record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import attrs

T = TypeVar("T")


@attrs.define
class Apart:
    """Does one thing after the other for each caller, and waits at the end for what was not waited for."""

    _tasks: list[tuple[threading.Thread, threading.Event]] = attrs.field(factory=list)

    def do(self, work: Callable[[], T]) -> T:
        """Do something, even where the caller is interrupted meanwhile, and give or raise what comes of it."""
        raised: list[BaseException] = []
        given: list[T] = []
        done = threading.Event()

        def task() -> None:
            try:
                given.append(work())
            except BaseException as problem:  # noqa: BLE001 - it is raised again where it belongs
                raised.append(problem)
            finally:
                done.set()

        thread = threading.Thread(target=task, name="apart")
        # Known before it starts: starting can be interrupted, too.
        self._tasks.append((thread, done))
        thread.start()
        # Not `join`: in Python 3.11, a thread whose join was interrupted passes for ended.
        done.wait()
        self._tasks.remove((thread, done))
        if raised:
            raise raised[0]
        return given[0]

    def settle(self) -> None:
        """Wait until everything that was begun is done."""
        for thread, done in list(self._tasks):
            # One that was interrupted while it started may not run at all.
            done.wait(None if thread.ident is not None else 1)
