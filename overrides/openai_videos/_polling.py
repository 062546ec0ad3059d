"""When to look at a job again, and when to give up."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIError, APIStatusError, JobFailedError, PollTimeoutError
from openai_videos._logs import logger
from openai_videos._options import NotGiven
from openai_videos._retries import asked_pause

if TYPE_CHECKING:
    import httpx

_INTERVAL, _LONGEST_INTERVAL = 1.0, 10.0
_MOST_FAILURES = 5
_LONGEST_CHOSEN = 1e9  # milliseconds; more the system cannot count
_LONGEST_ASKED = 86_400.0
_PASSING = (408, 409, 429, 500, 502, 503, 504)
_WELL = ("completed", "succeeded", "success", "done")
_ILL = ("failed", "error", "cancelled", "canceled", "expired", "deleted")
FINAL_STATUSES = _WELL + _ILL
"""In which no job moves any more: those of the contract, and those by which other servers call them, in any case."""


@dataclass
class Poll:
    """One wait for one job."""

    interval_ms: int | NotGiven | None
    timeout: float | None
    on_progress: Callable[[Any], object] | None
    raise_on_failure: bool
    final: Collection[str] = ()
    """States in which no job moves any more, besides those that are known."""
    _job: Any = None
    _calm: int = 0
    _failures: int = 0
    _began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        interval = self.interval_ms
        if interval is not None and not isinstance(interval, NotGiven):
            if not isinstance(interval, int | float) or isinstance(interval, bool):
                raise TypeError(f"`poll_interval_ms` must be milliseconds, not {type(interval).__name__}")
            if not 0 < interval <= _LONGEST_CHOSEN:
                raise ValueError(
                    f"`poll_interval_ms` must be more than 0 and at most {_LONGEST_CHOSEN:.0f}, not {interval!r}; "
                    "leave it out to wait as long as the server asks for"
                )
        if self.timeout is not None and not isinstance(self.timeout, int | float):
            raise TypeError(f"`poll_timeout` must be seconds or None, not {type(self.timeout).__name__}")
        if self.timeout is not None and not self.timeout >= 0:
            raise ValueError(f"`poll_timeout` must be 0 seconds or more, not {self.timeout!r}")

    def done(self, job: Any) -> bool:
        """Take note of the job. A status that nobody named as final means that it is not known to be done."""
        self._calm = self._calm + 1 if job == self._job else 0
        self._job, self._failures = job, 0
        if self.on_progress:
            self.on_progress(job)
        if self.raise_on_failure and has_failed(job.status):
            raise JobFailedError(job)
        return _is_in(job.status, FINAL_STATUSES) or _is_in(job.status, self.final)

    def pause(self, job_id: str, seen: httpx.Response | APIError) -> float:
        """Give the seconds to wait, after an answer or after an error that may pass; other errors are raised."""
        error = seen if isinstance(seen, APIError) else None
        if error is not None:
            error.add_note(f"While waiting for job {job_id}.")
            self._failures += 1
            if self._failures == _MOST_FAILURES:
                logger.warning("Job %s: %d looks failed in turn, going on: %s", job_id, self._failures, error)
        if isinstance(error, APIStatusError):
            status = error.status_code
            # Some servers answer for a job that failed with an error of their own: again and again, that is final.
            if status not in _PASSING or (status == 500 and self._failures == _MOST_FAILURES):
                raise error
        headers = getattr(getattr(seen, "response", seen), "headers", {})
        asked = asked_pause(headers)
        if self.interval_ms is not None and not isinstance(self.interval_ms, NotGiven):
            pause = self.interval_ms / 1000
        else:
            wanted = headers.get("openai-poll-after-ms", "")
            self._calm += error is not None
            grown = min(_INTERVAL * 1.2 ** max(self._calm - 4, 0), _LONGEST_INTERVAL)
            usable = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
            pause = (int(wanted) / 1000 if usable else 0) or grown
        pause = max(pause, min(asked or 0, _LONGEST_ASKED))
        if self.timeout is not None and time.monotonic() + pause > self._began + self.timeout:
            seen_last = "it was never seen" if self._job is None else repr(self._job.status)
            trouble = f", and the last look failed: {error}" if error else ""
            message = f"Job {job_id} was not done within {self.timeout:g} s: {seen_last}{trouble}"
            raise PollTimeoutError(message, self._job) from error
        return pause


def has_failed(status: object) -> bool:
    """Tell whether a job in this state has come to its end without a video."""
    return _is_in(status, _ILL)


def _is_in(status: object, states: Collection[str]) -> bool:
    return isinstance(status, str) and status.lower() in map(str.lower, states)
