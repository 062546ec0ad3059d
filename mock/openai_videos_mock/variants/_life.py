"""How jobs live: how fast, through which states, and what they tell of it."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from openai_videos_mock.faults._messages import Asked, Proceed, Reply, Video, refusal
from openai_videos_mock.faults._tools import (
    CREATE,
    SHOWS,
    STARTS,
    in_status,
    put,
    successes,
    videos,
    where,
)
from openai_videos_mock.variants._variant import Variant

_DAY = 24 * 3600
_SKEW = 200
_TIMES = ("created_at", "completed_at", "expires_at")
_HOUSE = "house-video-1"
_SNAPSHOTS = {"sora-2": "sora-2-2025-12-08", "sora-2-pro": "sora-2-pro-2025-10-06"}
_HINT = "openai-poll-after-ms"


def change_job(asked: Asked, video_id: str, **changes: Any) -> None:
    """Give a job that was just started other properties."""
    store = asked.world.store
    store.replace_job(evolve(store.job(video_id), **changes))


async def _fail_at_once(asked: Asked, proceed: Proceed) -> Reply:
    reply = await proceed(asked)
    if asked.operation in STARTS and reply.ok and asked.world.store.job(reply.document["id"]).failure:
        change_job(asked, reply.document["id"], duration=0)
        return await proceed(asked.at(f"/videos/{reply.document['id']}"))
    return reply


def _skew(video: Video, _: Asked) -> None:
    for name in _TIMES:
        if isinstance(video.get(name), int):
            video[name] -= _SKEW


def _expires_from_creation(video: Video, _: Asked) -> None:
    video["expires_at"] = video["created_at"] + _DAY


def _dated(video: Video, _: Asked) -> None:
    video["model"] = _SNAPSHOTS.get(video["model"], video["model"])


def _without_hint(reply: Reply) -> Reply:
    return evolve(reply, headers=tuple((key, value) for key, value in reply.headers if key != _HINT))


async def _own_model(asked: Asked, proceed: Proceed) -> Reply:
    model = asked.fields.get("model") if asked.operation in CREATE else None
    if isinstance(model, str) and model != _HOUSE:
        return refusal(400, f"There is no such model; there is {_HOUSE}.")
    return await videos(put(model=_HOUSE))(asked, proceed)


async def _total_at_the_end(asked: Asked, proceed: Proceed) -> Reply:
    """Show the seconds that were asked for until the whole is there."""
    wish = asked.fields.get("seconds")
    reply = await proceed(asked)
    if asked.operation == "extend_video" and reply.ok:
        asked.memory[reply.document["id"]] = wish

    def change(video: Video, _: Asked) -> None:
        if video["id"] in asked.memory and video["status"] != "completed":
            video["seconds"] = asked.memory[video["id"]]

    return await _again(videos(change), asked, reply)


async def _probed_late(asked: Asked, proceed: Proceed) -> Reply:
    """Show a length that is no more than a guess until an upload has been looked into."""
    reply = await proceed(asked)
    if asked.operation == "edit_video" and isinstance(asked.fields.get("video"), bytes) and reply.ok:
        asked.memory[reply.document["id"]] = "12"

    def change(video: Video, _: Asked) -> None:
        if video["id"] in asked.memory and video["status"] != "completed":
            video["seconds"] = asked.memory[video["id"]]

    return await _again(videos(change), asked, reply)


async def _names_source(asked: Asked, proceed: Proceed) -> Reply:
    fields = asked.fields if asked.operation in ("edit_video", "extend_video") else {}
    video = fields.get("video")
    source = video.get("id") if isinstance(video, dict) else fields.get("video[id]")
    reply = await proceed(asked)
    if isinstance(source, str) and reply.ok:
        asked.memory[reply.document["id"]] = source

    def change(video: Video, _: Asked) -> None:
        if video["id"] in asked.memory:
            video["remixed_from_video_id"] = asked.memory[video["id"]]

    return await _again(videos(change), asked, reply)


async def _again(act: Any, asked: Asked, reply: Reply) -> Reply:
    """Let an act change an answer that is there already."""

    async def given(_: Asked) -> Reply:
        return reply

    changed: Reply = await act(asked, given)
    return changed


VARIANTS = (
    Variant("jobs-instant", ("E-02",), "A create is answered with a finished job.",
            adjust=lambda _: {"job_seconds": 0.0}, group="pace"),
    Variant("jobs-slow", ("E-06",), "A job takes three seconds.",
            adjust=lambda _: {"job_seconds": 3.0}, group="pace"),
    Variant("jobs-never-queued", ("E-05",), "A job is in progress from the start.",
            videos(where(in_status("queued"), put(status="in_progress"))), group="states"),
    Variant("jobs-queued-to-the-end", ("E-05",), "A job is queued until it is finished.",
            videos(where(in_status("in_progress"), put(status="queued", progress=0))), group="states"),
    Variant("jobs-fail-at-once", ("E-02",), "A job that fails says so in the answer to its create.", _fail_at_once),
    Variant("progress-jumps", ("E-08",), "Progress is 0 until it is 100.",
            videos(where(in_status("queued", "in_progress", "failed"), put(progress=0)))),
    Variant("no-poll-hint", ("E-16",), "Nothing says when to poll again.", successes(_without_hint, SHOWS)),
    Variant("clock-behind", ("E-10",), "The clock is more than three minutes behind.", videos(_skew)),
    Variant("never-expires", ("E-14",), "No video has a time at which it expires.", videos(put(expires_at=None)),
            group="expiry"),
    Variant("expires-from-creation", ("D-32",), "Every job says from its creation on when it expires, a day later.",
            videos(_expires_from_creation), group="expiry"),
    Variant("prompts-hidden", ("S-VIDEO-10", "D-06"), "No job shows its prompt.", videos(put(prompt=None))),
    Variant("models-own", ("D-04", "E-18"), "There is one model, of the server's own, and no other is taken.",
            _own_model, group="models", bends={"create.default-model": "E-18 allows servers with other models"}),
    Variant("models-dated", ("E-18", "E-20"), "A job names the dated snapshot of its model.", videos(_dated),
            group="models"),
    Variant("total-at-the-end", ("E-46",), "An extension has the stitched seconds once it is completed.",
            _total_at_the_end),
    Variant("uploads-probed-late", ("E-48",), "An edit of an upload has the right seconds once it is completed.",
            _probed_late),
    Variant("derived-name-source", ("E-50", "D-36"), "Edits and extensions name their source as remixes do.",
            _names_source),
)  # fmt: skip
