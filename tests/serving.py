"""Servers of a few lines, each in threads of its own, on a free port, for as long as a test needs it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

Server = TypeVar("Server", bound=ThreadingHTTPServer)

ANY_PORT = ("127.0.0.1", 0)
"""The address of a server that takes a port that is free."""

POLL = 0.01
"""Seconds until a server that is to end looks up."""


class Handler(BaseHTTPRequestHandler):
    """Sends what it writes at once, and says nothing of it."""

    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        pass


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Let a server answer, and end it."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
