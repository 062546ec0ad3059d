"""Faults of form: a video, or something else in JSON, that does not keep its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    EXTEND,
    LIST,
    RETRIEVE,
    SHOWS,
    documents,
    drop,
    in_status,
    put,
    successes,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import Reply, Request, Video

_IDS = {
    "id": "video.id",
    "object": "video.type",
    "created_at": "video.created-at",
    "completed_at": "video.completed-at",
    "expires_at": "video.expires-at",
    "remixed_from_video_id": "video.remixed-from",
}
_REQUIRED = ("id", "created_at", "model", "object", "progress", "seconds", "size", "status")
_NULLABLE = ("completed_at", "error", "expires_at", "remixed_from_video_id")


def _rule(name: str) -> str:
    return _IDS.get(name, f"video.{name}")


def _of(name: str) -> str:
    return f"video-{name.replace('_', '-')}"


def _cast(name: str, convert: Callable[[Any], Any]) -> Callable[[Video, Request], None]:
    def change(video: Video, _: Request) -> None:
        if video.get(name) is not None:
            video[name] = convert(video[name])

    return change


_CASTS: tuple[tuple[str, str, Callable[[Any], Any], str], ...] = (
    ("id", "number", lambda _: 12345, "The id is a number"),
    ("created_at", "iso", lambda _: "2026-11-01T12:00:00Z", "`created_at` is an ISO date"),
    ("created_at", "float", lambda value: value + 0.25, "`created_at` has a fraction"),
    ("created_at", "string", str, "`created_at` is a number in a string"),
    ("completed_at", "iso", lambda _: "2026-11-01T12:00:00Z", "`completed_at` is an ISO date"),
    ("expires_at", "iso", lambda _: "2026-11-01T12:00:00Z", "`expires_at` is an ISO date"),
    ("expires_at", "string", lambda _: "", "`expires_at` is an empty string"),
    ("seconds", "integer", int, "`seconds` is an integer"),
    ("seconds", "float", float, "`seconds` is a number with a fraction"),
    ("progress", "string", str, "`progress` is a number in a string"),
    ("progress", "fraction", lambda value: value / 100 + 0.001, "`progress` is a share of one"),
    ("progress", "float", lambda value: value + 0.5, "`progress` has a fraction"),
    ("progress", "negative", lambda _: -1, "`progress` is -1"),
    ("progress", "above", lambda _: 101, "`progress` goes beyond 100"),
    ("model", "object", lambda value: {"name": value}, "`model` is an object"),
    ("size", "object", lambda _: {"width": 720, "height": 1280}, "`size` is an object"),
    ("size", "empty", lambda _: "", "`size` is empty"),
    ("size", "other", lambda _: "1080x1920", "`size` is none of the four"),
    ("size", "star", lambda value: value.replace("x", "*"), "`size` is written with a star"),
    ("prompt", "list", lambda value: [{"type": "text", "text": value}], "`prompt` is a list of parts"),
    ("object", "other", lambda _: "video.generation", "`object` is another word"),
)

_STATUSES = {
    "processing": ("in_progress",),
    "generating": ("in_progress",),
    "unknown": ("queued",),
    "succeeded": ("completed",),
    "pending": ("queued",),
    "cancelled": ("failed",),
}


def _has_no(name: str) -> Callable[[Video], bool]:
    return lambda video: video.get(name) is None


def _videos() -> Iterator[Fault]:
    for name in _REQUIRED:
        yield Fault(f"{_of(name)}-missing", Layer.SCHEMA, _rule(name), f"Videos lack `{name}`.", videos(drop(name)))
        act = videos(put(**{name: None}))
        yield Fault(f"{_of(name)}-null", Layer.SCHEMA, _rule(name), f"Videos have null as `{name}`.", act)
    for name in _NULLABLE:
        act = videos(where(_has_no(name), drop(name)))
        behaviour = f"`{name}` is left out where it has no value."
        yield Fault(f"{_of(name)}-left-out", Layer.SCHEMA, "video.nullable-keys", behaviour, act)
    act = videos(drop("prompt"))
    yield Fault("video-prompt-missing", Layer.SCHEMA, "video.nullable-keys", "Videos never show a prompt.", act)
    for name, kind, convert, behaviour in _CASTS:
        act = videos(_cast(name, convert))
        yield Fault(f"{_of(name)}-{kind}", Layer.SCHEMA, _rule(name), f"{behaviour}.", act)
    for status, real in _STATUSES.items():
        act = videos(where(in_status(*real), put(status=status)))
        behaviour = f"The status of a job that is {real[0]} is written `{status}`."
        yield Fault(f"video-status-{status}", Layer.SCHEMA, "video.status", behaviour, act)


def _errors() -> Iterator[Fault]:
    failed: dict[str, tuple[Any, str]] = {
        "string": ("generation failed", "The error of a failed job is a string"),
        "list": ([{"code": "x", "message": "y"}], "The error of a failed job is a list"),
        "no-code": ({"message": "it failed"}, "The error of a failed job lacks its code"),
        "code-number": ({"code": 500, "message": "it failed"}, "The error code of a failed job is a number"),
        "code-null": ({"code": None, "message": "it failed"}, "The error code of a failed job is null"),
        "no-message": ({"code": "failed"}, "The error of a failed job lacks its message"),
        "empty": ({}, "The error of a failed job is an empty object"),
    }
    for name, (value, behaviour) in failed.items():
        act = videos(where(in_status("failed"), put(error=value)))
        yield Fault(f"video-error-{name}", Layer.SCHEMA, "video.error", f"{behaviour}.", act)


def _whole(reply: Reply) -> Reply:
    return reply.with_json({"data": reply.document, "code": 0})


def _milliseconds(video: Video, _: Request) -> None:
    for name in ("created_at", "completed_at", "expires_at"):
        if video.get(name) is not None:
            video[name] *= 1000


_S = Layer.SCHEMA
_OTHERS = (
    Fault("video-wrapped", _S, "video.object", "Videos are wrapped into an envelope.", successes(_whole, SHOWS)),
    Fault(
        "video-in-array",
        _S,
        "video.object",
        "A retrieved video is an array with one video.",
        successes(lambda reply: reply.with_json([reply.document]), RETRIEVE),
    ),
    Fault(
        "video-in-string",
        _S,
        "video.object",
        "A video is a JSON string that holds JSON.",
        successes(lambda reply: reply.with_json(reply.body.decode()), SHOWS),
    ),
    Fault("video-milliseconds", _S, "video.seconds-epoch", "Times are Unix milliseconds.", videos(_milliseconds)),
    Fault(
        "video-completed-milliseconds",
        _S,
        "video.seconds-epoch",
        "Only `completed_at` is in milliseconds.",
        videos(_cast("completed_at", lambda value: value * 1000)),
    ),
    Fault("video-seconds-empty", _S, "video.seconds-decimal", "`seconds` is empty.", videos(put(seconds=""))),
    Fault(
        "video-seconds-unit",
        _S,
        "video.seconds-decimal",
        "`seconds` has a unit behind it.",
        videos(_cast("seconds", lambda value: f"{value}s")),
    ),
    Fault(
        "video-seconds-fraction",
        _S,
        "video.seconds-decimal",
        "`seconds` has a fraction.",
        videos(_cast("seconds", lambda value: f"{value}.0")),
    ),
    Fault("video-model-empty", _S, "video.model-named", "`model` is empty.", videos(put(model=""))),
    Fault(
        "video-remix-object",
        _S,
        "video.remixed-from",
        "The source of a remix is an object.",
        videos(_cast("remixed_from_video_id", lambda value: {"id": value})),
    ),
    Fault(
        "video-status-succeeded-listed",
        _S,
        "video.status",
        "Completed videos are listed as `succeeded`, and retrieved as `completed`.",
        videos(where(in_status("completed"), put(status="succeeded")), LIST),
    ),
    Fault(
        "video-object-missing-listed",
        _S,
        "video.type",
        "Only the videos in a list lack `object`.",
        videos(drop("object"), LIST),
    ),
    Fault(
        "video-progress-missing-at-end",
        _S,
        "video.progress",
        "Only completed videos lack `progress`.",
        videos(where(in_status("completed"), drop("progress"))),
    ),
    Fault(
        "video-seconds-integer-derived",
        _S,
        "video.seconds",
        "`seconds` is an integer in the answer to an extension only.",
        documents(_cast("seconds", int), EXTEND),
    ),
    Fault(
        "video-size-null-running",
        _S,
        "video.size",
        "`size` is null until the job is completed.",
        videos(where(in_status("queued", "in_progress"), put(size=None))),
    ),
)

FAULTS = (*_videos(), *_errors(), *_OTHERS)
