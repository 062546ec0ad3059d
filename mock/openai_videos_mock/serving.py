"""The server on a socket: in the foreground, or in a thread for the length of a `with` block."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from openai_videos_mock.application import Application, effective, make_application
from openai_videos_mock.intercept.connection import protocol
from openai_videos_mock.settings import MockSettings

_BACKLOG = 2048
_START_TIMEOUT = 30
_STOP_TIMEOUT = 2
_CANCEL_TIMEOUT = 10


class _Server(uvicorn.Server):
    """Tells when connections are accepted."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is not answered by then is cut off, and ends by itself; uvicorn would cancel it, with a traceback each.
        cut = asyncio.get_running_loop().call_later(_STOP_TIMEOUT, self._cut)
        await super().shutdown(sockets)
        cut.cancel()

    def _cut(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """Open the socket; port 0 takes a free one. Raises `OSError` if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its protocol asyncio knows that small answers need not wait for each other (TCP_NODELAY); that of
    # `socket.create_server` is 0, and each answer on a kept connection then takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket, settings: MockSettings) -> str:
    """Tell where a client finds the API."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{settings.base_path}"


def run(application: Application, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve an application until a signal says stop."""
    _server(application, on_ready).run(sockets=[listener])


@contextmanager
def serve(settings: MockSettings | None = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve in a thread, and give the base URL."""
    settings = effective(settings or MockSettings())
    with serve_application(make_application(settings), host=host, port=port) as url:
        yield url


@contextmanager
def serve_application(application: Application, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an application in a thread, and give the base URL."""
    ready = threading.Event()
    with listen(host, port) as listener:
        server = _server(application, ready.set)
        thread = threading.Thread(target=server.run, args=([listener],), name="openai-videos-mock", daemon=True)
        thread.start()
        try:
            if not ready.wait(_START_TIMEOUT):
                raise RuntimeError("the mock server did not start")
            yield base_url(listener, application.controls.settings)
        finally:
            server.should_exit = True
            thread.join()


def _server(application: Application, on_ready: Callable[[], None]) -> _Server:
    config = uvicorn.Config(
        application.app,
        http=protocol(application.controls.world),
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_CANCEL_TIMEOUT,
    )
    return _Server(config, on_ready)
