"""The one way to the server: every byte of a run goes through here and is recorded."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator

import httpx

from ...contract.operations import DOWNLOAD_CONTENT, starts_job
from ...exchange.exchange import JSON_MOST, Exchange
from ...exchange.redaction import Redaction
from ...target.address import TargetError
from .budget import Budget
from .connections import MOST_AT_ONCE, Connections, head_is_there
from .encoding import Chunks, is_chunked
from .journal import Journal
from .room import CONTENT_MOST, Room, TooLarge
from .unpacking import unpacked

SLOWEST = 10 * 1024
"""Bytes a second below which a body is taken for one that never ends, once the deadline has passed."""

JSON_PATIENCE = 4
"""Deadlines after which a body is not waited for, however it flows, unless it is a video or a picture."""


class RecordingTransport(httpx.BaseTransport):
    """Sends requests as they are, within a budget, a deadline and a size, and hands each exchange to `record`.

    Nothing is retried and no redirect followed. The key never reaches a record.
    """

    def __init__(
        self,
        record: Callable[[Exchange], None],
        *,
        budget: Budget,
        journal: Journal,
        redaction: Redaction,
        deadline: float,
        tls: ssl.SSLContext,
    ) -> None:
        self._record = record
        self._budget = budget
        self._journal = journal
        self._redaction = redaction
        self._room = Room()
        self._deadline = deadline
        self._kept = Connections(tls, keep=MOST_AT_ONCE, patience=deadline)
        # A create never goes over a connection that the server may be closing: it could not be sent again.
        self._fresh = Connections(tls, keep=0, patience=deadline)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and record it with its answer, or with the reason why none came."""
        if not starts_job(request.method, str(request.url)):
            return self._exchange(request)[0]
        seconds: int = request.extensions["seconds"]
        unasked: bool = request.extensions["refusable"]
        with self._budget.reservation(seconds, unasked=unasked):
            response, exchange = self._exchange(request)
            # What was sent and not answered may be a job; what could not be sent is none.
            if exchange.is_lost or exchange.accepted:
                self._budget.book(seconds, unasked=unasked)
            if exchange.is_lost and not unasked:
                self._budget.unanswered.add(exchange.started)
            return response

    def forget(self) -> None:
        """Give up the room that earlier answers take: whoever records keeps them no longer."""
        self._room = Room()

    def _exchange(self, request: httpx.Request) -> tuple[httpx.Response, Exchange]:
        body = request.read()
        if is_chunked(request):
            request.stream = Chunks(body)
        started, clock = time.time(), time.monotonic()
        paid = starts_job(request.method, str(request.url))
        if paid:
            self._journal.sent(request.extensions["step"], started)
        response, content, error = httpx.Response(599, request=request), b"", None
        try:
            response, content = self._receive(request, clock, self._fresh) if paid else self._read(request, clock)
        # The last three come of a redirect to a host, a port or by a proxy that no system takes.
        except (httpx.HTTPError, httpx.StreamError, ValueError, OverflowError, TargetError, TooLarge) as problem:
            error = self._redaction.text(f"{type(problem).__name__}: {problem}".rstrip(": "))
        exchange = Exchange(
            step=request.extensions["step"],
            operation=request.extensions["operation"],
            method=request.method,
            url=self._redaction.text(str(request.url)),
            request_headers=self._redaction.headers(request.headers.multi_items()),
            request_body=self._redaction.body(body),
            status=0 if error else response.status_code,
            headers=self._redaction.headers(response.headers.multi_items()),
            body=content,
            error=error,
            started=started,
            elapsed=time.monotonic() - clock,
        )
        if paid:
            self._journal.answered(exchange)
        self._record(exchange)
        return response, exchange

    def _read(self, request: httpx.Request, clock: float) -> tuple[httpx.Response, bytes]:
        """Ask once more where a connection that was kept turns out to be closed: a server may do that at any time."""
        events: list[str] = []
        request.extensions["trace"] = lambda event, _: events.append(event)
        try:
            return self._receive(request, clock, self._kept)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            was_kept = not any("connect_tcp" in event for event in events)
            answered = any(event.endswith("receive_response_headers.complete") for event in events)
            if not was_kept or answered:
                raise
            return self._receive(request, clock, self._fresh)

    def _receive(self, request: httpx.Request, clock: float, over: Connections) -> tuple[httpx.Response, bytes]:
        """Read the answer without its body, and the body, unpacked."""
        answer = over.handle_request(request)
        head_is_there(answer)
        # By what was asked for: a server may name the bytes of a video as it likes. A redirect is asked for by no name.
        operation = request.extensions["operation"]
        is_content = operation == DOWNLOAD_CONTENT or (
            operation is None and "json" not in answer.headers.get("content-type", "json")
        )
        body = bytearray()
        try:
            arriving = self._arriving(answer, clock, is_content=is_content)
            for piece in unpacked(arriving, answer.headers.get("content-encoding", "")):
                body += piece
                if len(body) > (CONTENT_MOST if is_content else JSON_MOST):
                    raise _too_large(answer, is_content=is_content)
        finally:
            answer.close()
        content = self._room.hold(self._redaction.body(bytes(body)), is_content=is_content)
        return httpx.Response(answer.status_code, headers=answer.headers, request=request), content

    def _arriving(self, answer: httpx.Response, clock: float, *, is_content: bool) -> Iterator[bytes]:
        """Give the body as it comes over the wire."""
        size = 0
        for chunk in answer.iter_raw():
            size += len(chunk)
            taken = time.monotonic() - clock
            is_slow = size < taken * SLOWEST or (not is_content and taken > JSON_PATIENCE * self._deadline)
            if taken > self._deadline and is_slow:
                raise httpx.ReadTimeout(f"the body did not end within {taken:.1f} s: {size} bytes came")
            yield chunk

    def close(self) -> None:
        """Close the connections."""
        self._kept.close()
        self._fresh.close()


def _too_large(answer: httpx.Response, *, is_content: bool) -> Exception:
    """Say that a body is too large: a video may be, an answer in JSON may not."""
    most = CONTENT_MOST if is_content else JSON_MOST
    text = f"the body is larger than {most} bytes when it is unpacked"
    return TooLarge(text) if is_content and answer.is_success else httpx.ReadError(text)
