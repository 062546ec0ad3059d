"""When a request is sent again: never while it may have made, and billed, a job."""

from __future__ import annotations

import math
import random
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from openai_videos._errors import APIStatusError
from openai_videos._logs import logger
from openai_videos._options import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_videos._errors import APIError
    from openai_videos._options import Headers, RequestParts

LONGEST_PAUSE = 8.0
# A server that asks for more than this is not waited for.
_LONGEST_ASKED = 120.0
_READS = ("GET", "HEAD", "OPTIONS", "DELETE")
# By name, since there are two HTTP libraries with the same names.
_NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
_NO_USE = {"LocalProtocolError", "UnsupportedProtocol"}


class Retries(NamedTuple):
    """How often, for how long, and whether at the risk that a write happens twice."""

    most: int = 2
    seconds: float | None = 600.0
    writes: bool = False
    pause: float = 0.5
    """The seconds before the first repetition; each further one waits twice as long, up to eight."""


class Attempts:
    """The attempts at one request. `write` tells whether it makes something."""

    def __init__(self, retries: Retries, parts: RequestParts) -> None:
        self._retries = retries
        self.begun = 0
        self._began = time.monotonic()
        self._broken = False
        self.write = parts["method"].upper() not in _READS
        self._files = [content for _, (_, content, *_) in parts.get("files", ())]
        key: Headers = {}
        if self.write:
            from uuid import uuid4  # Only who makes something pays for it.

            key = {"idempotency-key": f"openai-videos-{uuid4()}"}
        own = parts.get("headers")
        self._parts: RequestParts = {**parts, "headers": merged(key, own)} if key or own else parts

    def traced(self, trace: Callable[..., Any]) -> RequestParts:
        """Give what to send each time; what happens to a write on the connection is told to `trace`."""
        return {**self._parts, "extensions": {"trace": trace} if self.write else {}}

    def add_headers(self, headers: Headers) -> None:
        """Send these headers from the next attempt on."""
        self._parts = {**self._parts, "headers": merged(self._parts.get("headers"), headers)}

    def begin(self) -> None:
        """Note that one more attempt begins."""
        self.begun += 1
        self._broken = False

    def note(self, event: str) -> None:
        """Note an event on the connection.

        The HTTP library hides a broken write, in the hope of an answer, and then reports a broken read. A request that
        was not sent to its end was not understood either.
        """
        if event.endswith((".send_request_headers.failed", ".send_request_body.failed")):
            self._broken = True

    def pause(self, error: APIError) -> float:
        """Give the seconds to wait before the next attempt. If there shall be none, the error is raised."""
        response = getattr(error, "response", None)
        asked = None if response is None else asked_pause(response.headers)
        pause = asked or min(self._retries.pause * 2 ** min(self.begun - 1, 9), LONGEST_PAUSE) * random.uniform(0.75, 1)  # noqa: S311
        limit = self._retries.seconds
        late = limit is not None and time.monotonic() - self._began + pause > limit
        spent = any(getattr(file, "spent", False) for file in self._files)
        over = self.begun > self._retries.most or late or spent or pause > _LONGEST_ASKED
        if over or not self._again(error, asked):
            raise error
        logger.info("Sending again in %.2f s, after: %s", pause, error)
        return pause

    def _again(self, error: APIError, asked: float | None) -> bool:
        cautious = self.write and not self._retries.writes
        if isinstance(error, APIStatusError):
            advice = error.response.headers.get("x-should-retry")
            if advice == "false":
                return False
            status = error.status_code
            if cautious:
                return status == 429 or (status == 503 and asked is not None)
            return advice == "true" or status in (408, 409, 429) or status >= 500
        # Without a cause it is an answer that had an end, but not the right one.
        names = {cls.__name__ for cls in type(error.__cause__).__mro__} if error.__cause__ else {"TransportError"}
        if cautious:
            return bool(names & _NEVER_SENT) or (self._broken and "TimeoutException" not in names)
        return not names & _NO_USE and bool(names & {"TransportError", "SSLError", "EndOfStream"})


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
