"""When a request is sent again: never while it may have made, and billed, a job."""

from __future__ import annotations

import math
import random
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIStatusError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from openai_videos._errors import APIError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
# A server that asks for more than this is not waited for.
_LONGEST_ASKED = 120.0
_READS = ("GET", "HEAD", "OPTIONS", "DELETE")
# By name, since there are two HTTP libraries with the same names.
_NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
_NO_USE = {"LocalProtocolError", "UnsupportedProtocol"}


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, for how long, and whether at the risk that a write happens twice."""

    count: int = 2
    seconds: float | None = 600.0
    writes: bool = False


class Attempts:
    """The attempts at one request."""

    def __init__(self, retries: Retries, parts: dict[str, Any], asynchronous: bool) -> None:
        self._retries = retries
        self._made = 0
        self._began = time.monotonic()
        self._broken = False
        self._write = parts["method"].upper() not in _READS
        self._files = [content for _, (_, content, _) in parts.get("files", ())]
        if self._write:
            given = {name.lower(): value for name, value in parts.get("headers", {}).items()}
            parts = parts | {"headers": {"idempotency-key": f"openai-videos-{uuid.uuid4()}"} | given}
            parts["extensions"] = {"trace": self._trace_async if asynchronous else self._trace}
        self._parts = parts

    def next(self) -> dict[str, Any]:
        """Give the parts of the request for one more attempt."""
        self._made += 1
        self._broken = False
        return dict(self._parts)

    def pause(self, error: APIError) -> float | None:
        """Give the seconds to wait before the next attempt; None if the error stands."""
        response = getattr(error, "response", None)
        asked = None if response is None else asked_pause(response.headers)
        if self._made > self._retries.count or not self._again(error, asked):
            return None
        if any(getattr(file, "spent", False) for file in self._files):
            return None
        pause = asked or min(_FIRST_PAUSE * 2 ** min(self._made - 1, 9), _LONGEST_PAUSE) * random.uniform(0.75, 1)  # noqa: S311
        limit = self._retries.seconds
        late = limit is not None and time.monotonic() - self._began + pause > limit
        return None if late or pause > _LONGEST_ASKED else pause

    def _again(self, error: APIError, asked: float | None) -> bool:
        cautious = self._write and not self._retries.writes
        if isinstance(error, APIStatusError):
            advice = error.response.headers.get("x-should-retry")
            if advice == "false":
                return False
            status = error.status_code
            if cautious:
                return status == 429 or (status == 503 and asked is not None)
            return advice == "true" or status in (408, 409, 429) or status >= 500
        names = {cls.__name__ for cls in type(error.__cause__).__mro__}
        if cautious:
            return bool(names & _NEVER_SENT) or (self._broken and "TimeoutException" not in names)
        return "TransportError" in names and not names & _NO_USE

    def _trace(self, event: str, _: Mapping[str, Any]) -> None:
        # The HTTP library hides a broken write, in the hope of an answer, and then reports a broken read. A request
        # that was not sent to its end was not understood either.
        if event.endswith((".send_request_headers.failed", ".send_request_body.failed")):
            self._broken = True

    @property
    def _trace_async(self) -> Callable[[str, Mapping[str, Any]], Awaitable[None]]:
        async def trace(event: str, information: Mapping[str, Any]) -> None:
            self._trace(event, information)

        return trace


def asked_pause(headers: Mapping[str, str]) -> float | None:
    """Give the seconds after which the server wants to be asked again, if it says so in a way that makes sense."""
    pause = _number(headers.get("retry-after-ms"), 1000) or _number(headers.get("retry-after"), 1)
    if pause is None and "retry-after" in headers:
        from email.utils import parsedate_to_datetime

        try:
            pause = parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return pause if pause is not None and pause > 0 else None


def _number(text: str | None, divisor: float) -> float | None:
    try:
        number = float(text or "") / divisor
    except ValueError:
        return None
    return number if math.isfinite(number) else None
