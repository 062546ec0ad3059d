"""Servers of a few lines that do one thing as servers of the field do it: create, retrieve and list, without videos."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

import attrs

from ..serving import ANY_PORT, Handler, serving

Answer = tuple[int, dict[str, Any] | str]


@attrs.frozen
class Asked:
    """A request to create."""

    body: bytes
    is_chunked: bool
    running: int
    """The jobs that are under way."""

    def has(self, text: str) -> bool:
        return text.encode() in self.body


@attrs.frozen
class Imitation:
    """What is not as the contract has it."""

    refuses: Callable[[Asked], Answer | None] = lambda _: None
    statuses: Sequence[str | None] = ("queued", "completed")
    """What each look at a job shows, the last one for ever."""
    seconds: float | None = None
    """How long a job takes; by looks, if it is not said."""
    stuck: str | None = None
    """What a create has in its body whose job never ends."""
    page: str | None = None
    """What everything is answered with."""


def refused(message: str, param: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": None}}


@contextmanager
def imitation(of: Imitation) -> Iterator[str]:
    """Serve one, and give its base URL."""
    jobs: dict[str, list[float]] = {}
    stuck: set[str] = set()

    class Imitating(Handler):
        protocol_version = "HTTP/1.1"

        def _answer(self, status: int, body: dict[str, Any] | str) -> None:
            content = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("content-type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _status(self, name: str) -> str | None:
            made, looks = jobs[name]
            if name in stuck:
                return of.statuses[0]
            if of.seconds is not None:
                return of.statuses[-1] if time.monotonic() - made > of.seconds else of.statuses[0]
            return of.statuses[min(int(looks), len(of.statuses) - 1)]

        def _video(self, name: str) -> dict[str, Any]:
            video = {"id": name, "object": "video", "model": "m", "progress": 0, "created_at": int(time.time())}
            status = self._status(name)
            return video if status is None else {**video, "status": status}

        def _body(self) -> bytes:
            if not self.headers.get("transfer-encoding"):
                return self.rfile.read(int(self.headers.get("content-length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def do_POST(self) -> None:
            asked = Asked(self._body(), bool(self.headers.get("transfer-encoding")), self._running())
            if of.page is not None:
                return self._answer(200, of.page)
            if not self.path.endswith("/videos"):
                return self._answer(404, refused("There is no such path."))
            if (answer := of.refuses(asked)) is not None:
                return self._answer(*answer)
            if b"prompt" not in asked.body:
                return self._answer(400, refused("There is no prompt.", "prompt"))
            name = f"video_{len(jobs)}"
            jobs[name] = [time.monotonic(), 0]
            if of.stuck is not None and asked.has(of.stuck):
                stuck.add(name)
            return self._answer(200, self._video(name))

        def _running(self) -> int:
            return sum(self._status(name) in ("queued", "in_progress") for name in jobs)

        def do_GET(self) -> None:
            name = self.path.partition("/videos/")[2]
            if of.page is not None:
                self._answer(200, of.page)
            elif name in jobs:
                jobs[name][1] += 1
                self._answer(200, self._video(name))
            elif "/videos?" in self.path:
                self._answer(200, {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False})
            else:
                self._answer(404, refused("There is no such video."))

        def do_DELETE(self) -> None:
            self._answer(404, refused("There is no such video."))

    with serving(ThreadingHTTPServer(ANY_PORT, Imitating)) as server:
        yield f"http://127.0.0.1:{server.server_port}/v1"
