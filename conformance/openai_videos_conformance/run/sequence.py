"""The run: which requests are sent, in which order. It judges nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from ..catalogue.verdicts import Unjudged
from ..evidence.evidence import Evidence, JobEvidence
from ..scenario.jobs import JOBS
from ..scenario.parts import DEEP, JUDGED_AT_THE_END, PARTS, closure, most
from ..scenario.refusals import REFUSALS
from ..target.settings import Settings
from .acts import (
    asks_for_key,
    auth,
    character,
    content,
    early,
    form,
    image_url,
    keyless,
    listing,
    methods,
    previews,
    refuse,
    refuse_content,
    refuse_of_failed,
)
from .cleanup import cleanup, unsettled
from .driver import FINAL, Driver, GivenUp
from .exploration import deep
from .reachability import check_reachable
from .resumption import Resumption

DISTINCT_SECONDS = 1.1
"""Pause between creates whose order is judged: `created_at` has a resolution of one second."""

SPACED = ("defaults", "twin", "form")
"""The jobs that the order of a list is judged by."""


def observe(
    settings: Settings, *, parts: Iterable[str] | None = None, progress: Callable[[str], None] = lambda _: None
) -> Evidence:
    """Ask a server for all that some parts need, or for everything, and give what was observed.

    Raises:
        Unreachable: No server of this API answers there.
    """
    driver = Driver(settings, progress=progress)
    try:
        check_reachable(driver)
        everything = PARTS if settings.deep else PARTS.keys() - {DEEP}
        gather(driver, set(everything if parts is None else parts))
    finally:
        driver.close()
    return driver.evidence


def gather(driver: Driver, wanted: set[str]) -> None:
    """Take all steps of the wanted parts, and delete at the end what was made."""
    driver.budget.narrow(*most(driver.settings, wanted))
    run = _Run(driver, closure(wanted))
    try:
        run.originals()
        run.free()
        run.derived()
        run.final()
    except GivenUp as problem:
        driver.evidence.leave_out("", str(problem))
    finally:
        driver.stop()
        run.pool.shutdown(wait=True)
        driver.settle()
        if driver.settings.keep:
            driver.journal.end()
        else:
            driver.tidy()
            cleanup(driver)
            driver.journal.end(unsettled(driver))


class _Run:
    """The jobs under way, and which parts are wanted."""

    def __init__(self, driver: Driver, wanted: set[str]) -> None:
        self.driver = driver
        self.evidence = driver.evidence
        self.wanted = wanted
        self.pool = ThreadPoolExecutor(len(JOBS), thread_name_prefix="poll")
        self.polls: dict[str, Future[None]] = {}
        self.resumption = Resumption(driver)
        self.asked: dict[str, str] = {}
        """The prompt that each job was asked for with last."""

    def originals(self) -> None:
        """Start the jobs that need no source, spaced where their order counts."""
        names = [name for name, job in JOBS.items() if job.source is None and name in self.wanted]
        if (existing := self.driver.settings.video_id) is not None and "defaults" in names:
            self.driver.send("defaults.adopted", "retrieve_video", ids={"video_id": existing})
            if self._job("defaults") is not None:
                self.polls["defaults"] = self.pool.submit(self.driver.poll, "defaults.poll", existing)
            return
        if "failing" in names and not self.driver.settings.failing_prompt:
            self.evidence.leave_out("failing", "no --failing-prompt was given", claimed=False)
            names.remove("failing")
        spaced = [name for name in names if name in SPACED]
        for before, name in zip(["", *spaced], spaced, strict=False):
            if before and self._job(before) is not None:
                time.sleep(DISTINCT_SECONDS)
            self._start(name)
        # The others at once, as the clients of a busy server do.
        for start in [self.pool.submit(self._start, name) for name in names if name not in SPACED]:
            start.result()

    def free(self) -> None:
        """Take the steps that start no job and need none."""
        if "early" in self.wanted:
            self.driver.send("early.list", "list_videos", query={"limit": 100, "order": "desc"})
        for part in ("refuse.create", "refuse.list", "refuse.character", "unknown"):
            if part in self.wanted:
                self._refusals(part)
        for part, step in (("auth", auth), ("methods", methods), ("character", character)):
            if part in self.wanted:
                step(self.driver)

    def derived(self) -> None:
        """Wait for each source and take the steps that need it."""
        source = self._ended("defaults") if "defaults" in self.wanted else None
        if DEEP in self.wanted:
            deep(self.driver, source.id if source is not None else None)
        parts = {"content": content, "previews": previews, "refuse.content": refuse_content}
        if source is not None and "auth" in self.wanted and self.driver.settings.api_key is not None:
            keyless(self.driver, source.id)
        for part in (*parts, "refuse.remix", "refuse.edit", "refuse.extend"):
            if part not in self.wanted:
                continue
            if source is None:
                by, reason = self._why_not("defaults")
                self.evidence.leave_out(part, reason, by=by)
            elif part in parts:
                parts[part](self.driver, source.id)
            else:
                self._refusals(part, source.id)
        if "refuse.failed" in self.wanted:
            if (failed := self._ended("failing")) is not None:
                refuse_of_failed(self.driver, failed.id)
            else:
                by, reason = self._why_not("failing")
                self.evidence.leave_out("refuse.failed", reason, by=by, claimed=False)
        for name, job in JOBS.items():
            if job.source is None or name not in self.wanted:
                continue
            if self._origin(name) is None:
                by, reason = self._why_not(job.source)
                self.evidence.leave_out(name, reason, by=by)
            else:
                self._start(name)
        if "delete-early" in self.wanted and not self.evidence.taken("delete-early.delete"):
            self.evidence.leave_out("delete-early", "no job was under way", claimed=False)

    def final(self) -> None:
        """Wait for every job, then look at what they left behind."""
        for name in list(self.polls):
            self._wait(name)
        for part, name in (("form-content", "form"), ("extend-content", "extend"), ("failed-content", "failing")):
            if part in self.wanted:
                if (job := self._ended(name)) is not None:
                    self.driver.download(f"{part}.bytes", job.id)
                else:
                    by, reason = self._why_not(name)
                    self.evidence.leave_out(part, reason, by=by)
        if "source-after" in self.wanted and (job := self._job("defaults")) is not None:
            self.driver.send("source-after.retrieve", "retrieve_video", ids={"video_id": job.id})
        if "list" in self.wanted:
            listing(self.driver, [job for name in SPACED if (job := self._job(name)) is not None])
        deleted = [each for each in (("delete", "defaults"), ("delete-failed", "failing")) if self._delete(*each)]
        if deleted:
            # What comes back, comes back later.
            time.sleep(DISTINCT_SECONDS)
        for part, name in deleted:
            if (job := self._job(name)) is not None:
                self.driver.send(f"{part}.later", "retrieve_video", ids={"video_id": job.id})
        if "auth" in self.wanted and not self.driver.settings.keep and asks_for_key(self.evidence):
            # Of a job that is deleted next in any case.
            for job in [job for job in (self._job("twin"),) if job is not None and job.status in FINAL]:
                self.driver.send("auth.delete", "delete_video", ids={"video_id": job.id}, key=None)

    def _prompts(self, name: str) -> list[str]:
        """What to ask for, and for what else where that is refused."""
        prompt = JOBS[name].fields["prompt"].replace("{failing}", self.driver.settings.failing_prompt or "")
        if name in ("failing", "twin"):
            # These are about their very prompt; what was moderated by chance passes when it is sent again.
            return [self.asked.get("defaults", prompt) if name == "twin" else prompt] * 2
        prompts = [prompt, f"{prompt} at dawn", f"{prompt} in autumn"]
        # A job that is started anew was moderated while it ran.
        return [each for each in prompts if each != self.asked.get(name)]

    def _start(self, name: str) -> None:
        job = JOBS[name]
        origin = self._origin(name)
        source = origin.id if origin is not None else ""
        variants = self._prompts(name)
        answer = self.resumption.take_up(f"{name}.create", variants) or self.driver.create(
            f"{name}.create",
            job.operation,
            prompt_variants=variants,
            body=lambda text: self._body(name, self._noted(name, text), source),
            ids={"video_id": source},
            seconds=job.seconds,
        )
        created = self._job(name) if answer is not None else None
        if created is None:
            return
        if name == "defaults" and "early" in self.wanted:
            early(self.driver, created.id)
        if name == "edit-brackets" and "delete-early" in self.wanted:
            # The one job that is deleted while it is under way: polling it would only show that it is gone.
            deletion = self.driver.send("delete-early.delete", "delete_video", ids={"video_id": created.id})
            if deletion.accepted:
                self.driver.send("delete-early.retrieve", "retrieve_video", ids={"video_id": created.id})
                return
        self.polls[name] = self.pool.submit(self.driver.poll, f"{name}.poll", created.id, closely=name == "defaults")

    def _noted(self, name: str, prompt: str) -> str:
        self.asked[name] = prompt
        return prompt

    def _body(self, name: str, prompt: str, source: str) -> dict[str, Any]:
        job = JOBS[name]
        fields = {**job.fields, "prompt": prompt}
        if self.driver.settings.model and job.operation == "create_video":
            fields["model"] = self.driver.settings.model
        if job.form:
            return {"form": form({k: v.replace("{source}", source) for k, v in fields.items()})}
        body: dict[str, Any] = {}
        for field, value in fields.items():
            parent, _, child = field.partition(".")
            picture = image_url(job.fields["size"]) if child == "image_url" else ""
            text = value.replace("{source}", source).replace("{image}", picture)
            if child:
                body[parent] = {child: text}
            else:
                body[parent] = text
        return {"json": body}

    def _refusals(self, part: str, source: str = "") -> None:
        """Send what must be refused; where a job starts all the same, delete it and stop sending that kind."""
        for name, refusal in REFUSALS[part].items():
            answer = refuse(self.driver, f"{part}.{name}", refusal, source)
            if answer.accepted and answer.method == "POST":
                rest = list(REFUSALS[part])[list(REFUSALS[part]).index(name) + 1 :]
                for step in rest:
                    self.evidence.leave_out(f"{part}.{step}", f"not sent, since {part}.{name} started a job")
                return

    def _delete(self, part: str, name: str) -> bool:
        """Delete a job, and look for it in every place; False if that could not be done, or is not wanted."""
        if part not in self.wanted:
            return False
        job = self._job(name)
        if job is None or job.status not in FINAL:
            by, reason = self._why_not(name)
            self.evidence.leave_out(part, reason, by=by, claimed=name != "failing")
            return False
        send, ids = self.driver.send, {"video_id": job.id}
        # The official Python client sends a DELETE with a JSON content type and no body.
        send(f"{part}.delete", "delete_video", ids=ids, headers={"content-type": "application/json"})
        send(f"{part}.retrieve", "retrieve_video", ids=ids)
        self.driver.download(f"{part}.content", job.id)
        send(f"{part}.list", "list_videos", query={"limit": 100, "order": "desc"})
        send(f"{part}.again", "delete_video", ids=ids)
        return True

    def _job(self, name: str) -> JobEvidence | None:
        try:
            return self.evidence.job(name)
        except Unjudged:
            return None

    def _wait(self, name: str) -> None:
        if name in self.polls:
            self.polls[name].result()
            if (job := self._job(name)) is not None and job.status == "failed" and name in JUDGED_AT_THE_END:
                # A prompt may have been moderated while its job ran: that is no failure of the server. Once more.
                del self.polls[name]
                self.evidence.set_aside(name)
                self._start(name)
                if name in self.polls:
                    self.polls.pop(name).result()

    def _ended(self, name: str) -> JobEvidence | None:
        """The job, if it has the status that its name promises."""
        self._wait(name)
        job = self._job(name)
        return job if job is not None and job.status == ("failed" if name == "failing" else "completed") else None

    def _origin(self, name: str) -> JobEvidence | None:
        """The completed job that another is made of."""
        sources = (JOBS[name].source, JOBS[name].otherwise)
        return next((job for source in sources if source and (job := self._ended(source)) is not None), None)

    def _why_not(self, name: str) -> tuple[str | None, str]:
        try:
            self.evidence.completed(name)
        except Unjudged as problem:
            return getattr(problem, "by", None), str(problem)
        return None, f"{name} is not ready"
