"""How far a run is: on a terminal a line that is kept up to date, elsewhere a line a minute."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import attrs

from ..run.wire.standing import Standing

EVERY = 60.0
"""Seconds between two lines where there is no terminal."""

TICK = 1.0
"""Seconds between two looks at what is waited for."""


@attrs.define
class Progress:
    """What is shown of a run under way. It is called with each request."""

    stream: TextIO
    is_terminal: bool
    clock: Callable[[], float] = time.monotonic
    standing: Standing | None = None
    """The jobs that are waited for, once there is a run."""
    _line: str = attrs.field(default="", init=False)
    _told: set[str] = attrs.field(factory=set, init=False)
    _began: float = attrs.field(init=False)
    _last: float = attrs.field(init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._began = self._last = self.clock()

    def __call__(self, line: str) -> None:
        """Take what is being asked for."""
        self._line = line
        self._draw()

    def tick(self) -> None:
        """Bring what is shown up to date."""
        # How long it may still take is no part of what is told once.
        unmoved = {text.partition(":")[0]: text for text in (self.standing.unmoved() if self.standing else [])}
        for name in unmoved.keys() - self._told:
            self._told.add(name)
            self._print(unmoved[name])
        if not self.is_terminal and self._line and self.clock() - self._last >= EVERY:
            self._last = self.clock()
            self._print(f"{self._last - self._began:.0f} s: {self._text()}")
        self._draw()

    def clear(self) -> None:
        """Take the line away."""
        if self.is_terminal:
            self._write("\r\x1b[K")

    def _text(self) -> str:
        awaited = self.standing.awaited() if self.standing is not None else ""
        return f"{self._line}; waiting for {awaited}" if awaited else self._line

    def _print(self, sentence: str) -> None:
        self.clear()
        self._write(f"{sentence}\n")

    def _draw(self) -> None:
        if self.is_terminal and self._line:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{self._text()[:width]}")

    def _write(self, text: str) -> None:
        with self._lock:
            self.stream.write(text)
            self.stream.flush()


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far a run is on standard error, from time to time by itself."""
    shown = Progress(sys.stderr, sys.stderr.isatty())
    over = threading.Event()

    def tick() -> None:
        while not over.wait(TICK):
            shown.tick()

    ticking = threading.Thread(target=tick, name="progress", daemon=True)
    ticking.start()
    try:
        yield shown
    finally:
        over.set()
        ticking.join()
        shown.clear()
