"""The script of one server: its rules, how often each of them was met, and what they do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, evolve, field

from openai_videos_mock.contract.errors import REQUEST_ID
from openai_videos_mock.intercept import deliveries
from openai_videos_mock.intercept.acts import STARTS
from openai_videos_mock.intercept.messages import Delivery, Proceed, Reply, Request, refusal
from openai_videos_mock.scripts.rule import Rule, RuleError, Wire
from openai_videos_mock.scripts.words import rule_of
from openai_videos_mock.state.jobs import Failure, describe

_MOST_PROMPTS = 1000
_CODES = {401: "invalid_api_key", 404: "not_found", 429: "rate_limit_exceeded", 503: "server_overloaded"}
_DELIVERIES: Mapping[Wire, Delivery] = {
    Wire.HANG: deliveries.hang,
    Wire.DROP: deliveries.drop,
    Wire.CUT: deliveries.cut,
    Wire.GARBLE: deliveries.garble,
}


@define
class Cue:
    """A rule that waits for its requests."""

    rule: Rule
    met: int = 0
    """How many requests fitted."""
    struck: int = 0
    """How many of them it was applied to."""

    def meets(self, request: Request) -> bool:
        """Tell whether the rule is to be applied to a request, and count it."""
        if not self.rule.fits(request):
            return False
        self.met += 1
        due = self.met == self.rule.call if self.rule.call else self.rule.times is None or self.met <= self.rule.times
        self.struck += due
        return due


@define
class Script:
    """What happens to which request: the first rule that is due is applied, before all of them words in a prompt."""

    cues: list[Cue] = field(factory=list)
    _spoken: dict[str, Cue] = field(factory=dict)
    """By prompt, so that `times` in its words counts."""

    def replace(self, rules: Iterable[Rule]) -> None:
        """Follow these rules from now on, and count anew."""
        self.cues[:] = [Cue(rule) for rule in rules]
        self._spoken.clear()

    def add(self, rule: Rule) -> Cue:
        """Follow one more rule, behind the others."""
        cue = Cue(rule)
        self.cues.append(cue)
        return cue

    async def act(self, request: Request, proceed: Proceed) -> Reply:
        """Answer a request as the script says."""
        try:
            cue = self._words(request)
        except RuleError as problem:
            return _named(
                request, refusal(400, f"The prompt has words for the mock server that cannot be followed: {problem}.")
            )
        for each in ([cue] if cue else []) + self.cues:
            if each.meets(request):
                return await _applied(each.rule, request, proceed)
        return await proceed(request)

    def _words(self, request: Request) -> Cue | None:
        if request.operation not in STARTS or b"[mock:" not in request.body:
            return None
        prompt = request.fields.get("prompt")
        rule = rule_of(prompt) if isinstance(prompt, str) else None
        if rule is None or not isinstance(prompt, str):
            return None
        if len(self._spoken) >= _MOST_PROMPTS:
            self._spoken.pop(next(iter(self._spoken)))
        return self._spoken.setdefault(prompt, Cue(rule))


async def _applied(rule: Rule, request: Request, proceed: Proceed) -> Reply:
    if rule.delay:
        await request.wait(rule.delay)
    if rule.status is not None:
        return _named(request, _error(rule))
    reply = await proceed(request)
    if rule.story and reply.ok:
        reply = _told(rule, request, reply)
    reply = evolve(reply, headers=(*reply.without(*dict(rule.headers)).headers, *rule.headers))
    return evolve(reply, delivery=_DELIVERIES[rule.wire]) if rule.wire else reply


def _error(rule: Rule) -> Reply:
    status = rule.status or 500
    reply = refusal(status, rule.message or f"The script of the mock server says {status}.")
    error = {**reply.document["error"], "code": rule.code or _CODES.get(status)}
    after = () if rule.retry_after is None else (("retry-after", f"{rule.retry_after:g}"),)
    reply = reply.with_json({"error": error})
    return evolve(reply, headers=(*reply.without(*dict(rule.headers)).headers, *after, *rule.headers))


def _named(request: Request, reply: Reply) -> Reply:
    """Give an answer that the server knows nothing of the name that it gives to each."""
    if any(name == REQUEST_ID for name, _ in reply.headers):
        return reply
    name = request.world.names.request(request.method, request.path, request.query_string)
    return evolve(reply, headers=(*reply.headers, (REQUEST_ID, name)))


def _told(rule: Rule, request: Request, reply: Reply) -> Reply:
    """Change the course of a job that was just started, and show it as it is now."""
    store = request.world.store
    job = store.job(reply.document["id"])
    job = evolve(job, **_course(rule))
    store.replace_job(job)
    return reply.with_body(json.dumps(describe(job, request.world.now())).encode(), reply.media_type)


def _course(rule: Rule) -> dict[str, Any]:
    course: dict[str, Any] = {}
    if rule.queued is not None or rule.in_progress is not None:
        queued, running = rule.queued or 0.0, rule.in_progress or 0.0
        course["duration"] = queued + running
        course["queued_share"] = queued / (queued + running) if queued + running else 0.0
    if rule.fail is not None:
        message = rule.message or f"The script of the mock server lets this job fail with '{rule.fail}'."
        course.update(planned_failure=Failure(rule.fail, message), failure_share=1.0)
    if rule.looks is not None:
        course["looks"] = rule.looks
    if rule.stall is not None:
        course["stall"] = rule.stall
    if rule.expires is not None:
        course.update(lifetime=rule.expires, expires=True)
    return course
