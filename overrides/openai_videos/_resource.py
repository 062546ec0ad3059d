"""What the generated resources stand on: how any operation is sent and its answer understood."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_videos_gen.types import UNSET

from openai_videos._downloads import AsyncBinaryResponseContent, BinaryResponseContent
from openai_videos._errors import APIResponseValidationError, PollTimeoutError, json_body
from openai_videos._pages import AsyncConversationCursorPage, AsyncPager, SyncConversationCursorPage
from openai_videos._uploads import encode_body

if TYPE_CHECKING:
    import httpx
    from openai_videos_gen.types import Model

    from openai_videos._client import AsyncClient, Client

# Seconds. No job that is still alive takes longer, and some servers have states in which jobs stay for ever.
POLL_TIMEOUT = 3600.0
_POLL_INTERVAL = 1.0
_DONE = ("completed", "failed")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the contract says about one operation.

    `request` makes the parts of a request; `json` and `multipart` are the bodies that it takes, `files` the body fields
    that hold a file, each with the class of the reference that can stand for it.
    """

    request: Callable[..., dict[str, Any]]
    returns: type[Model] | None = None
    json: type[Model] | None = None
    multipart: type[Model] | None = None
    files: Mapping[str, type[Model] | None] = field(default_factory=dict)


@contextmanager
def prepared(
    operation: Operation, path: Mapping[str, Any], query: Mapping[str, Any], body: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Make the parts of a request; files that it opens are closed at the end, however that comes."""
    for name, value in path.items():
        if not isinstance(value, str):
            raise TypeError(f"`{name}` must be a str, not {type(value).__name__}")
        # A dot alone is a step in the path, whether encoded or not: it would lead to another operation.
        if value.strip() in ("", ".", ".."):
            raise ValueError(f"`{name}` must be an id, not {value!r}")
    with ExitStack() as stack:
        # Not given is not null, and not the server's default either.
        arguments = {name: UNSET if value is None else value for name, value in query.items()}
        if operation.json or operation.multipart:
            arguments["body"] = encode_body(operation, body, stack)
        yield operation.request(*path.values(), **arguments)


def understood(response: httpx.Response, model: type[Model] | None) -> Any:
    """Make a model of a success; None for an operation that answers with nothing."""
    if model is None:
        return None
    answer = json_body(response)
    if isinstance(answer, dict):
        return model.from_dict(answer)
    kind = response.headers.get("content-type", "no content type")
    message = f"The server answered with {kind}, not with the JSON object of a {model.__name__}"
    raise APIResponseValidationError(message, response=response, body=response.text if answer is None else answer)


class _Poll:
    """When to look at a job again, and when to give up."""

    def __init__(self, interval_ms: int | None, timeout: float | None) -> None:
        self._interval = None if interval_ms is None else interval_ms / 1000
        self._timeout = timeout
        self._end = None if timeout is None else time.monotonic() + timeout

    def pause(self, job: Any, response: httpx.Response) -> float:
        """Give the seconds to wait. A status outside the contract means that the job is not known to be done."""
        pause = self._interval
        if pause is None:
            asked = response.headers.get("openai-poll-after-ms", "")
            pause = int(asked) / 1000 if asked.isascii() and asked.isdigit() else _POLL_INTERVAL
        if self._end is not None and time.monotonic() + pause > self._end:
            raise PollTimeoutError(f"Job {job.id} was not done within {self._timeout:g} s: {job.status!r}", job)
        return pause


class Resource:
    """The synchronous half."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def _send(self, operation: Operation, *parts: Mapping[str, Any], stream: bool = False) -> httpx.Response:
        with prepared(operation, *parts) as request:
            return self._client.send(request, stream=stream)

    def _call(self, operation: Operation, *parts: Mapping[str, Any]) -> Any:
        return understood(self._send(operation, *parts), operation.returns)

    def _download(self, operation: Operation, *parts: Mapping[str, Any]) -> BinaryResponseContent:
        return BinaryResponseContent(self._send(operation, *parts, stream=True))

    def _list(
        self,
        page: type[Any],
        operation: Operation,
        path: Mapping[str, Any],
        query: Mapping[str, Any],
        body: Mapping[str, Any],
    ) -> Any:
        def fetch(after: str | None) -> Any:
            response = self._send(operation, path, query if after is None else {**query, "after": after}, body)
            found: SyncConversationCursorPage[Any] = understood(response, page)
            return found.linked(fetch, after)

        return fetch(None)

    def _poll(self, operation: Operation, job_id: str, interval_ms: int | None, timeout: float | None) -> Any:
        poll = _Poll(interval_ms, timeout)
        while True:
            response = self._send(operation, {"id": job_id}, {}, {})
            job = understood(response, operation.returns)
            if job.status in _DONE:
                return job
            time.sleep(poll.pause(job, response))


class AsyncResource:
    """The asynchronous half."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, operation: Operation, *parts: Mapping[str, Any], stream: bool = False) -> httpx.Response:
        with prepared(operation, *parts) as request:
            return await self._client.send(request, stream=stream)

    async def _call(self, operation: Operation, *parts: Mapping[str, Any]) -> Any:
        return understood(await self._send(operation, *parts), operation.returns)

    async def _download(self, operation: Operation, *parts: Mapping[str, Any]) -> AsyncBinaryResponseContent:
        return AsyncBinaryResponseContent(await self._send(operation, *parts, stream=True))

    def _list(
        self,
        page: type[Any],
        operation: Operation,
        path: Mapping[str, Any],
        query: Mapping[str, Any],
        body: Mapping[str, Any],
    ) -> AsyncPager[Any, Any]:
        async def fetch(after: str | None) -> Any:
            response = await self._send(operation, path, query if after is None else {**query, "after": after}, body)
            found: AsyncConversationCursorPage[Any] = understood(response, page)
            return found.linked(fetch, after)

        return AsyncPager(fetch)

    async def _poll(self, operation: Operation, job_id: str, interval_ms: int | None, timeout: float | None) -> Any:
        poll = _Poll(interval_ms, timeout)
        while True:
            response = await self._send(operation, {"id": job_id}, {}, {})
            job = understood(response, operation.returns)
            if job.status in _DONE:
                return job
            await asyncio.sleep(poll.pause(job, response))
