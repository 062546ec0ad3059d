"""The jobs of a run: started, polled beside each other, and waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Any

import attrs

from ..catalogue.verdicts import Blocked, Unjudged
from ..contract.operations import CREATE_VIDEO, NOT_OFFERED, RETRIEVE_VIDEO
from ..evidence.job import JobEvidence
from ..exchange.exchange import Exchange
from ..exchange.refusal import PROMPT, named_fields
from ..exchange.status import COMPLETED, FAILED
from ..scenario.choice import fields_of, length_of, values_left_out
from ..scenario.jobs import JOBS, prompts_of
from ..scenario.part import End, Job, Way
from ..scenario.step import Detour, Request
from .asking import ask_for, may_be_shape
from .polling import Expectation, poll
from .resumption import Resumption
from .wire.driver import Driver
from .wire.encodings import other_encoding

LATER = (401, 402, 409)
"""The answers to a create that are about its client, or its time."""


class Jobs:
    """The jobs under way. `on_start` is called with each that was started, and tells whether it is to be polled."""

    def __init__(
        self, driver: Driver, on_start: Callable[[Job, JobEvidence], bool], on_unfinished: Callable[[float], bool]
    ) -> None:
        self.driver = driver
        self._on_unfinished = on_unfinished
        self._turn = threading.Lock()
        self.pool = ThreadPoolExecutor(len(JOBS), thread_name_prefix="poll")
        self._on_start = on_start
        self._polls: dict[Job, Future[None]] = {}
        self._expectation = Expectation()
        self._resumption = Resumption(driver)
        self._prompts: dict[Job, str] = {}
        """The prompt that each job was asked for with last."""
        self._named: set[Job] = set()
        """The jobs that leave nothing to the server which it may be unable to make."""

    def adopt(self, job: Job, identifier: str) -> None:
        """Take a job that exists already in the place of one."""
        self.driver.take(job.adopted, request=Request(operation=RETRIEVE_VIDEO, ids={"video_id": identifier}))
        if (seen := self.seen(job)) is not None:
            self._polls[job] = self.pool.submit(poll, self.driver, job, seen.create, self._expectation)

    def start(self, job: Job) -> None:
        """Start a job, or take up the one that an earlier run left, and poll it.

        Where a server makes one job at a time, each waits for its turn.
        """
        if not self.driver.makes_one_at_a_time:
            self._start(job)
            return
        with self._turn:
            self.wait_for_running()
            self._start(job)

    def wait_for_running(self) -> None:
        """Wait until no job is polled any more, however it ended."""
        for polled in list(self._polls.values()):
            polled.result()

    def _start(self, job: Job) -> None:
        origin = self.origin(job)
        source = origin.id if origin is not None else ""
        prompts = self._wordings(job)
        create = self._resumption.take_up(job, prompts) or self._create(job, source, prompts)
        started = self.seen(job) if create is not None else None
        if started is not None and self._on_start(job, started):
            self._polls[job] = self._polled(job, started)

    def _polled(self, job: Job, started: JobEvidence) -> Future[None]:
        self.driver.standing.see(job.name, str(started.status), patience=self.driver.target.job_timeout)
        return self.pool.submit(poll, self.driver, job, started.create, self._expectation, self._on_unfinished)

    def _create(self, job: Job, source: str, prompts: list[str]) -> Exchange | None:
        """Start a job; where it is refused however it is written, in the other encoding, and then for less."""
        create = self._in_either_encoding(job, source, prompts)
        if create is not None and create.refused and self._leaves_out(job):
            # What is left to the server may be what it cannot choose, since it is a limited one.
            self.driver.recorder.detour(job.create, Detour.UNNAMED)
            self._named.add(job)
            create = self._in_either_encoding(job, source, prompts)
        less = self._ways(job, is_less=True)
        if create is None or create.accepted or not less or not may_be_shape(self.driver, create):
            return create
        self.driver.recorder.detour(job.create, Detour.RESHAPED)
        return self._ask_for(job, source, prompts, less)

    def _ways(self, job: Job, *, is_less: bool) -> list[Way]:
        """Give the ways to ask for a job, or for less than it: two that are one on this server are taken once."""
        ways = [way for way in job.ways if way.is_less is is_less]
        requests = [self._request(job, way, "") for way in ways]
        return [way for number, way in enumerate(ways) if requests[number] not in requests[:number]]

    def _in_either_encoding(self, job: Job, source: str, prompts: list[str]) -> Exchange | None:
        """Start a job, in the other encoding where a server does not take the one that it is meant for."""
        encodings = self.driver.encodings
        ways = self._ways(job, is_less=False)
        create = self._ask_for(job, source, prompts, ways)
        asked = encodings.fitted(self._request(job, ways[-1], prompts[0]), by_analogy=False)
        if create is not None and create.accepted:
            encodings.takes(asked)
        other = other_encoding(asked)
        if create is None or other is None or encodings.has_taken(asked) or not may_be_encoding(create):
            return create
        self.driver.recorder.detour(job.create, Detour.ENCODING)
        again = self._ask_for(job, source, prompts[:1], ways[-1:], other)
        if again is None or not again.accepted:
            # Neither is taken: then it is not the encoding that is refused.
            self.driver.recorder.restore(job.create, Detour.ENCODING)
            return create
        encodings.takes(other)
        encodings.refuses(asked)
        return again

    def _ask_for(
        self, job: Job, source: str, prompts: list[str], ways: list[Way], request: Request | None = None
    ) -> Exchange | None:
        return ask_for(
            self.driver,
            job,
            source,
            prompts=prompts,
            ways=ways,
            request=lambda way, prompt: request or self._worded(job, way, prompt),
            seconds=length_of(job, self.driver.target),
        )

    def _leaves_out(self, job: Job) -> bool:
        """Tell whether a job leaves a value to a server that may be unable to choose it, since it is a limited one."""
        left_out = values_left_out(self.driver.target).keys() - job.fields.keys()
        return job.operation == CREATE_VIDEO and not self._is_named(job) and bool(left_out)

    def _is_named(self, job: Job) -> bool:
        """Tell whether values are asked for by name that are else left to the server; of equal jobs, for both."""
        return job in self._named or job.wording in self._named

    def start_at_once(self, jobs: list[Job]) -> None:
        """Start some jobs side by side, as the clients of a busy server do."""
        for future in [self.pool.submit(self.start, job) for job in jobs]:
            future.result()

    def wait(self, job: Job) -> None:
        """Wait until a job is polled no more; one that failed may be started once more."""
        if job not in self._polls:
            return
        self._polls[job].result()
        if job.is_retried and (seen := self.seen(job)) is not None and seen.status == FAILED:
            # A prompt may have been moderated while its job ran: that is no failure of the server. Once more.
            del self._polls[job]
            if values_left_out(self.driver.target):
                # Or the server cannot make what it makes by itself.
                self._named.add(job)
            self.driver.recorder.set_aside(job)
            self.start(job)
            if job in self._polls:
                self._polls.pop(job).result()

    def has_ended(self, job: Job, *, within: float = 0.0) -> bool:
        """Tell whether a job is polled no more, or not within so many seconds."""
        return job not in self._polls or not wait_for([self._polls[job]], within).not_done

    def have_ended(self, *, within: float) -> bool:
        """Tell whether no job is polled any more, or not within so many seconds."""
        return not wait_for(list(self._polls.values()), within).not_done

    def has_completed(self, job: Job) -> bool:
        """Tell whether a job has completed, without waiting for it."""
        seen = self.seen(job)
        return self.has_ended(job) and seen is not None and seen.status == COMPLETED

    def wait_for_all(self) -> None:
        """Wait until no job is polled any more."""
        for job in list(self._polls):
            self.wait(job)

    def seen(self, job: Job) -> JobEvidence | None:
        """Give a job as it was seen so far, None where the server did not take it."""
        try:
            return self.driver.evidence.job(job)
        except Unjudged:
            return None

    def ended(self, job: Job) -> JobEvidence | None:
        """Wait for a job, and give it if it ended as it should."""
        self.wait(job)
        seen = self.seen(job)
        wanted = End.FAILED if job.ends is End.FAILED else End.COMPLETED
        return seen if seen is not None and seen.status == wanted.value else None

    def origin(self, job: Job) -> JobEvidence | None:
        """Give the completed job that another is made of, None where there is none."""
        sources = (source for source in (job.source, job.otherwise) if source is not None)
        return next((seen for source in sources if (seen := self.ended(source)) is not None), None)

    def why_not(self, job: Job) -> tuple[str | None, str]:
        """Say why a job is not as it should be: the requirement that does not hold, if one is known, and the reason."""
        try:
            self.driver.evidence.completed(job)
        except Blocked as problem:
            return problem.by[0], str(problem)
        except Unjudged as problem:
            return None, str(problem)
        return None, f"{job} is not ready"

    def _wordings(self, job: Job) -> list[str]:
        prompts = prompts_of(job, self.driver.target.failing_prompt)
        if not job.has_own_words:
            # These are about their very prompt; what was moderated by chance passes when it is sent again.
            exact = self._prompts.get(job.wording, prompts[0]) if job.wording is not None else prompts[0]
            return [exact] * 2
        # A job that is started anew was moderated while it ran.
        return [each for each in prompts if each != self._prompts.get(job)]

    def _worded(self, job: Job, way: Way, prompt: str) -> Request:
        self._prompts[job] = prompt
        return self._request(job, way, prompt)

    def _request(self, job: Job, way: Way, prompt: str) -> Request:
        # Where less is asked for, what is left to the server is what it makes.
        is_named = self._is_named(job) or way.is_less
        fields = fields_of(job, way, self.driver.target, prompt, is_named=is_named)
        asked = Request(operation=job.operation, ids={"video_id": "{source}"}, shape=way.shape)
        return attrs.evolve(asked, form=fields) if way.form else attrs.evolve(asked, json=_nested(fields))


def may_be_encoding(create: Exchange) -> bool:
    """Tell whether a create may be taken in the other encoding: the body was not read where no field of it is named."""
    if create.accepted or create.status in (0, *NOT_OFFERED, *LATER) or create.postponed:
        return False
    return not named_fields(create) - {PROMPT}


def _nested(fields: dict[str, str]) -> dict[str, Any]:
    """Make the JSON body of fields such as `video.id`."""
    body: dict[str, Any] = {}
    for field, value in fields.items():
        parent, _, child = field.partition(".")
        body[parent] = {child: value} if child else value
    return body
