"""Variants of traffic: a busy or cautious server tells clients to come again, or moderates."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from openai_videos_mock.intercept.acts import STARTS, applied, videos
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal
from openai_videos_mock.variants.jobs.lifecycle import change_job
from openai_videos_mock.variants.variant import Group, Variant

_AT_ONCE = 4
_ONE_IN = 20
_EVERY = 40
_QUOTA = 8
_SUM = 19


def _too_many(**headers: str) -> Reply:
    reply = refusal(429, "There is too much to do; come again.")
    extra = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=429, headers=(*reply.headers, *extra), body=reply.body)


async def _counted(request: Request, proceed: Proceed) -> Reply:
    """Answer what may start a job: it counts for one from when it is asked for, since others may be asked meanwhile."""
    memory = request.memory
    memory["asked"] = memory.get("asked", 0) + 1
    try:
        reply = await proceed(request)
    finally:
        memory["asked"] -= 1
    if reply.ok:
        memory.setdefault("started", set()).add(reply.document["id"])
    return reply


def _started(request: Request) -> int:
    """Count the jobs that were started so far, or may be at this moment."""
    started: set[str] = request.memory.get("started", set())
    return len(started) + _asked(request)


def _running(request: Request) -> int:
    """Count those of them that are under way still."""
    now, store = request.world.now(), request.world.store
    started: set[str] = request.memory.get("started", set())
    running = [each for each in started if store.has_job(each) and not store.job(each).status(now).final]
    return len(running) + _asked(request)


def _asked(request: Request) -> int:
    asked: int = request.memory.get("asked", 0)
    return asked


def _busy(**headers: str) -> Act:
    """Refuse a job while enough are under way."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation not in STARTS:
            return await proceed(request)
        return _too_many(**headers) if _running(request) >= _AT_ONCE else await _counted(request, proceed)

    return act


async def _one_at_a_time(request: Request, proceed: Proceed) -> Reply:
    """Refuse every job, right or wrong, while one is under way."""
    if request.operation not in STARTS:
        return await proceed(request)
    if _running(request):
        return refusal(409, "Another video is being made; come again.")
    return await _counted(request, proceed)


async def _rate(request: Request, proceed: Proceed) -> Reply:
    count = request.memory["count"] = request.memory.get("count", 0) + 1
    if count % _EVERY == 0:
        return _too_many(retry_after=formatdate(request.world.now() + 1, usegmt=True))
    return await proceed(request)


async def _quota(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in STARTS:
        return await proceed(request)
    if _started(request) >= _QUOTA:
        return refusal(429, "The quota of this account is spent.")
    return await _counted(request, proceed)


def _turn(request: Request) -> bool:
    """Count the prompts; tell of the first, and then of every twentieth."""
    count = request.memory.get("count", 0)
    if request.operation in STARTS and request.fields.get("prompt"):
        request.memory["count"] = count + 1
        return bool(count % _ONE_IN == 0)
    return False


def _sum(request: Request) -> bool:
    """Tell of one prompt in twenty, the same ones always."""
    prompt = request.fields.get("prompt") if request.operation in STARTS else None
    return isinstance(prompt, str) and zlib.crc32(prompt.encode()) % _ONE_IN == _SUM


def _moderated(when: Callable[[Request], bool]) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        return _blocked() if when(request) else await proceed(request)

    return act


def _blocked() -> Reply:
    envelope = {"message": "The prompt was refused by moderation.", "type": "invalid_request_error", "param": "prompt"}
    return refusal(400).with_json({"error": {**envelope, "code": "moderation_blocked"}})


async def _moderated_later(request: Request, proceed: Proceed) -> Reply:
    blocked: dict[str, Any] = request.memory.setdefault("blocked", {})  # true prompts by id
    turn = _turn(request)
    reply = await proceed(request)
    if turn and reply.ok:
        job = request.world.store.job(reply.document["id"])
        blocked[job.id] = job.prompt
        change_job(request, job.id, prompt=f"{job.prompt} [fail:moderation_blocked]")
        reply = await proceed(request.at(f"/videos/{job.id}"))

    def change(video: Video, _: Request) -> None:
        if video.get("id") in blocked:
            video["prompt"] = blocked[video["id"]]
            if video.get("error"):
                video["error"]["message"] = "The video was withheld by moderation."

    return await applied(videos(change), request, reply)


VARIANTS = (
    Variant("moderated", ("E-59",), "Every twentieth prompt is refused by moderation, the first one too.",
            _moderated(_turn), group=Group.MODERATION),
    Variant("moderated-by-prompt", ("E-59",), "One prompt in twenty is refused by moderation, and always the same.",
            _moderated(_sum), group=Group.MODERATION),
    Variant("moderated-later", ("E-59",), "The job of one prompt in twenty, the first too, fails by moderation.",
            _moderated_later, group=Group.MODERATION),
    Variant("quota", ("F-09",), "After eight jobs the quota is spent: every other one is answered with 429.", _quota,
            group=Group.BUSY),
    Variant("busy", ("E-59", "F-09"), "A fifth job at once is put off with 429 and Retry-After.",
            _busy(retry_after="1"), group=Group.BUSY),
    Variant("busy-no-hint", ("F-09",), "A fifth job at once is put off with 429, and nothing says for how long.",
            _busy(), group=Group.BUSY),
    Variant("one-at-a-time", ("E-59",), "While one job is under way, every other one is answered with 409.",
            _one_at_a_time, group=Group.BUSY),
    Variant("rate-limited", ("F-09",), "Every fortieth request is put off with 429 until a date in Retry-After.",
            _rate),
)  # fmt: skip
