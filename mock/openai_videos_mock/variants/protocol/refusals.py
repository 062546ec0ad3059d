"""Variants of refusals: with which status, and in how many words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from openai_videos_mock.intercept.acts import CONTENT, DELETE, DERIVES, REMIX, RETRIEVE, refusals
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, refusal
from openai_videos_mock.state.jobs import Failure, Status
from openai_videos_mock.variants.variant import Group, Variant

_BY_ID = CONTENT | DELETE | RETRIEVE | REMIX
_ID = re.compile(r"video_[0-9a-f]{32}")


def _status(becomes: Mapping[int, int]) -> Act:
    return refusals(lambda reply: evolve(reply, status=becomes.get(reply.status, reply.status)))


async def _checked_id(request: Request, proceed: Proceed) -> Reply:
    """Refuse what cannot be an id before looking for it."""
    if request.operation in _BY_ID and not _ID.fullmatch(request.id):
        return refusal(400, "That is no id of a video.")
    return await proceed(request)


async def _unknown_source(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    return evolve(reply, status=400) if request.operation in DERIVES and reply.status == 404 else reply


def _running(request: Request) -> bool:
    store = request.world.store
    return store.has_job(request.id) and not store.job(request.id).status(request.world.now()).final


def _not_ready(status: int) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in CONTENT and _running(request):
            return refusal(status, "The video is not ready.")
        return await proceed(request)

    return act


async def _cancel(request: Request, proceed: Proceed) -> Reply:
    if request.operation in DELETE and _running(request):
        request.world.store.remove_job(request.id)
        return Reply(status=200).with_json({"id": request.id, "object": "video.deleted", "deleted": True})
    return await proceed(request)


async def _cancel_to_failed(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in DELETE or not _running(request):
        return await proceed(request)
    store = request.world.store
    job = store.job(request.id)
    store.replace_job(evolve(job, duration=0, planned_failure=Failure("cancelled", "The job was cancelled.")))
    return Reply(status=200).with_json({"id": request.id, "object": "video.deleted", "deleted": True})


async def _gone(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    if request.operation in DELETE and reply.ok:
        request.memory[request.id] = True
    return refusal(410) if reply.status == 404 and request.id in request.memory else reply


async def _conflict(request: Request, proceed: Proceed) -> Reply:
    if request.operation in DELETE and _running(request):
        return refusal(409, f"The video is {Status.IN_PROGRESS}.")
    return await proceed(request)


def _error(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Act:
    def changed(reply: Reply) -> Reply:
        return reply.with_json(change(reply.document)) if isinstance(reply.document.get("error"), dict) else reply

    return refusals(changed)


def _short(document: dict[str, Any]) -> dict[str, Any]:
    error = document["error"]
    return {"error": {"code": error.get("code") or "BadRequest", "message": error["message"]}}


def _wordy(document: dict[str, Any]) -> dict[str, Any]:
    more = {"innererror": {"trace": [1, 2]}, "doc_url": "https://example.org/errors", "status": 400}
    return {**document, "request_id": "7d1f", "detail": None, "error": {**document["error"], **more}}


VARIANTS = (
    Variant("refusals-422", ("D-37", "F-07"), "What is invalid is answered with 422.", _status({400: 422}),
            group=Group.REFUSAL_STATUS),
    Variant("refusals-400", ("F-08", "D-10"), "A wrong media type is answered with 400.", _status({413: 400, 415: 400}),
            group=Group.REFUSAL_STATUS),
    Variant("ids-checked", ("D-41",), "What cannot be an id is answered with 400.", _checked_id, group=Group.IDS,
            bends=dict.fromkeys(("retrieve.unknown", "content.unknown-id", "delete.unknown"),
                                "E-57 wants 404 whatever the id")),
    Variant("source-unknown-400", ("E-44",), "An unknown source is answered with 400.", _unknown_source),
    *(
        Variant(f"not-ready-{status}", ("E-25",), f"Content that is not ready is answered with {status}.",
                _not_ready(status), group=Group.NOT_READY)
        for status in (400, 409, 425)
    ),
    Variant("delete-cancels", ("D-35", "E-32"), "Deleting a job that is under way cancels it.", _cancel,
            group=Group.DELETE_UNDER_WAY),
    Variant("delete-cancels-to-failed", ("E-70", "E-32"), "Deleting a job that is under way makes it a failed one.",
            _cancel_to_failed, group=Group.DELETE_UNDER_WAY),
    Variant("delete-conflicts", ("E-32",), "Deleting a job that is under way is answered with 409.", _conflict,
            group=Group.DELETE_UNDER_WAY),
    Variant("deleted-410", ("E-30",), "What was deleted is answered with 410.", _gone,
            bends=dict.fromkeys(("delete.not-found", "delete.twice"), "E-30 and E-31 want 404")),
    Variant("errors-short", ("F-02",), "An error has a code and a message, and nothing else.", _error(_short),
            bends={"http.error-complete": "F-02 requires the message only"}),
    Variant("errors-wordy", ("D-45",), "An error says more than the contract knows of.", _error(_wordy)),
)  # fmt: skip
