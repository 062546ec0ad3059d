"""The driver: it sends the requests of a run, each as a step."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import attrs
import httpx

from ...contract.operations import CREATE_VIDEO, DOWNLOAD_CONTENT, STARTS_JOB
from ...evidence.reader import Evidence
from ...evidence.record import Record
from ...evidence.recorder import Recorder
from ...exchange.exchange import Exchange, job_id
from ...exchange.redaction import Redaction
from ...exchange.refusal import named_fields, says_busy, wants_model
from ...scenario.choice import as_refusable, further_fields, further_parts, seconds_asked_for
from ...scenario.parts import job_limit, limit_in_all, unasked_limit
from ...scenario.step import Cost, Detour, Request, Step
from ...scenario.upkeep import CLEANUP_DELETE
from ...target.environment import tls_context
from ...target.target import Target
from . import redirect
from .apart import Apart
from .budget import Budget, BudgetSpent
from .encoding import filled
from .encodings import Encodings
from .journal import Journal
from .message import Messages, client_of
from .patience import Patience
from .standing import Standing
from .transport import RecordingTransport
from .unsendable import ID_MOST, UNWRITTEN, unsendable

REFUSED = (400, 403, 422)
"""What a server that is busy answers where only its words say so."""
CONFLICTS_MOST = 3
"""Jobs in a row that are refused as by a busy server, though none is known to be under way, and are asked for again."""


class Unreachable(Exception):
    """No judgement is possible; the message says why and what to do."""


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
        self.in_flight: set[str] = set()
        """The jobs that are being asked for."""
        self._conflicts = 0
        self.makes_one_at_a_time = False
        """Whether the server was seen to refuse a job while it makes another one."""
        self.recovered: dict[float, str] = {}
        """The ids that no answer to a create told, found in the list, by when the create was sent."""
        self._progress = progress
        self.patience = Patience(target)
        redaction = Redaction(target.api_key, target.secrets)
        transport = RecordingTransport(
            self.recorder.add,
            budget=self.budget,
            journal=self.journal,
            redaction=redaction,
            deadline=target.request_timeout,
            tls=tls_context(target),
        )
        self._client = client_of(target, transport)
        self._apart = Apart()
        self.messages = Messages(target, redaction, self._client)

    def settle(self) -> None:
        """Wait until every create that was sent is answered and recorded."""
        self._apart.settle()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

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
                if (further := redirect.following(answer, place, asked, self.target.base_url)) is None:
                    break
                # The redirect itself is lawful and no answer of the operation: it is kept as a detour.
                self.recorder.detour(step, Detour.REDIRECT)
                answer, place = self._send(step, further, seconds)
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
        """Give what starts a job with what the server wants of each: what has to be refused lacks nothing else then."""
        if request.operation not in STARTS_JOB:
            return request
        if step.cost is Cost.IF_ACCEPTED:
            request = as_refusable(request, self.target)
        if isinstance(request.json, dict):
            return attrs.evolve(request, json={**further_fields(self.target), **request.json})
        if request.form is not None:
            return attrs.evolve(request, form={**further_parts(self.target), **request.form})
        return request

    def _send(self, step: Step, request: Request, seconds: int) -> tuple[Exchange, str]:
        """Send a request; the answer, and where it redirects to: in the record, that may be without a secret."""
        self.patience.check()
        if step.cost is Cost.IF_ACCEPTED:
            seconds = seconds_asked_for(request.json if request.json is not None else request.form, self.target)
        try:
            message = self.messages.build(step, request, seconds)
        except (httpx.InvalidURL, UnicodeEncodeError) as problem:
            return self._unsendable(step, request, problem), ""
        while True:
            place = ""
            self._progress(self._standing(step))
            with contextlib.suppress(httpx.HTTPError):
                if request.operation in STARTS_JOB:
                    # So that Ctrl-C cannot come between a job and its record.
                    self._apart.do(lambda: self._client.send(message))
                else:
                    place = self._client.send(message).headers.get("location", "")
            answer = self.recorder.last(step)
            self.patience.note(answer)
            if self._is_for_one_at_a_time(step, request, answer):
                self.makes_one_at_a_time = True
            elif not answer.postponed:
                if not answer.may_be_busy and self.evidence.detours(step, Detour.BUSY):
                    # It was worth the wait.
                    self._conflicts = 0
                return self._taken(step, request, answer), place
            if not self.patience.wait_while_busy(answer):
                return self._taken(step, request, answer), place
            self.recorder.detour(step, Detour.BUSY)

    def _is_for_one_at_a_time(self, step: Step, request: Request, answer: Exchange) -> bool:
        """Tell whether a server puts a job off since it makes another one: 429 is what says so by the book."""
        # What is made of a video that is unfinished may be refused by the same status.
        is_wanted = step.cost is Cost.ALWAYS or request.operation == CREATE_VIDEO
        if request.operation not in STARTS_JOB or not is_wanted or named_fields(answer):
            return False
        if not answer.may_be_busy and not (answer.status in REFUSED and says_busy(answer)):
            return False
        if len(self.in_flight) > 1 or self.standing.has_unfinished():
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

    def _unsendable(self, step: Step, request: Request, problem: Exception) -> Exchange:
        exchange = unsendable(step, request, self.messages.recorded_url_of(f"/videos/{UNWRITTEN}"), problem)
        self.recorder.add(exchange)
        return exchange

    def _standing(self, step: Step) -> str:
        """Say how far the run is, in a line."""
        counts = self.standing.counts()
        seen = f" ({counts})" if counts else ""
        return f"request {len(self.evidence.exchanges) + 1}, {self.budget.spent} jobs{seen}: {step}"

    def _discard(self, answer: Exchange) -> None:
        """Delete a job at once that nobody asked for, unless all is to be kept."""
        if not self.target.keep and (identifier := job_id(answer.object)) is not None:
            self.take(CLEANUP_DELETE, identifier)
