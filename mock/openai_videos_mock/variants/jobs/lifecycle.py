"""Variants of jobs: how fast they are, through which states they go, and what they tell of it."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from openai_videos_mock.intercept.acts import (
    CREATE,
    EDIT,
    EXTEND,
    SHOWS,
    STARTS,
    applied,
    in_status,
    put,
    successes,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import Proceed, Reply, Request, Video, refusal
from openai_videos_mock.variants.variant import Group, Variant

_DAY = 24 * 3600
_SKEW = 200
_TIMES = ("created_at", "completed_at", "expires_at")
_HOUSE = "house-video-1"
_SNAPSHOTS = {"sora-2": "sora-2-2025-12-08", "sora-2-pro": "sora-2-pro-2025-10-06"}
_HINT = "openai-poll-after-ms"


def change_job(request: Request, video_id: str, **changes: Any) -> None:
    """Give a job that was just started other properties."""
    store = request.world.store
    store.replace_job(evolve(store.job(video_id), **changes))


async def _fail_at_once(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    if request.operation in STARTS and reply.ok and request.world.store.job(reply.document["id"]).failure:
        change_job(request, reply.document["id"], duration=0)
        return await proceed(request.at(f"/videos/{reply.document['id']}"))
    return reply


def _skew(video: Video, _: Request) -> None:
    for name in _TIMES:
        if isinstance(video.get(name), int):
            video[name] -= _SKEW


_FAR_AWAY = 253402300799
"""The last second of the year 9999, which some servers give for never."""


def _expires_from_creation(video: Video, _: Request) -> None:
    video["expires_at"] = video["created_at"] + _DAY


def _dated(video: Video, _: Request) -> None:
    video["model"] = _SNAPSHOTS.get(video["model"], video["model"])


def _without_hint(reply: Reply) -> Reply:
    return reply.without(_HINT)


async def _own_model(request: Request, proceed: Proceed) -> Reply:
    model = request.fields.get("model") if request.operation in CREATE else None
    if isinstance(model, str) and model != _HOUSE:
        return refusal(400, f"There is no such model; there is {_HOUSE}.")
    return await videos(put(model=_HOUSE))(request, proceed)


async def _total_at_the_end(request: Request, proceed: Proceed) -> Reply:
    """Show the seconds that were asked for until the whole is there."""
    segment = request.fields.get("seconds")
    reply = await proceed(request)
    if request.operation in EXTEND and reply.ok:
        request.memory[reply.document["id"]] = segment

    def change(video: Video, _: Request) -> None:
        if video["id"] in request.memory and video["status"] != "completed":
            video["seconds"] = request.memory[video["id"]]

    return await applied(videos(change), request, reply)


async def _probed_late(request: Request, proceed: Proceed) -> Reply:
    """Show a length that is no more than a guess until an upload has been looked into."""
    reply = await proceed(request)
    if request.operation in EDIT and isinstance(request.fields.get("video"), bytes) and reply.ok:
        request.memory[reply.document["id"]] = "12"

    def change(video: Video, _: Request) -> None:
        if video["id"] in request.memory and video["status"] != "completed":
            video["seconds"] = request.memory[video["id"]]

    return await applied(videos(change), request, reply)


async def _names_source(request: Request, proceed: Proceed) -> Reply:
    fields = request.fields if request.operation in EDIT | EXTEND else {}
    video = fields.get("video")
    source = video.get("id") if isinstance(video, dict) else fields.get("video[id]")
    reply = await proceed(request)
    if isinstance(source, str) and reply.ok:
        request.memory[reply.document["id"]] = source

    def change(video: Video, _: Request) -> None:
        if video["id"] in request.memory:
            video["remixed_from_video_id"] = request.memory[video["id"]]

    return await applied(videos(change), request, reply)


VARIANTS = (
    Variant("jobs-instant", ("E-02",), "A create is answered with a finished job.",
            adjust=lambda _: {"job_seconds": 0.0}, group=Group.PACE),
    Variant("jobs-slow", ("E-06",), "A job takes three seconds.",
            adjust=lambda _: {"job_seconds": 3.0}, group=Group.PACE),
    Variant("jobs-never-queued", ("E-05",), "A job is in progress from the start.",
            videos(where(in_status("queued"), put(status="in_progress"))), group=Group.STATES),
    Variant("jobs-queued-to-the-end", ("E-05",), "A job is queued until it is finished.",
            videos(where(in_status("in_progress"), put(status="queued", progress=0))), group=Group.STATES),
    Variant("jobs-fail-at-once", ("E-02",), "A job that fails says so in the answer to its create.", _fail_at_once),
    Variant("progress-jumps", ("E-08",), "Progress is 0 until it is 100.",
            videos(where(in_status("queued", "in_progress", "failed"), put(progress=0)))),
    Variant("no-poll-hint", ("E-16",), "Nothing says when to poll again.", successes(_without_hint, SHOWS)),
    Variant("clock-behind", ("E-10",), "The clock is more than three minutes behind.", videos(_skew)),
    Variant("never-expires", ("E-14",), "No video has a time at which it expires.", videos(put(expires_at=None)),
            group=Group.EXPIRY),
    Variant("expires-from-creation", ("D-32",), "Every job says from its creation on when it expires, a day later.",
            videos(_expires_from_creation), group=Group.EXPIRY),
    Variant("expires-in-9999", ("E-14",), "A video that is kept for ever expires with the year 9999.",
            videos(put(expires_at=_FAR_AWAY)), group=Group.EXPIRY),
    Variant("prompts-hidden", ("S-VIDEO-10", "D-06"), "No job shows its prompt.", videos(put(prompt=None))),
    Variant("models-own", ("D-04", "E-18"), "There is one model, of the server's own, and no other is taken.",
            _own_model, group=Group.MODELS, bends={"create.default-model": "E-18 allows servers with other models"}),
    Variant("models-dated", ("E-18", "E-20"), "A job names the dated snapshot of its model.", videos(_dated),
            group=Group.MODELS),
    Variant("total-at-the-end", ("E-46",), "An extension has the stitched seconds once it is completed.",
            _total_at_the_end),
    Variant("uploads-probed-late", ("E-48",), "An edit of an upload has the right seconds once it is completed.",
            _probed_late),
    Variant("derived-name-source", ("E-50", "D-36"), "Edits and extensions name their source as remixes do.",
            _names_source),
)  # fmt: skip
