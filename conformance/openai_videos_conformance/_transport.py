"""The one way to the server: every byte of a run goes through here and is recorded."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import attrs
import httpx

from ._exchange import Exchange
from ._journal import Journal

KEY_VARIABLE = "$OPENAI_API_KEY"
"""What stands in the record where the key went over the wire."""

JSON_LIMIT = 32 * 1024 * 1024
CONTENT_LIMIT = 1024 * 1024 * 1024
"""The most bytes of one answer that are read; a server that sends more is cut off."""


SLOWEST = 10 * 1024
"""Bytes a second below which a body is taken for one that never ends, once the deadline has passed."""


MOST_AT_ONCE = 32
"""Connections."""


def _connections(*, keep: int) -> httpx.HTTPTransport:
    return httpx.HTTPTransport(limits=httpx.Limits(max_connections=MOST_AT_ONCE, max_keepalive_connections=keep))


class BudgetSpent(Exception):
    """The next create could start a job that the budget does not allow."""


@attrs.define
class Budget:
    """The generation jobs that a run may start, and their seconds of video. A create reserves before it is sent."""

    limit: int
    limit_seconds: float = math.inf
    spent: int = 0
    spent_seconds: int = 0
    _reserved: int = 0
    _reserved_seconds: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    @contextmanager
    def reservation(self, seconds: int) -> Iterator[None]:
        """Hold one job of so many seconds of video for the length of a request."""
        with self._lock:
            if self.spent + self._reserved >= self.limit:
                raise BudgetSpent(f"the budget of {self.limit} jobs is spent")
            if self.spent_seconds + self._reserved_seconds + seconds > self.limit_seconds:
                raise BudgetSpent(f"the budget of {self.limit_seconds:g} seconds of video is spent")
            self._reserved += 1
            self._reserved_seconds += seconds
        try:
            yield
        finally:
            with self._lock:
                self._reserved -= 1
                self._reserved_seconds -= seconds

    def narrow(self, jobs: int, seconds: float) -> None:
        """Allow no more than this."""
        self.limit, self.limit_seconds = min(self.limit, jobs), min(self.limit_seconds, seconds)

    def book(self, seconds: int) -> None:
        """Count a job that a server started."""
        with self._lock:
            self.spent += 1
            self.spent_seconds += seconds


def starts_job(request: httpx.Request) -> bool:
    """Whether a request starts a generation job where a server accepts it."""
    path = request.url.path.rstrip("/")
    return request.method == "POST" and path.endswith(("/videos", "/videos/edits", "/videos/extensions", "/remix"))


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
        api_key: str | None,
        deadline: float,
    ) -> None:
        self._record = record
        self._budget = budget
        self._journal = journal
        self._secret = api_key.encode() if api_key and len(api_key) >= 6 else None
        self._deadline = deadline
        self._kept = httpx.HTTPTransport(
            retries=0, limits=httpx.Limits(max_connections=32, max_keepalive_connections=32)
        )
        # A create never goes over a connection that the server may be closing: it could not be sent again.
        self._fresh = httpx.HTTPTransport(
            retries=0, limits=httpx.Limits(max_connections=32, max_keepalive_connections=0)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and record it with its answer, or with the reason why none came."""
        if not starts_job(request):
            return self._exchange(request)
        # A request that must be refused needs no reservation; where it is accepted all the same, it was a job.
        seconds: int = request.extensions["seconds"]
        with nullcontext() if request.extensions["refusable"] else self._budget.reservation(seconds):
            response = self._exchange(request)
            if response.is_success:
                self._budget.book(seconds)
            return response

    def _exchange(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        started, clock = time.time(), time.monotonic()
        paid = starts_job(request)
        if paid:
            self._journal.sent(request.extensions["step"], started)
        response, error = httpx.Response(599, request=request), None
        try:
            response = self._receive(request, clock, self._fresh) if paid else self._read(request, clock)
            _ = response.content
        except (httpx.HTTPError, httpx.StreamError) as problem:
            error = f"{type(problem).__name__}: {problem}".rstrip(": ")
            response = httpx.Response(599, request=request)
        exchange = Exchange(
            step=request.extensions["step"],
            operation=request.extensions["operation"],
            method=request.method,
            url=str(request.url),
            request_headers=self._redacted(request.headers),
            request_body=body,
            status=0 if error else response.status_code,
            headers=self._redacted(response.headers),
            body=self._without_secret(response.content),
            error=error,
            started=started,
            elapsed=time.monotonic() - clock,
        )
        if paid:
            self._journal.answered(exchange)
        self._record(exchange)
        return response

    def _read(self, request: httpx.Request, clock: float) -> httpx.Response:
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

    def _receive(self, request: httpx.Request, clock: float, over: httpx.HTTPTransport) -> httpx.Response:
        response = over.handle_request(request)
        chunks, size = [], 0
        content = response.headers.get("content-type", "").startswith(("video/", "image/"))
        limit = CONTENT_LIMIT if content else JSON_LIMIT
        try:
            for chunk in response.stream:  # type: ignore[union-attr]
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise httpx.ReadError(f"the body is larger than {limit} bytes")
                taken = time.monotonic() - clock
                if taken > self._deadline and size < taken * SLOWEST:
                    raise httpx.ReadTimeout(f"the body did not end within {self._deadline:g} s: {size} bytes came")
        finally:
            response.close()
        return httpx.Response(response.status_code, headers=response.headers, content=b"".join(chunks), request=request)

    def _redacted(self, headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
        return tuple(
            (key, f"Bearer {KEY_VARIABLE}" if key.lower() == "authorization" and self._is_secret(value) else value)
            for key, value in headers.multi_items()
        )

    def _is_secret(self, value: str) -> bool:
        return self._secret is None or self._secret in value.encode()

    def _without_secret(self, body: bytes) -> bytes:
        return body.replace(self._secret, KEY_VARIABLE.encode()) if self._secret else body

    def close(self) -> None:
        """Close the connections."""
        self._kept.close()
        self._fresh.close()
