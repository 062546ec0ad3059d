"""Variants of the list: how it is cut into pages, and who else is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve

from openai_videos_mock.intercept.acts import LIST, STARTS, applied, requests, videos
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal
from openai_videos_mock.variants.variant import Group, Variant

_COARSE = 10
_CAP = 5
_HOUR = 3600
_OLD = 130
_NEIGHBOUR = 12


def _whole(query: str) -> int | None:
    return int(query) if query.isascii() and query.isdigit() and len(query) < 10 else None


def _page(items: list[Video], limit: int) -> dict[str, Any]:
    page = items[:limit]
    first, last = (page[0]["id"], page[-1]["id"]) if page else (None, None)
    more = bool(page) and len(items) > limit
    return {"object": "list", "data": page, "first_id": first, "last_id": last, "has_more": more}


async def _everything(request: Request, proceed: Proceed) -> list[Video]:
    """Read the whole list, the oldest first."""
    jobs: list[Video] = []
    after: str | None = None
    while True:
        reply = await proceed(request.at("/videos").with_query(order="asc", limit="100", after=after))
        jobs += reply.document["data"]
        if not reply.document["has_more"]:
            return jobs
        after = reply.document["last_id"]


async def _coarse_times(request: Request, proceed: Proceed) -> Reply:
    """Round times down, and sort the jobs of one time by their ids in both directions."""
    reply = await proceed(request)

    def change(video: Video, _: Request) -> None:
        for name in ("created_at", "completed_at"):
            if video.get(name) is not None:
                video[name] -= video[name] % _COARSE

    limit = _whole(request.query.get("limit", "20"))
    if request.operation not in LIST or not reply.ok or not limit:
        return await applied(videos(change), request, reply)
    newest_first = request.query.get("order", "desc") == "desc"
    items = await _everything(request, proceed)
    for item in items:
        change(item, request)
    items.sort(key=lambda item: (-item["created_at"] if newest_first else item["created_at"], item["id"]))
    behind = next((n for n, item in enumerate(items, start=1) if item["id"] == request.query.get("after")), 0)
    return reply.with_json(_page(items[behind:], limit))


def _unknown_cursor(answer: Callable[[Request, Proceed], Any]) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        if request.operation not in LIST or reply.status != 400 or "after" not in request.query:
            return reply
        again = await proceed(request.with_query(after=None))
        changed: Reply = await answer(request, proceed) if again.ok else reply
        return changed

    return act


async def _empty(_: Request, __: Proceed) -> Reply:
    return Reply(status=200).with_json(_page([], 0))


async def _from_the_start(request: Request, proceed: Proceed) -> Reply:
    return await proceed(request.with_query(after=None))


async def _not_found(_: Request, __: Proceed) -> Reply:
    return refusal(404, "There is no such video to go on from.")


def _other_defaults(request: Request) -> Request:
    return request.with_query(**{"order": "asc", "limit": "3", **request.query})


def _asks_for_none(request: Request) -> bool:
    return request.query.get("limit") == "0"


async def _refuse_zero(request: Request, proceed: Proceed) -> Reply:
    if request.operation in LIST and _asks_for_none(request):
        return refusal(400, "The limit must be 1 or more.")
    return await proceed(request)


def _capped(request: Request) -> Request:
    limit = _whole(request.query.get("limit", "20"))
    # What is out of range altogether is refused as ever.
    return request.with_query(limit=str(_CAP)) if limit is not None and _CAP < limit <= 100 else request


async def _old_jobs(request: Request, proceed: Proceed) -> Reply:
    """Have jobs of before, which nobody has deleted yet."""
    old: set[str] = request.memory.setdefault("old", set())
    if not old:
        store, now = request.world.store, request.world.now()
        for number in range(_OLD):
            job = store.add_job(
                prompt=f"From before, number {number}", model="sora-2", seconds="4", size="1280x720", duration=0
            )
            old.add(job.id)
            store.replace_job(evolve(job, created=now - _HOUR * (1 + (_OLD - number) / _OLD)))
    return await proceed(request)


async def _neighbours(request: Request, proceed: Proceed) -> Reply:
    """Let somebody else make a job now and then, and delete the one before."""
    count = request.memory["count"] = request.memory.get("count", 0) + 1
    if count % _NEIGHBOUR == 0 and request.operation not in STARTS:
        stranger = await proceed(request.at("/videos", "POST", prompt="Something else altogether"))
        before, request.memory["stranger"] = request.memory.get("stranger"), stranger.document.get("id")
        if before:
            await proceed(request.at(f"/videos/{before}", "DELETE"))
    return await proceed(request)


def _limited(change: Callable[[Request], Request], when: Callable[[Request], bool] = lambda _: True) -> Act:
    return requests(change, LIST, when)


VARIANTS = (
    Variant("jobs-from-before", ("V-LIST-02", "D-38"), "The list is full of jobs that others made an hour ago.",
            _old_jobs),
    Variant("neighbours", ("D-38",), "Other users make and delete jobs meanwhile.", _neighbours),
    Variant("times-coarse", ("E-35",), "Jobs of the same ten seconds have one time, and are sorted by id.",
            _coarse_times),
    Variant("list-defaults-other", ("D-22",), "Unless told otherwise, a page has three videos, the oldest first.",
            _limited(_other_defaults)),
    Variant("list-capped", ("E-34", "V-LIST-02"), "A page has five videos at most, whatever the limit.",
            _limited(_capped)),
    Variant("cursor-unknown-404", ("D-38",), "An unknown cursor is answered with 404.", _unknown_cursor(_not_found),
            group=Group.CURSOR),
    Variant("cursor-unknown-empty", ("D-38",), "Behind an unknown cursor is an empty page.", _unknown_cursor(_empty),
            group=Group.CURSOR),
    Variant("cursor-unknown-start", ("D-38",), "An unknown cursor is not looked at.",
            _unknown_cursor(_from_the_start), group=Group.CURSOR),
    Variant("limit-zero-refused", ("D-21",), "A limit of 0 is refused.", _refuse_zero, group=Group.ZERO),
    Variant("limit-zero-default", ("E-41",), "A limit of 0 stands for the default.",
            _limited(lambda request: request.with_query(limit=None), _asks_for_none), group=Group.ZERO),
)  # fmt: skip
