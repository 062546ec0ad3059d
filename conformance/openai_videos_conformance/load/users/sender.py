"""One user's way to the server: requests of the contract, sent as the judge sends them, each kept as a look."""

from __future__ import annotations

import contextlib
import hashlib
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs
import httpx

from ...contract.document import document
from ...contract.operations import (
    CREATE_VIDEO,
    DELETE_VIDEO,
    DOWNLOAD_CONTENT,
    LIST_VIDEOS,
    NOT_OFFERED,
    RETRIEVE_VIDEO,
    routes,
)
from ...exchange.exchange import Exchange, job_id
from ...exchange.listing import ids_on, is_list, items_on
from ...exchange.redaction import Redaction
from ...run.starting import may_be_encoding
from ...run.wire import redirect
from ...run.wire.apart import Apart
from ...run.wire.encodings import Encodings, other_encoding
from ...run.wire.journal import Journal
from ...run.wire.message import Messages, client_of
from ...run.wire.transport import RecordingTransport
from ...run.wire.unsendable import ID_MOST, UNWRITTEN, unsendable
from ...scenario.choice import fields_of, further_fields, further_parts, seconds_asked_for
from ...scenario.jobs import DEFAULTS
from ...scenario.step import Cost, Request, Step
from ...target.environment import tls_context
from ...target.target import Target
from ..invariants.answers import BODY_MOST
from ..looks.clock import Clock, Shift
from ..looks.look import Look
from .allowance import Share

STEPS = {
    operation: Step(f"load.{operation}", cost=Cost.ALWAYS if operation == CREATE_VIDEO else Cost.NEVER)
    for operation in (CREATE_VIDEO, RETRIEVE_VIDEO, LIST_VIDEOS, DOWNLOAD_CONTENT, DELETE_VIDEO)
}
PAGES_MOST = 20
"""The pages of one list that are asked for."""


def page_size() -> int:
    """Give the most items that the contract lets a page have."""
    parameters = document()["paths"][routes()[LIST_VIDEOS].path]["get"]["parameters"]
    return int(next(each["schema"]["maximum"] for each in parameters if each.get("name") == "limit"))


@attrs.define
class Shared:
    """What the users of one process share: the target, what may be spent, and where looks are kept."""

    target: Target
    share: Share
    keep: Callable[[Look, float], None]
    """Takes each look, with the seconds that the answer took."""
    worker: str = ""
    journal: Journal = attrs.field(factory=Journal)
    clock: Clock = attrs.field(factory=Clock)
    shift: Shift = attrs.field(factory=Shift)
    """How far the clock of the master is from this one."""
    apart: Apart = attrs.field(factory=Apart)
    encodings: Encodings = attrs.field(factory=Encodings)
    tls: ssl.SSLContext = attrs.field(init=False, repr=False)
    redaction: Redaction = attrs.field(init=False, repr=False)
    not_offered: set[str] = attrs.field(factory=set)
    """The operations that the server was seen not to have."""
    made: dict[str, float] = attrs.field(factory=dict)
    """The jobs that were made and are not known to be gone, with when each was asked for."""
    lost: dict[str, float] = attrs.field(factory=dict)
    """The prompts of creates that may have made a job and told no id, with when they were sent."""

    def __attrs_post_init__(self) -> None:
        self.tls = tls_context(self.target)
        self.redaction = Redaction(self.target.api_key, self.target.secrets)


@attrs.frozen
class Answer:
    """What came back, as the judge records it, and what is kept of it."""

    exchange: Exchange
    look: Look


