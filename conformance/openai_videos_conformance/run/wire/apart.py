"""Creates are sent in threads of their own, so that Ctrl-C cannot come between a job and its record."""

from __future__ import annotations

import threading

import attrs
import httpx


@attrs.frozen
class Apart:
    """Sends creates, and knows which are under way."""

    _client: httpx.Client
    _sent: list[tuple[threading.Thread, threading.Event]] = attrs.field(factory=list, init=False)

    def send(self, request: httpx.Request) -> None:
        """Send a create, and wait for its answer."""
        raised: list[Exception] = []
        done = threading.Event()

        def send() -> None:
            try:
                self._client.send(request)
            except Exception as problem:  # noqa: BLE001 - it is raised again where it belongs
                raised.append(problem)
            finally:
                done.set()

        thread = threading.Thread(target=send, name="create")
        # Known before it starts: starting can be interrupted, too.
        self._sent.append((thread, done))
        thread.start()
        # Not `join`: in Python 3.11, a thread whose join was interrupted passes for ended.
        done.wait()
        if raised:
            raise raised[0]

    def settle(self) -> None:
        """Wait until every create that was sent is answered and recorded."""
        for thread, done in self._sent:
            # One that was interrupted while it started may not run at all.
            done.wait(None if thread.ident is not None else 1)
