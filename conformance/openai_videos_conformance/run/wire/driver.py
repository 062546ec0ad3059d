"""The driver: it sends the requests of a run, each as a step."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import attrs
import httpx

from ...contract.operations import CREATE_VIDEO, DOWNLOAD_CONTENT, NOT_OFFERED, RETRIEVE_VIDEO, STARTS_JOB, address
from ...evidence.reader import Evidence
from ...evidence.record import Record
from ...evidence.recorder import Recorder
from ...exchange.exchange import Exchange, job_id
from ...exchange.redaction import Redaction
from ...exchange.refusal import PROMPT, named_fields, wants_model
from ...exchange.status import is_final
from ...exchange.text import cut, visible
from ...scenario.choice import further_fields, further_parts, seconds_asked_for
from ...scenario.part import Job, Way
from ...scenario.parts import job_limit, limit_in_all, unasked_limit
from ...scenario.step import Cost, Detour, Key, Request, Step
from ...scenario.upkeep import CLEANUP_DELETE
from ...target.address import is_of
from ...target.environment import tls_context
from ...target.parameters import KEY_HEADER
from ...target.target import Target
from . import redirect
from .budget import Budget, BudgetSpent
from .encoding import Chunks, content_of, filled
from .encodings import Encodings
from .journal import Journal
from .pace import busy_pause, delays, poll_pause
from .standing import Standing
from .transport import RecordingTransport
from .unpacking import ACCEPTED
from .unsendable import ID_MOST, UNWRITTEN, unsendable

CONFLICTS_MOST = 3
"""Jobs in a row that are refused as by a busy server, though none is known to be under way, and are asked for again."""
FAILURES_MOST = 4
MODERATED = (400, 403, 422)
STATUS_MOST = 40
"""The most characters of a status that are shown."""
RESHAPED = (*MODERATED, 406, 411, 413, 415, 500)
"""The answers that may be about how a create is written. None says that a job may have been started."""
WORDINGS_MOST = 2
"""Prompts that are tried before a plainer way: what is refused for its words is hardly refused twice."""
SLOW_MOST = 20
"""Deadlines: the time that slow answers may take beyond theirs, in all."""


class Unreachable(Exception):
    """No judgement is possible; the message says why and what to do."""


class GivenUp(Exception):
    """The server left too many requests without an answer; the message says so."""


class Driver:
    """A client that only records. It holds the connection, the budget and the record of one run."""

    def __init__(
        self,
        target: Target,
        *,
        journal: Journal | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.target = target
        self.journal = journal or Journal()
        self.recorder = Recorder(Record(declared=target.profile))
        self.evidence = Evidence(self.recorder.record)
        self.budget = Budget(
            job_limit(target), target.max_seconds_of_video, unasked_limit(target), limit_in_all(target)
        )
        self.standing = Standing()
        self.encodings = Encodings()
        self._in_flight: set[str] = set()
        """The jobs that are being asked for."""
        self._conflicts = 0
        self.makes_one_at_a_time = False
        """Whether the server was seen to refuse a job while it makes another one."""
        self.recovered: dict[float, str] = {}
        """The ids that no answer to a create told, found in the list, by when the create was sent."""
        self._progress = progress
        self._creates: list[tuple[threading.Thread, threading.Event]] = []
        self._stop = threading.Event()
        self._busy = 0.0
        self._unanswered = 0
        self._slow = 0.0
        self._tidying = False
        self._redaction = Redaction(target.api_key, target.secrets)
        transport = RecordingTransport(
            self.recorder.add,
            budget=self.budget,
            journal=self.journal,
            redaction=self._redaction,
            deadline=target.request_timeout,
            tls=tls_context(target),
        )
        timeout = httpx.Timeout(target.request_timeout, connect=min(10.0, target.request_timeout))
        # No cookie is kept: it would make a request without the key one of a session, and no curl line would have it.
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        headers = {"accept-encoding": ACCEPTED}
        self._client = httpx.Client(transport=transport, timeout=timeout, cookies=cookies, headers=headers)

    @property
    def is_stopped(self) -> bool:
        """Whether every wait is to end now."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Make every wait end now."""
        self._stop.set()

    def tidy(self) -> None:
        """Let what is sent from now on take the patience of a new run: what was made is to be deleted in any case."""
        self._stop.clear()
        self._busy, self._tidying = 0.0, True

    @contextlib.contextmanager
    def patience(self) -> Iterator[None]:
        """Let what is left unanswered count for nothing: a server that is starting answers late, or not yet."""
        unanswered, slow = self._unanswered, self._slow
        self._tidying = True
        try:
            yield
        finally:
            self._unanswered, self._slow, self._tidying = unanswered, slow, False

    def settle(self) -> None:
        """Wait until every create that was sent is answered and recorded."""
        for thread, done in self._creates:
            # One that was interrupted while it started may not run at all.
            done.wait(None if thread.ident is not None else 1)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def wait(self, seconds: float) -> None:
        """Wait, unless the run is stopped."""
        self._stop.wait(seconds)

    def take(self, step: Step, source: str = "", *, request: Request | None = None, seconds: int = 4) -> Exchange:
        """Send the request of a step, about the job `source`; the answer, or its absence, is in the exchange.

        `request` is what to send where the step does not say it; `seconds` is how much video a create would generate.
        A download goes on to where it is redirected to; the key, if any is sent, goes to no other origin.

        Raises:
            BudgetSpent: The request is a create, and no job is left.
            GivenUp: Too many requests were left without an answer.
        """
        asked = request or step.request
        if asked is None:
            raise TypeError(f"the step {step} does not say what to send")
        if len(source) > ID_MOST:
            # A body could carry it, but no URL could ever ask for the job.
            return self._unsendable(step, asked, ValueError(f"{len(source)} characters"))
        asked = self.encodings.fitted(filled(asked, source), by_analogy=step.cost is not Cost.ALWAYS)
        asked = self._lacking_nothing(step, asked)
        answer, place = self._send(step, asked, seconds)
        if asked.operation == DOWNLOAD_CONTENT:
            for _ in range(redirect.MOST):
                if (there := redirect.redirected_to(answer, place)) is None:
                    break
                # The redirect itself is lawful and no answer of the operation: it is kept as a detour.
                self.recorder.detour(step, Detour.REDIRECT)
                key = asked.key if is_of(there, self.target.base_url) else Key.NONE
                answer, place = self._send(step, Request(path=there, key=key), seconds)
        return answer

    def ask(self, step: Step, source: str = "", *, request: Request | None = None) -> Exchange | None:
        """Send a request; None, with the reason in the record, where its acceptance could cost too much."""
        try:
            return self.take(step, source, request=request)
        except BudgetSpent as problem:
            # Where nothing may be spent at all, the server is not asked for what could cost something.
            claimed = self.budget.limit_in_all > 0
            reason = str(problem) if claimed else "not sent, since no job may be started, and a server could accept it"
            self.recorder.leave_out(step, reason, claimed=claimed)
            return None

    def _lacking_nothing(self, step: Step, request: Request) -> Request:
        """Give a create with what the server wants of each: one that has to be refused lacks nothing else then."""
        if request.operation != CREATE_VIDEO:
            return request
        model = {"model": self.target.model} if self.target.model and step.cost is Cost.IF_ACCEPTED else {}
        if isinstance(request.json, dict):
            return attrs.evolve(request, json={**further_fields(self.target), **model, **request.json})
        if request.form is not None:
            return attrs.evolve(request, form={**further_parts(self.target), **model, **request.form})
        return request

    def _send(self, step: Step, request: Request, seconds: int) -> tuple[Exchange, str]:
        """Send a request; the answer, and where it redirects to: in the record, that may be without a secret."""
        if self._unanswered > self.target.most_unanswered and not self._tidying:
            raise GivenUp("the run was given up: the server left too many requests without a complete answer")
        if self._slow > SLOW_MOST * self.target.request_timeout and not self._tidying:
            raise GivenUp(
                f"the run was given up: its answers took {self._slow:.0f} s longer than --request-timeout in all; "
                "give a longer one where that is how fast the server is"
            )
        refusable = step.cost is Cost.IF_ACCEPTED
        if refusable:
            seconds = seconds_asked_for(request.json if request.json is not None else request.form, self.target)
        try:
            message = self._message(step, request, refusable=refusable, seconds=seconds)
        except (httpx.InvalidURL, UnicodeEncodeError) as problem:
            return self._unsendable(step, request, problem), ""
        while True:
            place = ""
            self._progress(self._standing(step))
            with contextlib.suppress(httpx.HTTPError):
                if request.operation in STARTS_JOB:
                    self._send_apart(message)
                else:
                    place = self._client.send(message).headers.get("location", "")
            answer = self.recorder.last(step)
            if answer.error and not answer.is_too_large:
                # A request that ran into its deadline cost as much time as many that failed at once.
                self._unanswered += 1 + int(answer.elapsed)
            self._slow += max(0.0, answer.elapsed - self.target.request_timeout)
            if self._is_for_one_at_a_time(step, request, answer):
                self.makes_one_at_a_time = True
            elif not answer.postponed:
                if not answer.may_be_busy and self.evidence.detours(step, Detour.BUSY):
                    # It was worth the wait.
                    self._conflicts = 0
                return self._taken(step, request, answer), place
            if not self._wait_while_busy(answer):
                return self._taken(step, request, answer), place
            self.recorder.detour(step, Detour.BUSY)

    def _is_for_one_at_a_time(self, step: Step, request: Request, answer: Exchange) -> bool:
        """Tell whether a server puts a job off since it makes another one: 429 is what says so by the book."""
        # What is made of a video that is unfinished may be refused by the same status.
        is_wanted = step.cost is Cost.ALWAYS or request.operation == CREATE_VIDEO
        if not answer.may_be_busy or request.operation not in STARTS_JOB or not is_wanted or named_fields(answer):
            return False
        if len(self._in_flight) > 1 or self.standing.has_unfinished():
            return True
        # The other one may have ended in this moment; or it was deleted, and keeps its place until it would have ended.
        self._conflicts += 1
        return self.budget.spent > 0 and self._conflicts <= CONFLICTS_MOST + 2 * self.standing.longest

    def _taken(self, step: Step, request: Request, answer: Exchange) -> Exchange:
        """Delete a job that nobody asked for, and ask for a model where one is wanted; else the answer stands."""
        if step.cost is Cost.IF_ACCEPTED and answer.accepted and request.operation in STARTS_JOB:
            self._discard(answer)
        # What has to be refused may well be refused for its model.
        is_wanted = step.cost is Cost.ALWAYS and request.operation == CREATE_VIDEO
        if is_wanted and not self.target.model and wants_model(answer):
            raise Unreachable(
                f"{self.target.base_url} takes no create without a model ({answer.outcome}). "
                "Name one that it has with --model."
            )
        return answer

    def _message(self, step: Step, request: Request, *, refusable: bool, seconds: int) -> httpx.Request:
        method, path = request.method, request.path
        if request.operation is not None and not path:
            method, path = address(request.operation, request.ids)
        headers = httpx.Headers({"accept": request.shape.accept, "user-agent": "openai-videos-conformance"})
        # A redirect says itself what it carries in its query.
        url = path if path.startswith("http") else self.url_of(path, request.query)
        if is_of(url, self.target.base_url):
            # What a request to this server carries is nobody else's business.
            headers.update({name: carried.text for name, carried in self.target.headers.items()})
        key = {Key.OWN: self.target.api_key, Key.NONE: None, Key.WRONG: Key.WRONG.value}[request.key]
        if key is not None:
            own = self.target.key_header.lower() == KEY_HEADER
            headers[self.target.key_header] = f"Bearer {key}" if own else key
        kind, content = content_of(request, self.target)
        headers.update({**kind, **request.headers})
        return self._client.build_request(
            method,
            url,
            json=request.json if content is None else None,
            # Of what is no bytes, the HTTP library says that it comes in chunks.
            content=Chunks(content) if content is not None and request.shape.chunked else content,
            headers=headers,
            extensions={
                "step": step.name,
                "operation": request.operation,
                "refusable": refusable,
                "seconds": seconds,
            },
        )

    def url_of(self, path: str, query: Mapping[str, str | int] | None = None) -> str:
        """Give the URL of a path, with the parameters of a request and those that every request carries."""
        carried = [*self.target.address.query, *((name, each.text) for name, each in self.target.query.items())]
        own = [(name, str(value)) for name, value in (query or {}).items()]
        text = urlencode([*(each for each in carried if each[0] not in (query or {})), *own])
        # What is in the path already is sent as it is written there.
        return self.target.address.root + path + (f"{'&' if '?' in path else '?'}{text}" if text else "")

    def recorded_url_of(self, path: str) -> str:
        """Give the URL of a path as it stands in a record: without a secret."""
        return self._redaction.text(self.url_of(path))

    def _unsendable(self, step: Step, request: Request, problem: Exception) -> Exchange:
        exchange = unsendable(step, request, self.recorded_url_of(f"/videos/{UNWRITTEN}"), problem)
        self.recorder.add(exchange)
        return exchange

    def _standing(self, step: Step) -> str:
        """Say how far the run is, in a line."""
        counts = self.standing.counts()
        seen = f" ({counts})" if counts else ""
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
        """Delete a job at once that nobody asked for, unless all is to be kept."""
        if not self.target.keep and (identifier := job_id(answer.object)) is not None:
            self.take(CLEANUP_DELETE, identifier)

    def _wait_while_busy(self, answer: Exchange) -> bool:
        """Wait as long as a busy server asks; False when the patience of the run is used up."""
        pause = busy_pause(answer)
        if self._busy + pause > self.target.job_timeout:
            return False
        self._busy += pause
        self.wait(pause)
        return not self.is_stopped

    def create(
        self,
        job: Job,
        source: str,
        *,
        prompts: Sequence[str],
        ways: Sequence[Way],
        request: Callable[[Way, str], Request],
        seconds: int,
    ) -> Exchange | None:
        """Start a job, in the first of some ways that the server takes.

        A prompt that is refused is asked for in other words: moderation is no failure of a server. What is refused in
        other words as well is asked for in a plainer way.

        Returns None, with the reason in the record, where the budget is spent.
        """
        answer = None
        for way in ways:
            words = prompts if way is ways[-1] else prompts[:WORDINGS_MOST]
            for prompt in words:
                if answer is not None:
                    self.recorder.detour(job.create, Detour.RESHAPED if prompt is words[0] else Detour.REWORDED)
                if self.is_stopped:
                    self.recorder.leave_out(job.create, "the run was cut short")
                    return None
                try:
                    self._in_flight.add(job.name)
                    answer = self.take(job.create, source, request=request(way, prompt), seconds=seconds)
                except BudgetSpent as problem:
                    self.recorder.leave_out(job.create, str(problem))
                    return None
                finally:
                    self._in_flight.discard(job.name)
                if answer.status not in MODERATED or named_fields(answer) - {PROMPT}:
                    # What names another field is no moderation, and other words would not help.
                    break
            if answer is None or not self.may_be_shape(answer):
                return answer
        return answer

    def may_be_shape(self, answer: Exchange) -> bool:
        """Tell whether the same request may be taken where it is written in a plainer way."""
        if answer.status in NOT_OFFERED:
            return self.evidence.offers_operation(answer.operation)
        return answer.status in RESHAPED

    def poll(self, job: Job, video_id: str, on_unfinished: Callable[[float], bool] = lambda _: False) -> None:
        """Poll a job until its status is final or its time is over.

        `on_unfinished` is told for how many seconds it has been polled, and tells whether to look again at once.
        """
        try:
            self._poll(job, video_id, on_unfinished)
        finally:
            self.standing.leave(job.name)

    def _poll(self, job: Job, video_id: str, on_unfinished: Callable[[float], bool]) -> None:
        begun = time.monotonic()
        end = time.monotonic() + self.target.job_timeout
        failures = 0
        look = Request(operation=RETRIEVE_VIDEO, ids={"video_id": video_id})
        pauses = delays(job)
        self.wait(next(pauses))
        for delay in pauses:
            if self.is_stopped:
                return
            answer = self.take(job.poll, request=look)
            status = cut(visible(str(answer.object.get("status", answer.status))), STATUS_MOST)
            self.standing.see(job.name, status, patience=self.target.job_timeout)
            failures = failures + 1 if answer.status == 0 or answer.status >= httpx.codes.INTERNAL_SERVER_ERROR else 0
            if failures == FAILURES_MOST or answer.refused or is_final(answer.object.get("status")):
                return
            if on_unfinished(time.monotonic() - begun):
                continue
            pause = poll_pause(answer, delay)
            if time.monotonic() + pause > end:
                return
            self.wait(pause)