class Sender:
    """Sends the requests of one user, one at a time. Nothing is retried."""

    def __init__(self, shared: Shared, user: str) -> None:
        self._shared = shared
        self._user = user
        self._exchanges: list[Exchange] = []
        self._number = self._walks = 0
        target = shared.target
        self._transport = RecordingTransport(
            self._exchanges.append,
            budget=shared.share.budget,
            journal=shared.journal,
            redaction=shared.redaction,
            deadline=target.request_timeout,
            tls=shared.tls,
        )
        self._client = client_of(target, self._transport)
        self._messages = Messages(target, shared.redaction, self._client)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def create(self, prompt: str) -> Answer | None:
        """Ask for a job, in the encoding that the server takes; None where no job is left."""
        if not self._shared.share.take():
            return None
        return self._shared.apart.do(lambda: self._create(prompt))

    def retrieve(self, job: str) -> Answer:
        """Look at a job."""
        return self._ask(RETRIEVE_VIDEO, job)

    def delete(self, job: str) -> Answer:
        """Delete a job."""
        return self._ask(DELETE_VIDEO, job)

    def download(self, job: str) -> Answer:
        """Fetch a video, from where the server sends it on to."""
        return self._ask(DOWNLOAD_CONTENT, job)

    def walk(self) -> Iterator[Answer]:
        """Follow the list from the newest on, until it ends or an answer is no page."""
        if LIST_VIDEOS in self._shared.not_offered:
            return
        self._walks += 1
        after = ""
        for _ in range(PAGES_MOST):
            query: dict[str, str | int] = {"limit": page_size(), "order": "desc", **({"after": after} if after else {})}
            request = Request(operation=LIST_VIDEOS, query=query)
            sent = attrs.evolve(self._blank(request), after=after, walk=self._walks)
            answer = self._shared.apart.do(partial(self._send, request, sent))
            if not after and answer.exchange.status in NOT_OFFERED:
                self._shared.not_offered.add(LIST_VIDEOS)
            yield answer
            names = ids_on(answer.exchange)
            if not names or answer.exchange.object.get("has_more") is not True:
                return
            after = names[-1]

    def _ask(self, operation: str, job: str) -> Answer:
        request = Request(operation=operation, ids={"video_id": job})
        sent = attrs.evolve(self._blank(request), job=job)
        answer = self._shared.apart.do(partial(self._send, request, sent))
        if operation == DELETE_VIDEO and answer.exchange.accepted:
            self._shared.made.pop(job, None)
        return answer

    def _create(self, prompt: str) -> Answer:
        shared = self._shared
        fields = fields_of(DEFAULTS, DEFAULTS.ways[0], shared.target, prompt, is_named=True)
        request = shared.encodings.fitted(Request(operation=CREATE_VIDEO, json=fields), by_analogy=False)
        answer = self._create_by(request, prompt)
        other = other_encoding(request)
        if answer.exchange.accepted:
            shared.encodings.takes(request)
        elif other is not None and may_be_encoding(answer.exchange) and not shared.encodings.has_taken(request):
            again = self._create_by(other, prompt)
            if again.exchange.accepted:
                shared.encodings.takes(other)
                shared.encodings.refuses(request)
                answer = again
        exchange = answer.exchange
        name = job_id(exchange.object) if exchange.accepted else None
        if name is not None:
            shared.made[name] = exchange.started
        elif exchange.accepted or exchange.is_lost:
            shared.lost[prompt] = exchange.started
        else:
            shared.share.give_back()
        return answer

    def _create_by(self, request: Request, prompt: str) -> Answer:
        target = self._shared.target
        if request.form is not None:
            request = attrs.evolve(request, form={**further_parts(target), **request.form})
        else:
            request = attrs.evolve(request, json={**further_fields(target), **request.json})
        return self._send(request, attrs.evolve(self._blank(request), sent=prompt))

    def _blank(self, request: Request) -> Look:
        """Give the look at a request that was not sent yet."""
        operation = str(request.operation)
        method = routes()[operation].method
        return Look(
            worker=self._shared.worker,
            user=self._user,
            number=0,
            operation=operation,
            url="",
            method=method,
            began=0.0,
            ended=0.0,
        )

    def _send(self, request: Request, blank: Look) -> Answer:
        """Send a request and keep what came of it."""
        shared = self._shared
        began = shared.clock.now()
        exchange = self._exchange(request)
        ended = shared.clock.now()
        self._number += 1
        look = attrs.evolve(
            blank,
            number=self._number,
            job=blank.job or shared.redaction.text(job_id(exchange.object) or ""),
            url=exchange.url,
            status=exchange.status,
            error=exchange.error or "",
            postponed=exchange.postponed,
            media_type=exchange.media_type,
            size=len(exchange.body),
            began=began,
            ended=ended,
            shift=shared.shift.seconds,
            unsure=shared.shift.unsure,
            **_kept(blank.operation, exchange),
        )
        shared.keep(look, exchange.elapsed)
        return Answer(exchange, look)

    def _exchange(self, request: Request) -> Exchange:
        target, step = self._shared.target, STEPS[str(request.operation)]
        body = request.json if request.json is not None else request.form
        seconds = seconds_asked_for(body, target)
        exchange, place = self._sent(step, request, seconds)
        if request.operation == DOWNLOAD_CONTENT:
            for _ in range(redirect.MOST):
                if (further := redirect.following(exchange, place, request, target.base_url)) is None:
                    break
                exchange, place = self._sent(step, further, seconds)
        return exchange

    def _sent(self, step: Step, request: Request, seconds: int) -> tuple[Exchange, str]:
        """Give the exchange, and where it redirects to."""
        place = ""
        try:
            if any(len(name) > ID_MOST for name in request.ids.values()):
                raise httpx.InvalidURL("the id is too long for a URL")
            message = self._messages.build(step, request, seconds)
        except (httpx.InvalidURL, UnicodeEncodeError) as problem:
            address = self._messages.recorded_url_of(f"/videos/{UNWRITTEN}")
            return unsendable(step, request, address, problem), ""
        self._transport.forget()
        with contextlib.suppress(httpx.HTTPError):
            place = self._client.send(message).headers.get("location", "")
        return self._exchanges.pop(), place


def _kept(operation: str, exchange: Exchange) -> dict[str, Any]:
    """Give what is kept of an answer: of a page its items, of a video its digest, of all else the body."""
    if operation == DOWNLOAD_CONTENT and exchange.accepted:
        return {"digest": hashlib.sha256(exchange.body).hexdigest()}
    if operation == LIST_VIDEOS and is_list(exchange):
        items = tuple(
            (job_id(item) or "", _text(item.get("status")), _number(item.get("progress")))
            for item in items_on(exchange)
        )
        return {"items": items, "has_more": exchange.object.get("has_more")}
    return {"body": exchange.body[:BODY_MOST].decode("utf-8", "replace")}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
