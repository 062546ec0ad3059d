"""Faults of what is looked at while others look: one client that asks for one thing after the other meets none."""

from __future__ import annotations

from collections.abc import Callable

from openai_videos_mock.faults.crowds.overlap import under_way
from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import CONTENT, RETRIEVE, put
from openai_videos_mock.intercept.deliveries import drop
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video

_CROWD = 3
"""Looks at once that are too many."""


def _other(others: list[Request], request: Request) -> str:
    """Give the id of another job that is asked about at the same time, empty where there is none."""
    return next((each.id for each in others if each.operation == request.operation and each.id != request.id), "")


def _overlapped(operations: frozenset[str], change: Callable[[Video, Request], None], *, same: bool = False) -> Act:
    """Change what an operation shows while it overlaps another request of its kind, of the same job if `same`."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation not in operations:
            return await proceed(request)
        async with under_way(request) as others:
            reply = await proceed(request)
        overlaps = any(each.id == request.id for each in others) if same else bool(others)
        if not (reply.ok and overlaps):
            return reply
        document = reply.document
        change(document, request)
        return reply.with_json(document)

    return act


async def _another_job(request: Request, proceed: Proceed) -> Reply:
    return await _for_another(RETRIEVE, request, proceed, lambda _, other: other)


async def _progress_of_another(request: Request, proceed: Proceed) -> Reply:
    def mixed(own: Reply, other: Reply) -> Reply:
        return own.with_json({**own.document, "progress": other.document.get("progress")})

    return await _for_another(RETRIEVE, request, proceed, mixed)


async def _content_of_another(request: Request, proceed: Proceed) -> Reply:
    return await _for_another(CONTENT, request, proceed, lambda _, other: other)


async def _for_another(
    operations: frozenset[str], request: Request, proceed: Proceed, mix: Callable[[Reply, Reply], Reply]
) -> Reply:
    """Let an answer be mixed with that about another job which is asked for at the same time."""
    if request.operation not in operations:
        return await proceed(request)
    async with under_way(request) as others:
        reply = await proceed(request)
        name = _other(others, request)
        other = await proceed(request.at(request.path.replace(request.id, name))) if name else reply
    return mix(reply, other) if reply.ok and other.ok else reply


def _too_many(answer: Callable[[Reply], Reply]) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation not in RETRIEVE:
            return await proceed(request)
        async with under_way(request) as others:
            reply = await proceed(request)
        return answer(reply) if len(others) >= _CROWD else reply

    return act


def _busy(_: Reply) -> Reply:
    return Reply(status=503, headers=(("retry-after", "1"),)).with_body(b"too many requests at once\n", "text/plain")


def _dropped(reply: Reply) -> Reply:
    return Reply(status=reply.status, headers=reply.headers, body=reply.body, delivery=drop)


def _queued(video: Video, _: Request) -> None:
    if video.get("status") != "failed":
        video["status"] = "queued"


def _failed(video: Video, _: Request) -> None:
    if video.get("status") == "completed":
        video["status"] = "failed"


FAULTS = (
    Fault(
        "load-another-job", Layer.LOAD, "lifecycle.same-id",
        "A look that overlaps one at another job shows that one.", _another_job,
    ),
    Fault(
        "load-progress-of-another", Layer.LOAD, "lifecycle.progress-forward",
        "A look that overlaps one at another job shows its progress.", _progress_of_another,
    ),
    Fault(
        "load-model-changes", Layer.LOAD, "lifecycle.stable",
        "Looks that overlap show another model.", _overlapped(RETRIEVE, put(model="sora-2-pro")),
    ),
    Fault(
        "load-status-back", Layer.LOAD, "lifecycle.forward",
        "Looks at one job that overlap show it queued.", _overlapped(RETRIEVE, _queued, same=True),
    ),
    Fault(
        "load-two-ends", Layer.LOAD, "lifecycle.final",
        "Looks at one completed job that overlap show it failed.", _overlapped(RETRIEVE, _failed, same=True),
    ),
    Fault(
        "load-content-of-another", Layer.LOAD, "content.stable",
        "A download that overlaps one of another video gives that one.", _content_of_another,
    ),
    Fault(
        "load-connection-dropped", Layer.LOAD, "http.answers",
        "The connection of a look that overlaps three others is closed.", _too_many(_dropped),
    ),
    Fault(
        "load-busy-plain", Layer.LOAD, "http.error-envelope",
        "A look that overlaps three others is put off in plain text.", _too_many(_busy),
    ),
)  # fmt: skip
