"""The sequence of a run: the stages, and in each the wanted parts, as the scenario declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..contract.operations import CREATE_CHARACTER
from ..evidence import movie
from ..evidence.job import JobEvidence
from ..evidence.reader import Evidence
from ..scenario import looks
from ..scenario.extras import DEEP
from ..scenario.jobs import DEFAULTS, TWIN
from ..scenario.looks import Deletion
from ..scenario.part import End, Job, Part, closure
from ..scenario.parts import PARTS, deletes, most, most_seconds, starts_unasked, why_not_planned
from ..scenario.step import Stage, Step
from ..target.target import Target
from . import acts
from .cleanup import cleanup, unsettled
from .originals import Originals
from .reachability import check_reachable
from .starting import Jobs
from .wire.driver import Driver
from .wire.pace import Second
from .wire.patience import GivenUp
from .wire.standing import UNMOVED


def observe(
    target: Target, *, parts: Iterable[Part] | None = None, progress: Callable[[str], None] = lambda _: None
) -> Evidence:
    """Ask a server for all that some parts need, or for everything, and give what was observed.

    Raises:
        Unreachable: No server of this API answers there.
    """
    driver = Driver(target, progress=progress)
    try:
        check_reachable(driver)
        everything = [part for part in PARTS.values() if target.deep or not part.is_extra]
        gather(driver, set(everything if parts is None else parts))
    finally:
        driver.close()
    return driver.evidence


def gather(driver: Driver, wanted: set[Part]) -> None:
    """Take all steps of the wanted parts, and delete at the end what was made."""
    if driver.target.keep:
        for part in filter(deletes, wanted):
            driver.recorder.leave_out(part, "--keep leaves everything where it is", claimed=False)
        wanted = {part for part in wanted if not deletes(part)}
    limits = most(wanted, driver.target)
    driver.budget.narrow(limits.jobs, limits.unasked, most_seconds(driver.target, limits))
    run = _Run(driver, closure(list(wanted)))
    try:
        run.take_all()
    except GivenUp as problem:
        driver.recorder.leave_out(None, str(problem))
    finally:
        driver.patience.stop()
        run.jobs.pool.shutdown(wait=True)
        driver.settle()
        if driver.target.keep:
            driver.journal.end()
        else:
            driver.patience.tidy()
            cleanup(driver)
            driver.journal.end(unsettled(driver))


class _Run:
    """The jobs under way, and which parts are wanted."""

    def __init__(self, driver: Driver, wanted: set[Part]) -> None:
        self.driver = driver
        self.evidence = driver.evidence
        self.wanted = [part for part in PARTS.values() if part in wanted]
        self.jobs = Jobs(driver, self._on_start, self._on_unfinished)
        jobs = [part for part in self.wanted if isinstance(part, Job) and part.source is None]
        self.originals = Originals(driver, self.jobs, [job for job in jobs if self._makes_sense(job)])
        self.derived: list[Job] = []
        """The jobs made of others that were started, or left out."""
        self.is_listed_early = False
        """Whether the list was asked for while a job had been under way for so long that it has to be there."""
        self.deleted: list[Deletion] = []
        self.taken: set[tuple[Part, Stage]] = set()
        """The parts that were taken, each at its stage."""

    def take_all(self) -> None:
        """Go through the stages."""
        self.originals.start()
        self._take(Stage.MEANWHILE)
        if self.jobs.has_ended(DEFAULTS):
            # Rather than wait for the next second.
            self._take(Stage.SOURCE)
        self.originals.start_rest()
        patience = min(UNMOVED, self.driver.target.job_timeout / 10)
        if not self.jobs.has_ended(DEFAULTS, within=patience):
            # What most steps are about does not move: the rest goes on meanwhile.
            self._start_derived(if_ready=True)
        self._take(Stage.SOURCE)
        self._start_derived()
        if not self.jobs.have_ended(within=patience):
            # A job that is stuck holds up what is about it, and nothing else.
            self._take(Stage.END, self._is_ready)
        self.jobs.wait_for_all()
        self._take(Stage.END)
        self._take(Stage.DELETION)
        second = Second()
        if self.deleted or self.evidence.taken(looks.DELETE_EARLY_DELETE):
            # What comes back, comes back later.
            second.note()
        self._take(Stage.REST)
        second.wait()
        self._take(Stage.LATER)

    def _is_ready(self, part: Part) -> bool:
        """Tell whether all jobs have ended that a part builds on."""
        return all(self.jobs.has_ended(job) for job in closure([part]) if isinstance(job, Job))

    def _take(self, stage: Stage, is_due: Callable[[Part], bool] = lambda _: True) -> None:
        for part in self.wanted:
            if isinstance(part, Job) or (part, stage) in self.taken or not is_due(part):
                continue
            self.originals.start_due()
            if steps := part.steps_at(stage):
                self.taken.add((part, stage))
                if self.driver.makes_one_at_a_time and any(map(starts_unasked, steps)):
                    # What it refuses meanwhile, it refuses for that alone.
                    self.jobs.wait_for_running()
                _ACTS.get((part, stage), _Run._send)(self, part, steps)

    def _look_at_deleted_early(self, part: Part, _: tuple[Step, ...]) -> None:
        """Look again at the job that was deleted while it was under way, or say why there was none."""
        deletions = self.evidence.taken(looks.DELETE_EARLY_DELETE)
        if not deletions:
            self.driver.recorder.leave_out(part, "no job was under way", claimed=False)
        elif deletions[-1].accepted:
            acts.deleted_early(self.driver, deletions[-1].named_id)

    def _makes_sense(self, job: Job) -> bool:
        """Tell whether a job is one for this target, and say why where it is not."""
        if (reason := why_not_planned(job, self.driver.target)) is not None:
            self.driver.recorder.leave_out(job, reason, claimed=False)
        return reason is None

    def _start_derived(self, *, if_ready: bool = False) -> None:
        """Start the jobs that are made of others, each when its source has ended; or only those whose source has."""
        derived = [part for part in self.wanted if isinstance(part, Job) and part.source is not None]
        for job in [each for each in derived if each not in self.derived]:
            if if_ready and job.source is not None and not self.jobs.has_completed(job.source):
                continue
            self.derived.append(job)
            self.originals.start_due()
            if job.source is None or not self._makes_sense(job):
                continue
            if self.jobs.origin(job) is None:
                by, reason = self.jobs.why_not(job.source)
                self.driver.recorder.leave_out(job, reason, by=by)
            else:
                self.jobs.start(job)

    def _on_start(self, job: Job, started: JobEvidence) -> bool:
        """Take the steps that are about a job under way; False where it was deleted, so that it is not polled."""
        if job is looks.EARLY.about and looks.EARLY in self.wanted:
            acts.early(self.driver, started.id)
        # Polling a job that was deleted would only show that it is gone.
        return not (
            job is looks.DELETE_EARLY.about
            and looks.DELETE_EARLY in self.wanted
            and acts.delete_early(self.driver, started.id)
        )

    def _send(self, part: Part, steps: tuple[Step, ...]) -> None:
        """Send steps as they are declared, but no more of a kind once one has made a character, which stays."""
        source = ""
        if part.about is not None:
            seen = self.jobs.ended(part.about)
            if seen is None:
                self._leave_out(part, part.about)
                return
            source = seen.id
        for number, step in enumerate(steps, 1):
            answer = self.driver.ask(step, source)
            if step in looks.DECODED and answer is not None and answer.accepted:
                movie.begin(answer.body)
            if answer is not None and answer.accepted and answer.operation == CREATE_CHARACTER:
                for other in steps[number:]:
                    self.driver.recorder.leave_out(other, f"not sent, since {step} made a character")
                return

    def _leave_out(self, part: Part, job: Job) -> None:
        by, reason = self.jobs.why_not(job)
        # Without a prompt that fails there is nothing to claim; that a failed job has no content is asked all the same.
        self.driver.recorder.leave_out(
            part, reason, by=by, claimed=job.ends is not End.FAILED or part.stage is Stage.END
        )

    def _early_list(self, _: Part, steps: tuple[Step, ...]) -> None:
        if not self.is_listed_early:
            self.driver.take(steps[0])

    def _on_unfinished(self, age: float) -> bool:
        """List the jobs while one has been under way for long enough; True where that one is to be looked at again."""
        if looks.EARLY not in self.wanted or self.is_listed_early or age <= looks.SETTLED:
            return False
        self.is_listed_early = True
        self.driver.take(looks.EARLY_LIST)
        return True

    def _deep(self, *_: object) -> None:
        # What makes the cases takes a second to load, which nobody else should pay.
        from .exploration import explore

        source = self.jobs.ended(DEFAULTS) if DEFAULTS in self.wanted else None
        explore(self.driver, source.id if source is not None else None)

    def _keyless(self, *_: object) -> None:
        source = self.jobs.ended(DEFAULTS) if DEFAULTS in self.wanted else None
        if source is not None and self.driver.target.api_key is not None:
            acts.keyless(self.driver, source.id)

    def _keyless_deletion(self, _: Part, steps: tuple[Step, ...]) -> None:
        """Delete a job without the key that is deleted next in any case."""
        twin = self.jobs.seen(TWIN)
        if not self.driver.target.keep and acts.asks_for_key(self.evidence) and twin is not None and twin.is_final:
            self.driver.take(steps[0], twin.id)

    def _character(self, *_: object) -> None:
        acts.character(self.driver)

    def _source_after(self, _: Part, steps: tuple[Step, ...]) -> None:
        if (source := self.jobs.seen(DEFAULTS)) is not None:
            self.driver.take(steps[0], source.id)

    def _list(self, *_: object) -> None:
        if known := [seen for job in looks.LISTED if (seen := self.jobs.seen(job)) is not None]:
            acts.listing(self.driver, known)
        else:
            self._leave_out(looks.LIST, DEFAULTS)

    def _delete(self, part: Deletion) -> None:
        job = self.jobs.seen(part.job)
        if job is None or not job.is_final:
            self._leave_out(part, part.job)
            return
        for step in part.steps_at(Stage.DELETION):
            self.driver.take(step, job.id)
        self.deleted.append(part)

    def _look_again(self, part: Deletion) -> None:
        job = self.jobs.seen(part.job)
        if part in self.deleted and job is not None:
            self.driver.take(part.later, job.id)


_ACTS: dict[tuple[Part, Stage], Callable[[_Run, Part, tuple[Step, ...]], None]] = {
    (looks.EARLY, Stage.MEANWHILE): _Run._early_list,
    (DEEP, Stage.SOURCE): _Run._deep,
    (looks.CHARACTER, Stage.MEANWHILE): _Run._character,
    (looks.AUTH, Stage.SOURCE): _Run._keyless,
    (looks.AUTH, Stage.LATER): _Run._keyless_deletion,
    (looks.SOURCE_AFTER, Stage.END): _Run._source_after,
    (looks.LIST, Stage.END): _Run._list,
    (looks.DELETE, Stage.DELETION): lambda run, *_: run._delete(looks.DELETE),
    (looks.DELETE_FAILED, Stage.DELETION): lambda run, *_: run._delete(looks.DELETE_FAILED),
    (looks.DELETE_EARLY, Stage.LATER): _Run._look_at_deleted_early,
    (looks.DELETE, Stage.LATER): lambda run, *_: run._look_again(looks.DELETE),
    (looks.DELETE_FAILED, Stage.LATER): lambda run, *_: run._look_again(looks.DELETE_FAILED),
}
"""The parts that are more than their steps one after the other, by stage."""
