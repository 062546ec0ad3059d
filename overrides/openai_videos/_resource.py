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
from openai_videos._errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    JobFailedError,
    PollTimeoutError,
    json_body,
)
from openai_videos._pages import AsyncConversationCursorPage, AsyncPager, SyncConversationCursorPage
from openai_videos._retries import asked_pause
from openai_videos._uploads import encode_body

if TYPE_CHECKING:
    import httpx
    from openai_videos_gen.types import Model

    from openai_videos._client import AsyncClient, Client
    from openai_videos._options import CallOptions

# Seconds. No job that is still alive takes longer, and some servers have states in which jobs stay for ever.
POLL_TIMEOUT = 3600.0
_POLL_INTERVAL, _LONGEST_POLL_INTERVAL = 1.0, 10.0
_MOST_FAILURES = 5
_PASSING = (408, 409, 429, 500, 502, 503, 504)
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
    operation: Operation,
    path: Mapping[str, Any],
    query: Mapping[str, Any],
    body: Mapping[str, Any],
    options: CallOptions,
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
        yield options.apply(operation.request(*path.values(), **arguments))


def understood(response: httpx.Response, model: type[Model] | None) -> Any:
    """Make a model of a success; None for an operation that answers with nothing."""
    if model is None:
        return None
    answer = json_body(response)
    if isinstance(answer, dict):
        made = model.from_dict(answer)
        made._request_id = response.headers.get("x-request-id")
        return made
    kind = response.headers.get("content-type", "no content type")
    message = f"The server answered with {kind}, not with the JSON object of a {model.__name__}"
    raise APIResponseValidationError(message, response=response, body=response.text if answer is None else answer)


def failed_job(error: APIError, model: type[Model] | None) -> Any:
    """Give the job that a server sends with an error status, since the job failed; None if it is an error."""
    body = error.body
    return model.from_dict(body) if model and isinstance(body, dict) and body.get("status") == "failed" else None


class _Poll:
    """When to look at a job again, and when to give up."""

    def __init__(self, interval_ms: int | None, timeout: float | None) -> None:
        self._interval = None if interval_ms is None else interval_ms / 1000
        self._timeout = timeout
        self._end = None if timeout is None else time.monotonic() + timeout
        self._job: Any = None
        self._calm = self._failures = 0

    def done(self, job: Any, on_progress: Callable[[Any], object] | None, raise_on_failure: bool) -> bool:
        """Take note of the job. A status outside the contract means that it is not known to be done."""
        self._calm = self._calm + 1 if job == self._job else 0
        self._job, self._failures = job, 0
        if on_progress:
            on_progress(job)
        if raise_on_failure and job.status == "failed":
            raise JobFailedError(job)
        return job.status in _DONE

    def pause(self, job_id: str, seen: httpx.Response | APIError) -> float:
        """Give the seconds to wait, after an answer or after an error that may pass; other errors are raised."""
        error = seen if isinstance(seen, APIError) else None
        if error is not None:
            error.add_note(f"While waiting for job {job_id}.")
            self._failures += 1
        if isinstance(error, APIStatusError):
            status = error.status_code
            # Some servers answer for a job that failed with an error of their own: again and again, that is final.
            if status not in _PASSING or (status == 500 and self._failures == _MOST_FAILURES):
                raise error
        headers = getattr(getattr(seen, "response", seen), "headers", {})
        asked = asked_pause(headers)
        pause = self._interval
        if pause is None:
            wanted = headers.get("openai-poll-after-ms", "")
            self._calm += error is not None
            grown = min(_POLL_INTERVAL * 1.2 ** max(self._calm - 4, 0), _LONGEST_POLL_INTERVAL)
            pause = int(wanted) / 1000 if wanted.isascii() and wanted.isdigit() else grown
        pause = max(pause, asked or 0)
        if self._end is not None and time.monotonic() + pause > self._end:
            state = repr(getattr(self._job, "status", None))
            message = f"Job {job_id} was not done within {self._timeout:g} s: {state}"
            raise PollTimeoutError(message, self._job) from error
        return pause


class Resource:
    """The synchronous half."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def _send(self, operation: Operation, *parts: Any, stream: bool = False) -> httpx.Response:
        with prepared(operation, *parts) as request:
            return self._client.send(request, stream=stream)

    def _call(self, operation: Operation, *parts: Any) -> Any:
        return understood(self._send(operation, *parts), operation.returns)

    def _download(self, operation: Operation, *parts: Any) -> BinaryResponseContent:
        return BinaryResponseContent(self._send(operation, *parts, stream=True))

    def _list(
        self,
        page: type[Any],
        operation: Operation,
        path: Mapping[str, Any],
        query: Mapping[str, Any],
        body: Mapping[str, Any],
        options: CallOptions,
    ) -> Any:
        def fetch(after: str | None) -> Any:
            response = self._send(operation, path, query if after is None else {**query, "after": after}, body, options)
            found: SyncConversationCursorPage[Any] = understood(response, page)
            return found.linked(fetch, after)

        return fetch(None)

    def _poll(
        self,
        operation: Operation,
        job_id: str,
        interval_ms: int | None,
        timeout: float | None,
        on_progress: Callable[[Any], object] | None,
        raise_on_failure: bool,
        options: CallOptions,
    ) -> Any:
        poll = _Poll(interval_ms, timeout)
        while True:
            seen: httpx.Response | APIError
            try:
                seen = self._send(operation, {"id": job_id}, {}, {}, options)
                job = understood(seen, operation.returns)
            except (APIConnectionError, APIStatusError) as error:
                seen, job = error, failed_job(error, operation.returns)
            if job is not None and poll.done(job, on_progress, raise_on_failure):
                return job
            time.sleep(poll.pause(job_id, seen))


class AsyncResource:
    """The asynchronous half."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, operation: Operation, *parts: Any, stream: bool = False) -> httpx.Response:
        with prepared(operation, *parts) as request:
            return await self._client.send(request, stream=stream)

    async def _call(self, operation: Operation, *parts: Any) -> Any:
        return understood(await self._send(operation, *parts), operation.returns)

    async def _download(self, operation: Operation, *parts: Any) -> AsyncBinaryResponseContent:
        return AsyncBinaryResponseContent(await self._send(operation, *parts, stream=True))

    def _list(
        self,
        page: type[Any],
        operation: Operation,
        path: Mapping[str, Any],
        query: Mapping[str, Any],
        body: Mapping[str, Any],
        options: CallOptions,
    ) -> AsyncPager[Any, Any]:
        async def fetch(after: str | None) -> Any:
            response = await self._send(
                operation, path, query if after is None else {**query, "after": after}, body, options
            )
            found: AsyncConversationCursorPage[Any] = understood(response, page)
            return found.linked(fetch, after)

        return AsyncPager(fetch)

    async def _poll(
        self,
        operation: Operation,
        job_id: str,
        interval_ms: int | None,
        timeout: float | None,
        on_progress: Callable[[Any], object] | None,
        raise_on_failure: bool,
        options: CallOptions,
    ) -> Any:
        poll = _Poll(interval_ms, timeout)
        while True:
            seen: httpx.Response | APIError
            try:
                seen = await self._send(operation, {"id": job_id}, {}, {}, options)
                job = understood(seen, operation.returns)
            except (APIConnectionError, APIStatusError) as error:
                seen, job = error, failed_job(error, operation.returns)
            if job is not None and poll.done(job, on_progress, raise_on_failure):
                return job
            await asyncio.sleep(poll.pause(job_id, seen))
