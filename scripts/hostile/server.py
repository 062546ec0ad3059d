"""A server that answers as the contract says, but for what bends each of its answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from socket import create_server, socket
from typing import Any, TypeAlias

import attrs
from openai_videos_conformance.scenario.samples import sample_video

VIDEO: Mapping[str, Any] = {
    "id": "video_1",
    "object": "video",
    "model": "m",
    "created_at": 1_700_000_000,
    "completed_at": 1_700_000_001,
    "status": "completed",
    "progress": 100,
    "prompt": "A calm sea",
    "seconds": "4",
    "size": "720x1280",
    "error": None,
}


@attrs.frozen
class Reply:
    """An answer on its way; header lines are bytes, as a server may send any."""

    kind: str
    """What was asked: `list`, `create`, `retrieve`, `content`, `delete`."""
    body: bytes
    status: bytes = b"200 OK"
    headers: tuple[bytes, ...] = (b"content-type: application/json",)
    request: bytes = b""

    def showing(self, document: object) -> Reply:
        """Give it with another document."""
        return attrs.evolve(self, body=json.dumps(document).encode())

    def with_header(self, line: bytes) -> Reply:
        """Give it with one header line more."""
        return attrs.evolve(self, headers=(*self.headers, line))


Bend: TypeAlias = Callable[[Reply], "Reply | Iterator[bytes]"]
"""Changes an answer, or gives the bytes that are sent in its place, as long as anybody reads them."""


@cache
def film() -> bytes:
    """Give a small video."""
    return sample_video()


def plain(request: bytes) -> Reply:
    """Answer a request as it should be."""
    method, _, rest = request.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if method == b"DELETE":
        return Reply("delete", b'{"id": "video_1", "object": "video.deleted", "deleted": true}')
    if path.endswith(b"/content"):
        return Reply("content", film(), headers=(b"content-type: video/mp4",))
    if method == b"POST":
        return Reply("create", json.dumps(VIDEO).encode())
    if path.endswith(b"/videos"):
        page = {"object": "list", "data": [VIDEO], "first_id": "video_1", "last_id": "video_1", "has_more": False}
        return Reply("list", json.dumps(page).encode())
    return Reply("retrieve", json.dumps(VIDEO).encode())


def received(connection: socket) -> bytes:
    """Read a whole request, as it came over the wire."""
    request = connection.recv(1 << 16)
    head, found, body = request.partition(b"\r\n\r\n")
    if b"\r\ntransfer-encoding: chunked" in head.lower():
        while not request.endswith(b"\r\n0\r\n\r\n") and (more := connection.recv(1 << 16)):
            request += more
        return request
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    missing = int(length.partition(b":")[2]) - len(body) if found else 0
    while missing > 0 and (more := connection.recv(1 << 16)):
        missing -= len(more)
        request += more
    return request


@contextmanager
def socket_server(talk: Callable[[socket], None]) -> Iterator[str]:
    """Serve every connection on this machine with `talk`, and give the base URL."""
    with create_server(("127.0.0.1", 0), backlog=64) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=quietly, args=(connection,), daemon=True).start()

        def quietly(connection: socket) -> None:
            with connection:
                try:
                    talk(connection)
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def hostile_server(bend: Bend) -> AbstractContextManager[str]:
    """Run a server whose answers are bent, and give its base URL."""

    def talk(connection: socket) -> None:
        request = received(connection)
        reply = bend(attrs.evolve(plain(request), request=request))
        if not isinstance(reply, Reply):
            for piece in reply:
                connection.sendall(piece)
            return
        length = b"content-length: %d" % len(reply.body)
        head = b"\r\n".join((b"HTTP/1.1 " + reply.status, b"connection: close", length, *reply.headers))
        connection.sendall(head + b"\r\n\r\n" + reply.body)

    return socket_server(talk)
