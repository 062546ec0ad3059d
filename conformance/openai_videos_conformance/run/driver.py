"""Sends the requests of a run, each under the name of a step."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from ..contract.validation import target
from ..evidence.evidence import Evidence
from ..exchange.exchange import Exchange, job_id
from ..scenario.jobs import JOB_OPERATIONS
from ..target.settings import Settings
from .journal import Journal
from .transport import Budget, BudgetSpent, RecordingTransport

FormField = tuple[str, tuple[str | None, bytes | str, str] | tuple[None, str]]
"""A part of a multipart body, as httpx takes it: name, then file name, content and media type."""

FINAL = ("completed", "failed")
POLL_FIRST, POLL_CLOSELY, POLL_GROWTH, POLL_MOST = 0.4, 0.1, 1.5, 5.0
FAILURES_MOST = 4
UNANSWERED_MOST = 100
BUSY_FIRST, BUSY_MOST = 1.0, 60.0
MODERATED = (400, 403, 422)
REDIRECTS_MOST = 5


class GivenUp(Exception):
    """The server left too many requests without an answer; the message says how many."""


class Driver:
    """A client that only records. It holds the connection, the budget and the evidence of one run."""

    def __init__(
        self,
        settings: Settings,
        *,
        journal: Journal | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.journal = journal or Journal()
        self.evidence = Evidence(declared=settings.profile)
        self.budget = Budget(settings.max_jobs, settings.max_seconds_of_video)
        self.under_way: dict[str, str] = {}
        """What each job was seen at last, by the step that polls it."""
        self.found: dict[float, str] = {}
        """The ids that no answer to a create told, found in the list, by when the create was sent."""
        self._progress = progress
        self._creates: list[tuple[threading.Thread, threading.Event]] = []
        self._stop = threading.Event()
        self._busy = 0.0
        self._unanswered = 0
        self._tidying = False
        self._transport = RecordingTransport(
            self.evidence.record,
            budget=self.budget,
            journal=self.journal,
            api_key=settings.api_key,
            deadline=settings.request_timeout,
        )
        timeout = httpx.Timeout(settings.request_timeout, connect=min(10.0, settings.request_timeout))
        # No cookie is kept: it would make a request without the key one of a session, and no curl line would have it.
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.Client(transport=self._transport, timeout=timeout, cookies=cookies)

    def stop(self) -> None:
        """Make every wait end now."""
        self._stop.set()

    def tidy(self) -> None:
        """Let what is sent from now on take the patience of a new run: what was made is to be deleted in any case."""
        self._stop.clear()
        self._busy, self._tidying = 0.0, True

    def settle(self) -> None:
        """Wait until every create that was sent is answered and recorded."""
        for thread, done in self._creates:
            # One that was interrupted while it started may not run at all.
            done.wait(None if thread.ident is not None else 1)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(
        self,
        step: str,
        operation: str | None = None,
        *,
        ids: Mapping[str, str] | None = None,
        method: str = "GET",
        path: str = "",
        query: Mapping[str, str | int] | None = None,
        json: Any = None,
        form: Sequence[FormField] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = "",
        refusable: bool = False,
        seconds: int = 4,
    ) -> Exchange:
        """Send one request; the answer, or its absence, is in the exchange.

        Give an operation with the ids of its path, or a method and a path (a full URL too), or all of them. `key=None`
        sends no key, another string that key. `refusable` marks a create that the server has to refuse; `seconds` is
        how much video a create would generate.

        Raises:
            BudgetSpent: The request is a create, and no job is left.
            GivenUp: Too many requests were left without an answer.
        """
        if self._unanswered > UNANSWERED_MOST and not self._tidying:
            raise GivenUp("the run was given up: the server left too many requests without a complete answer")
        if operation is not None and not path:
            method, path = target(operation, dict(ids or {}))
        sent = httpx.Headers({"accept": "*/*", "user-agent": "openai-videos-conformance"})
        key = self.settings.api_key if key == "" else key
        if key is not None:
            sent["authorization"] = f"Bearer {key}"
        sent.update(headers or {})
        request = self._client.build_request(
            method,
            path if path.startswith("http") else self.settings.base_url + path,
            params=query,
            json=json,
            files=form,
            content=content,
            headers=sent,
            extensions={"step": step, "operation": operation, "refusable": refusable, "seconds": seconds},
        )
        while True:
            self._progress(self._standing(step))
            with contextlib.suppress(httpx.HTTPError):
                if operation in JOB_OPERATIONS:
                    self._send_apart(request)
                else:
                    self._client.send(request)
            answer = self.evidence.taken(step)[-1]
            if answer.error:
                # A request that ran into its deadline cost as much time as many that failed at once.
                self._unanswered += 1 + int(answer.elapsed)
            if not answer.postponed or not self._wait_while_busy(answer):
                if refusable and answer.accepted and operation in JOB_OPERATIONS:
                    self._discard(answer)
                return answer
            self.evidence.rename_last(step, f"{step}.busy")

    def _standing(self, step: str) -> str:
        """How far the run is, in a line."""
        jobs = Counter(self.under_way.values())
        seen = f" ({', '.join(f'{count} {state}' for state, count in jobs.items())})" if jobs else ""
        return f"request {len(self.evidence.exchanges) + 1}, {self.budget.spent} jobs{seen}: {step}"

    def _send_apart(self, request: httpx.Request) -> None:
        """Send a create in a thread of its own, so that Ctrl-C cannot come between a job and its record."""
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
        self._creates.append((thread, done))
        thread.start()
        # Not `join`: in Python 3.11, a thread whose join was interrupted passes for ended.
        done.wait()
        if raised:
            raise raised[0]

    def _discard(self, answer: Exchange) -> None:
        """Delete a job at once that nobody asked for."""
        if (identifier := job_id(answer.object)) is not None:
            self.send("cleanup.delete", "delete_video", ids={"video_id": identifier})

    def _wait_while_busy(self, answer: Exchange) -> bool:
        """Wait as long as a busy server asks; False when the patience of the run is used up."""
        # Not at once, whatever it says: asked for ever, it would stay busy for ever.
        pause = min(max(retry_after(answer, BUSY_FIRST), BUSY_FIRST), BUSY_MOST)
        if self._busy + pause > self.settings.job_timeout:
            return False
        self._busy += pause
        self._wait(pause)
        return not self._stop.is_set()

    def create(
        self,
        step: str,
        operation: str,
        *,
        prompt_variants: Sequence[str],
        body: Callable[[str], dict[str, Any]],
        ids: Mapping[str, str],
        seconds: int,
    ) -> Exchange | None:
        """Start a job, with another prompt where one is refused: moderation of a prompt is no failure of a server.

        Returns None, with the reason in the evidence, where the budget is spent.
        """
        answer = None
        for prompt in prompt_variants:
            if answer is not None:
                self.evidence.rename_last(step, f"{step}.reworded")
            if self._stop.is_set():
                self.evidence.leave_out(step, "the run was cut short")
                return None
            try:
                answer = self.send(step, operation, ids=ids, seconds=seconds, **body(prompt))
            except BudgetSpent as problem:
                self.evidence.leave_out(step, str(problem))
                return None
            if answer.status not in MODERATED:
                return answer
        return answer

    def poll(self, step: str, video_id: str, *, closely: bool = False) -> None:
        """Poll a job until its status is final or its time is over; `closely` to see what happens on the way."""
        end = time.monotonic() + self.settings.job_timeout
        failures = 0
        for delay in delays(closely=closely):
            if self._stop.is_set():
                return
            answer = self.send(step, "retrieve_video", ids={"video_id": video_id})
            self.under_way[step] = str(answer.object.get("status", answer.status))
            failures = failures + 1 if answer.status == 0 or answer.status >= httpx.codes.INTERNAL_SERVER_ERROR else 0
            if failures == FAILURES_MOST:
                return
            if answer.object.get("status") in FINAL or answer.refused:
                return
            asked = answer.header("openai-poll-after-ms")
            # What is no number of a sane length asks for nothing.
            pause = max(int(asked) / 1000 if re.fullmatch("[0-9]{1,9}", asked) else 0.0, delay)
            if time.monotonic() + pause > end:
                return
            self._wait(pause)

    def download(self, step: str, video_id: str, **request: Any) -> Exchange:
        """Fetch content, following redirects; the key, if any is sent, goes to no other origin."""
        answer = self.send(step, "download_content", ids={"video_id": video_id}, **request)
        hops = 0
        while hops < REDIRECTS_MOST and (there := redirected_to(answer)) is not None:
            # The redirect itself is lawful and no answer of the operation: keep it under a name of its own.
            self.evidence.rename_last(step, f"{step}.redirect")
            same = urlsplit(there)[:2] == urlsplit(self.settings.base_url)[:2]
            answer = self.send(step, None, method="GET", path=there, key=request.get("key", "") if same else None)
            hops += 1
        return answer

    def _wait(self, seconds: float) -> None:
        self._stop.wait(seconds)


def delays(*, closely: bool = False) -> Iterator[float]:
    """The seconds between polls: more and more, since a long job needs no closer look."""
    delay = POLL_CLOSELY if closely else POLL_FIRST
    while True:
        yield delay
        delay = min(delay * POLL_GROWTH, POLL_MOST)


def redirected_to(answer: Exchange) -> str | None:
    """The URL that an answer redirects to, None where it does not, or to nothing that can be called."""
    location = answer.header("location")
    if not location or not 300 <= answer.status < 400:
        return None
    try:
        there = urljoin(answer.url, location)
        url = httpx.URL(there)
    except (ValueError, httpx.InvalidURL):
        return None
    return there if url.scheme in ("http", "https") and url.host else None


def retry_after(answer: Exchange, otherwise: float) -> float:
    """The seconds that an answer asks to wait."""
    value = answer.header("retry-after")
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else otherwise
