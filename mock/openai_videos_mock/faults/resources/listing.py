"""Faults of the list: pages, cursors, order, and what is on them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    LIST,
    documents,
    drop,
    in_status,
    instead,
    put,
    requests,
    successes,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video


def _page(change: Callable[[Video, Request], None]) -> Act:
    return documents(change, LIST)


def _query(**changes: str | None) -> Act:
    """Let the server see other parameters."""
    return requests(lambda request: request.with_query(**changes), LIST, lambda request: bool(request.query))


def _ids(page: Video) -> None:
    """Make the cursors fit the data again."""
    videos = page["data"]
    page.update(first_id=videos[0]["id"] if videos else None, last_id=videos[-1]["id"] if videos else None)


def _rearranged(change: Callable[[list[Any]], list[Any]]) -> Act:
    def act(page: Video, _: Request) -> None:
        page["data"] = change(page["data"])
        _ids(page)

    return _page(act)


def _one_more(request: Request) -> Request:
    return request.with_query(limit=str(int(request.query["limit"]) + 1))


def _has_limit(request: Request) -> bool:
    return request.query.get("limit", "") in map(str, range(1, 100))


def _turned(request: Request) -> Request:
    return request.with_query(order="asc" if request.query.get("order") == "desc" else "desc")


async def _inclusive(request: Request, proceed: Proceed) -> Reply:
    """Begin a page with the video that `after` names."""
    reply = await proceed(request)
    after = request.query.get("after", "")
    if request.operation not in LIST or not after or not reply.ok:
        return reply
    named = await proceed(request.at(f"/videos/{after}"))
    page = reply.document
    if not named.ok:
        return reply
    page["data"] = [named.document, *page["data"]][: int(request.query.get("limit", "20"))]
    _ids(page)
    return reply.with_json(page)


async def _newest_window(request: Request, proceed: Proceed) -> Reply:
    """Cut the first ascending page from the newest, and sort it then."""
    if request.operation not in LIST or request.query.get("order") != "asc" or "after" in request.query:
        return await proceed(request)
    reply = await proceed(request.with_query(order="desc"))
    if not reply.ok:
        return reply
    page = reply.document
    page["data"].reverse()
    _ids(page)
    return reply.with_json(page)


async def _skipping(request: Request, proceed: Proceed) -> Reply:
    """Lose the first video behind a cursor."""
    reply = await proceed(request)
    if request.operation not in LIST or "after" not in request.query or not reply.document.get("data"):
        return reply
    first = reply.document["data"][0]["id"]
    return await proceed(request.with_query(after=first))


async def _wrapping(request: Request, proceed: Proceed) -> Reply:
    """Begin again at the start behind the last page, so that the list never ends."""
    reply = await proceed(request)
    if request.operation not in LIST or not reply.ok or reply.document["has_more"]:
        return reply
    page = reply.document
    if not page["data"]:
        page = (await proceed(request.with_query(after=None))).document
    return reply.with_json({**page, "has_more": True})


async def _lost_at_end(request: Request, proceed: Proceed) -> Reply:
    """Never show the last video of a walk: the page before it says that it is the last."""
    reply = await proceed(request)
    if request.operation not in LIST or not reply.document.get("has_more"):
        return reply
    behind = await proceed(request.with_query(after=reply.document["last_id"], limit="2"))
    return reply.with_json({**reply.document, "has_more": False}) if len(behind.document["data"]) == 1 else reply


def _refused(status: int, when: Callable[[Request], bool]) -> Act:
    return instead(LIST, status, when)


def _opaque(page: Video, _: Request) -> None:
    for name in ("first_id", "last_id"):
        if page[name]:
            page[name] = base64.b64encode(page[name].encode()).decode()


def _full_means_more(page: Video, request: Request) -> None:
    page["has_more"] = len(page["data"]) >= int(request.query.get("limit", "20")) > 0


def _offset(request: Request) -> Request:
    """Take `after` for a number to skip; anything else is none."""
    return request.with_query(after=None)


def _late(shows: Callable[[Video], bool]) -> Act:
    """List only what was created a minute ago and passes a test."""

    def act(page: Video, request: Request) -> None:
        end = request.world.now() - 60
        page["data"] = [video for video in page["data"] if video["created_at"] < end and shows(video)]
        _ids(page)

    return _page(act)


def _unknown(request: Request) -> bool:
    return "does_not_exist" in request.query.get("after", "")


def _limit_is(test: Callable[[str], bool]) -> Callable[[Request], bool]:
    return lambda request: test(request.query.get("limit", "1"))


_L, _S, _I = Layer.LIST, Layer.STATUS, Layer.INPUT
_STALE = put(status="queued", progress=0, completed_at=None, expires_at=None)
FAULTS = (
    Fault("list-404", _S, "list.answers", "There is no list: 404.", instead(LIST, 404)),
    Fault("list-501", _S, "list.answers", "The list is not implemented: 501.", instead(LIST, 501)),
    Fault("list-limit-required", _I, "list.answers", "A list without `limit` is refused.",
          _refused(400, lambda request: "limit" not in request.query)),
    Fault("list-array", _L, "list.object", "A page is a bare array.",
          successes(lambda reply: reply.with_json(reply.document["data"]), LIST)),
    Fault("list-wrapped", _L, "list.object", "A page is wrapped into an envelope.",
          successes(lambda reply: reply.with_json({"result": reply.document}), LIST)),
    Fault("list-object-missing", _L, "list.type", "A page lacks `object`.", _page(drop("object"))),
    Fault("list-object-other", _L, "list.type", "`object` of a page is `page`.", _page(put(object="page"))),
    Fault("list-data-missing", _L, "list.data", "The videos of a page are under `videos`.",
          _page(lambda page, _: page.update(videos=page.pop("data")))),
    Fault("list-data-null", _L, "list.data", "`data` is null.", _page(put(data=None))),
    Fault("list-data-object", _L, "list.data", "`data` is an object by id.",
          _page(lambda page, _: page.update(data={each["id"]: each for each in page["data"]}))),
    Fault("list-data-ids", _L, "list.data", "`data` holds ids in place of videos.",
          _page(lambda page, _: page.update(data=[each["id"] for each in page["data"]]))),
    Fault("list-data-null-when-empty", _L, "list.data", "`data` is null on an empty page.",
          _page(lambda page, _: page.update(data=page["data"] or None))),
    Fault("list-has-more-missing", _L, "list.has-more", "A page lacks `has_more`.", _page(drop("has_more"))),
    Fault("list-has-more-string", _L, "list.has-more", "`has_more` is a string.",
          _page(lambda page, _: page.update(has_more=str(page["has_more"]).lower()))),
    Fault("list-has-more-number", _L, "list.has-more", "`has_more` is 0 or 1.",
          _page(lambda page, _: page.update(has_more=int(page["has_more"])))),
    Fault("list-has-more-null", _L, "list.has-more", "`has_more` is null on the last page.",
          _page(lambda page, _: page.update(has_more=page["has_more"] or None))),
    Fault("list-cursors-missing", _L, "list.last-id", "A page has no cursors.", _page(drop("first_id", "last_id"))),
    Fault("list-first-id-missing", _L, "list.first-id", "A page lacks `first_id`.", _page(drop("first_id"))),
    Fault("list-first-id-number", _L, "list.first-id", "`first_id` is a number.", _page(put(first_id=1))),
    Fault("list-last-id-missing", _L, "list.last-id", "A page lacks `last_id`.", _page(drop("last_id"))),
    Fault("list-last-id-number", _L, "list.last-id", "`last_id` is a number.", _page(put(last_id=2))),
    Fault("list-last-id-dropped-at-end", _L, "list.last-id", "The last page lacks `last_id`.",
          _page(where(lambda page: not page["has_more"], drop("last_id")))),
    Fault("list-limit-ignored", _I, "list.limit", "`limit` is ignored.",
          requests(lambda request: request.with_query(limit="100"), LIST, _has_limit)),
    Fault("list-limit-one-more", _I, "list.limit", "A page has one video more than `limit`.",
          requests(_one_more, LIST, _has_limit)),
    Fault("list-limit-with-after", _I, "list.limit", "`limit` is ignored beside a cursor.",
          requests(lambda request: request.with_query(limit="100"), LIST,
                   lambda request: _has_limit(request) and "after" in request.query)),
    Fault("list-order-ignored", _I, "list.order", "`order` is ignored: always the newest first.", _query(order=None)),
    Fault("list-order-oldest", _I, "list.order", "`order` is ignored: always the oldest first.", _query(order="asc")),
    Fault("list-order-turned", _I, "list.order", "`order` is taken the wrong way round.",
          requests(_turned, LIST, lambda request: "order" in request.query)),
    Fault("list-order-within-page", _L, "list.order", "Videos are sorted by id within a page.",
          _rearranged(lambda videos: sorted(videos, key=lambda video: str(video["id"])))),
    Fault("list-order-of-page", _L, "list.order", "A page is cut right and then turned round.",
          _rearranged(lambda videos: videos[::-1])),
    Fault("list-after-ignored", _I, "list.after", "`after` is ignored.", _query(after=None)),
    Fault("list-after-inclusive", _L, "list.after", "A page begins with the video that `after` names.", _inclusive),
    Fault("list-after-skips", _L, "list.after", "The first video behind a cursor is lost.", _skipping),
    Fault("list-after-ascending", _I, "list.after", "`after` is ignored in ascending order.",
          requests(_offset, LIST, lambda request: request.query.get("order") == "asc")),
    Fault("list-ascending-newest", _L, "list.after", "The first ascending page is cut from the newest videos.",
          _newest_window),
    Fault("list-cursors-swapped", _L, "list.cursor-ids", "`first_id` and `last_id` are swapped.",
          _page(lambda page, _: page.update(first_id=page["last_id"], last_id=page["first_id"]))),
    Fault("list-cursors-opaque", _L, "list.cursor-ids", "The cursors are in base64.", _page(_opaque)),
    Fault("list-cursors-null", _L, "list.cursor-ids", "The cursors are always null.",
          _page(put(first_id=None, last_id=None))),
    Fault("list-cursors-empty", _L, "list.cursor-ids", "The cursors of an empty page are empty strings.",
          _page(lambda page, _: page.update(first_id=page["first_id"] or "", last_id=page["last_id"] or ""))),
    Fault("list-more-false", _L, "list.more-is-true", "`has_more` is always false.", _page(put(has_more=False))),
    Fault("list-more-false-at-last", _L, "list.more-is-true", "`has_more` is false where one video is left.",
          _lost_at_end),
    Fault("list-more-true", _L, "list.more-is-false", "`has_more` is always true.", _page(put(has_more=True))),
    Fault("list-more-when-full", _L, "list.more-is-false", "`has_more` is true whenever a page is full.",
          _page(_full_means_more)),
    Fault("list-more-when-not-empty", _L, "list.more-is-false", "`has_more` is true on every page with a video.",
          _page(lambda page, _: page.update(has_more=bool(page["data"])))),
    Fault("list-wraps", _L, "list.terminates", "Behind the last page the list begins anew.", _wrapping),
    Fault("list-lags", _L, "list.recent", "New jobs are listed a minute late.",
          _late(lambda _: True)),
    Fault("list-completed-only", _L, "list.recent", "Only completed jobs made in another minute are listed.",
          _late(in_status("completed"))),
    Fault("list-empty", _L, "list.recent", "The list is always empty.", _rearranged(lambda _: [])),
    Fault("list-no-unfinished", _L, "list.unfinished", "A job is listed when it has ended.",
          _rearranged(lambda videos: [video for video in videos if video["status"] in ("completed", "failed")])),
    Fault("list-stale", _L, "list.same-as-get", "The list shows every job as it was at first.", videos(_STALE, LIST)),
    Fault("list-no-prompt", _L, "list.same-as-get", "The list shows no prompts.", videos(put(prompt=None), LIST)),
    Fault("list-model-other", _L, "list.same-as-get", "The list shows another model.",
          videos(put(model="another-model"), LIST)),
    Fault("list-derived-other-model", _L, "list.same-as-get", "The list shows another model for remixes.",
          videos(where(lambda video: bool(video.get("remixed_from_video_id")), put(model="another-model")), LIST)),
    Fault("list-completed-at-null", _L, "list.same-as-get", "The list does not say when a job completed.",
          videos(where(in_status("completed"), put(completed_at=None)), LIST)),
    Fault("list-other-id", _L, "http.ids", "The list shows other ids than the create.",
          videos(lambda video, _: video.update(id=f"list_{video['id']}"), LIST)),
    Fault("list-cursor-500", _S, "list.edges", "An unknown cursor is a server error.", _refused(500, _unknown)),
    Fault("list-limit-zero-500", _S, "list.edges", "`limit=0` is a server error.",
          _refused(500, lambda request: request.query.get("limit") == "0")),
    Fault("list-order-any", _I, "list.refuses-order", "An `order` that is none is ignored.",
          requests(lambda request: request.with_query(order=None), LIST,
                   lambda request: request.query.get("order", "asc") not in ("asc", "desc"))),
    *(
        Fault(f"list-limit-{name}", _I, "list.refuses-limit", f"{behaviour} as `limit` is ignored.",
              requests(lambda request: request.with_query(limit=None), LIST,
                       _limit_is(test)))
        for name, behaviour, test in (
            ("negative", "A negative number", lambda text: text.startswith("-")),
            ("large", "A number above 100", lambda text: text.isdigit() and int(text) > 100),
            ("word", "A word", lambda text: text.isalpha()),
        )
    ),
)  # fmt: skip
