"""Faults of a job's life: what polling shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CREATE,
    DERIVES,
    REMIX,
    RETRIEVE,
    SHOWS,
    documents,
    drop,
    in_status,
    instead,
    put,
    successes,
    videos,
    where,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal

_RUNNING = in_status("queued", "in_progress")
_DONE = in_status("completed")


def _memory(request: Request, video: Video) -> dict[str, Any]:
    """Recall what the fault knows about one video."""
    memory: dict[str, Any] = request.memory.setdefault(str(video.get("id")), {})
    return memory


def _once_back(now: str, before: str, *, at: int = 2) -> Act:
    """Show, where a job is retrieved with the status `now` for the n-th time, the status `before`."""

    def change(video: Video, request: Request) -> None:
        memory = _memory(request, video)
        if video.get("status") == now:
            memory["seen"] = memory.get("seen", 0) + 1
            if memory["seen"] == at:
                video["status"] = before

    return documents(change, RETRIEVE)


def _progress_back(video: Video, request: Request) -> None:
    memory = _memory(request, video)
    if video.get("status") == "in_progress":
        memory["seen"] = memory.get("seen", 0) + 1
        if memory["seen"] == 2:
            video["progress"] = 1


def _progress_falls(video: Video, _: Request) -> None:
    if video.get("status") == "in_progress":
        video["progress"] = 100 - video["progress"]


def _later(after: int, change: Callable[[Video, Request], None]) -> Act:
    """Change a video from its n-th retrieval as completed on."""

    def act(video: Video, request: Request) -> None:
        memory = _memory(request, video)
        if video.get("status") == "completed":
            memory["seen"] = memory.get("seen", 0) + 1
            if memory["seen"] > after:
                change(video, request)

    return documents(act, RETRIEVE)


def _each_time(name: str) -> Act:
    """Change a property a little with every retrieval."""

    def change(video: Video, request: Request) -> None:
        memory = _memory(request, video)
        memory["seen"] = memory.get("seen", 0) + 1
        if isinstance(video.get(name), int):
            video[name] += memory["seen"]
        elif isinstance(video.get(name), str):
            video[name] += f" ({memory['seen']})"

    return documents(change, RETRIEVE)


def _at_first(change: Callable[[Video, Request], None]) -> Act:
    """Change a video in its first retrieval only."""

    def act(video: Video, request: Request) -> None:
        if not request.memory.setdefault(request.id, 0):
            request.memory[request.id] = 1
            change(video, request)

    return documents(act, RETRIEVE)


async def _late(request: Request, proceed: Proceed) -> Reply:
    """Know a job only from the second question on."""
    if request.operation in RETRIEVE and request.memory.setdefault(request.id, 0) < 1:
        request.memory[request.id] += 1
        return refusal(404)
    return await proceed(request)


def _missing_while(*statuses: str) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        shown = request.operation in RETRIEVE and reply.document.get("status") in statuses
        return refusal(404) if shown else reply

    return act


def _other_id(video: Video, _: Request) -> None:
    video["id"] = f"task_{video['id']}"


def _stuck(status: str, when: Callable[[Video], bool] = lambda _: True) -> Act:
    progress = 0 if status == "queued" else 50
    stuck = put(status=status, progress=progress, completed_at=None, expires_at=None)
    return videos(where(lambda video: _DONE(video) and when(video), stuck))


def _time(name: str, base: str, offset: int) -> Act:
    def change(video: Video, _: Request) -> None:
        if isinstance(video.get(name), int) and isinstance(video.get(base), int):
            video[name] = video[base] + offset

    return videos(change)


def _finished_early(video: Video, _: Request) -> None:
    video["completed_at"] = video.get("completed_at") or video.get("created_at")


def _reasons(change: Callable[[int, Video], None]) -> Act:
    """Change the error of a failed job, given how often it was retrieved before."""

    def counted(video: Video, request: Request) -> None:
        memory = _memory(request, video)
        if video.get("error"):
            change(memory.get("told", 0), video["error"])
            memory["told"] = memory.get("told", 0) + 1

    return documents(counted, RETRIEVE)


def _with_hint(value: str) -> Callable[[Reply], Reply]:
    return lambda reply: evolve(reply, headers=(*reply.without(_HINT).headers, (_HINT, value)))


def _failed_with(status: int) -> Callable[[Reply], Reply]:
    return lambda reply: refusal(status) if reply.document.get("status") == "failed" else reply


def _until_used(request: Request, video: Video) -> None:
    if video.get("id") in request.memory:
        video.update(status="in_progress", progress=50, completed_at=None, expires_at=None)


async def _source_restarts(request: Request, proceed: Proceed) -> Reply:
    """Show a video that was used as a source as running again."""
    reply = await proceed(request)
    if request.operation in DERIVES and reply.ok:
        source = request.id if request.operation in REMIX else request.fields.get("video")
        request.memory[str(source.get("id") if isinstance(source, dict) else source)] = True
    if request.operation in RETRIEVE and reply.ok:
        document = reply.document
        _until_used(request, document)
        return reply.with_json(document) if document != reply.document else reply
    return reply


_S, _Q, _T, _C = Layer.STATUS, Layer.SEQUENCE, Layer.TIME, Layer.SCHEMA
_AGAIN = put(status="in_progress", progress=50, completed_at=None, expires_at=None)
_HINT = "openai-poll-after-ms"
_NO_ERROR = {"code": "", "message": ""}
FAULTS = (
    Fault("retrieve-missing", _S, "lifecycle.readable", "No job can be retrieved: 404.", instead(RETRIEVE, 404)),
    Fault("retrieve-late", _T, "lifecycle.readable", "A job is unknown to its first retrieval.", _late),
    Fault("retrieve-missing-queued", _S, "lifecycle.readable", "A queued job is answered with 404.",
          _missing_while("queued")),
    Fault("retrieve-missing-running", _S, "lifecycle.readable", "A job in progress is answered with 404.",
          _missing_while("in_progress")),
    Fault("retrieve-missing-completed", _S, "lifecycle.readable", "A completed job is answered with 404.",
          _missing_while("completed")),
    Fault("retrieve-other-id", _Q, "lifecycle.same-id", "A retrieved job shows another id.",
          documents(_other_id, RETRIEVE)),
    Fault("retrieve-id-at-end", _Q, "lifecycle.same-id", "A job gets another id when it is completed.",
          documents(where(_DONE, _other_id), RETRIEVE)),
    Fault("retrieve-id-at-first", _Q, "lifecycle.same-id", "The first retrieval of a job shows another id.",
          _at_first(_other_id)),
    Fault("job-created-at-moves", _T, "lifecycle.stable", "`created_at` is later with every retrieval.",
          _each_time("created_at")),
    Fault("job-model-changes", _Q, "lifecycle.stable", "The model changes when the job is completed.",
          videos(where(_DONE, put(model="sora-2-pro")), RETRIEVE)),
    Fault("job-size-changes", _Q, "lifecycle.stable", "The size changes when the job is completed.",
          videos(where(_DONE, put(size="1792x1024")), RETRIEVE)),
    Fault("job-seconds-change", _Q, "lifecycle.stable", "The seconds change when the job is completed.",
          videos(where(_DONE, put(seconds="5")), RETRIEVE)),
    Fault("job-prompt-changes", _Q, "lifecycle.stable", "The prompt is rewritten when the job is completed.",
          videos(where(_DONE, put(prompt="A cinematic shot of what was asked for")), RETRIEVE)),
    Fault("job-completed-at-moves", _T, "lifecycle.stable", "`completed_at` is later with every retrieval.",
          _each_time("completed_at")),
    Fault("job-model-late", _Q, "lifecycle.stable", "The first retrieval shows another model.",
          _at_first(put(model="loading"))),
    Fault("job-never-ends", _T, "lifecycle.terminal", "Jobs stay in progress for ever.", _stuck("in_progress")),
    Fault("job-never-starts", _T, "lifecycle.terminal", "Jobs stay queued for ever.", _stuck("queued")),
    Fault("job-some-never-end", _T, "lifecycle.terminal", "Remixes stay in progress for ever.",
          _stuck("in_progress", lambda video: bool(video.get("remixed_from_video_id")))),
    Fault("job-back-to-queued", _Q, "lifecycle.forward", "A job in progress says `queued` once more.",
          _once_back("in_progress", "queued")),
    Fault("job-queued-at-last", _Q, "lifecycle.forward", "A create says `in_progress`, the first polls `queued`.",
          documents(where(_RUNNING, put(status="in_progress")), SHOWS - RETRIEVE)),
    Fault("progress-back-once", _Q, "lifecycle.progress-forward", "Progress goes back to 1 once.",
          documents(_progress_back, RETRIEVE)),
    Fault("progress-counts-down", _Q, "lifecycle.progress-forward", "Progress counts down.", videos(_progress_falls)),
    Fault("progress-ends-at-99", _Q, "lifecycle.progress-ends", "A completed job says 99 %.",
          videos(where(_DONE, put(progress=99)))),
    Fault("progress-ends-at-0", _Q, "lifecycle.progress-ends", "Progress is always 0.", videos(put(progress=0))),
    Fault("progress-starts-at-5", _Q, "lifecycle.progress-ends", "A queued job says 5 %.",
          videos(where(in_status("queued"), put(progress=5)))),
    Fault("completed-at-null", _T, "lifecycle.completed-at", "A completed job has null as `completed_at`.",
          videos(where(_DONE, put(completed_at=None)))),
    Fault("completed-at-missing", _T, "lifecycle.completed-at", "No job has `completed_at`.",
          videos(drop("completed_at"))),
    Fault("completed-at-listed-only", _T, "lifecycle.completed-at", "Only lists show `completed_at`.",
          videos(put(completed_at=None), RETRIEVE)),
    Fault("completed-at-early", _T, "lifecycle.not-completed-at", "A running job has `completed_at`.",
          videos(where(_RUNNING, _finished_early))),
    Fault("completed-at-zero", _T, "lifecycle.not-completed-at", "A running job has 0 as `completed_at`.",
          videos(where(_RUNNING, put(completed_at=0)))),
    Fault("completed-before-created", _T, "lifecycle.times-in-order", "`completed_at` is before `created_at`.",
          _time("completed_at", "created_at", -1)),
    Fault("completed-at-epoch", _T, "lifecycle.times-in-order", "A completed job has 0 as `completed_at`.",
          videos(where(_DONE, put(completed_at=0)))),
    Fault("error-without-failure", _C, "lifecycle.no-error", "Jobs that did not fail have an empty error.",
          videos(where(lambda video: video.get("error") is None, put(error=_NO_ERROR)))),
    Fault("error-while-running", _C, "lifecycle.no-error", "A running job has an error.",
          videos(where(_RUNNING, put(error={"code": "pending", "message": "not ready"})))),
    Fault("error-at-end", _C, "lifecycle.no-error", "A completed job has an error that says `success`.",
          videos(where(_DONE, put(error={"code": "success", "message": "ok"})))),
    Fault("expires-before-created", _T, "lifecycle.expiry", "`expires_at` is before `created_at`.",
          _time("expires_at", "created_at", -60)),
    Fault("expires-before-completed", _T, "lifecycle.expiry", "`expires_at` is a second before `completed_at`.",
          _time("expires_at", "completed_at", -1)),
    Fault("expires-zero", _T, "lifecycle.expiry", "`expires_at` is 0 where nothing expires.",
          videos(put(expires_at=0))),
    Fault("expires-is-lifetime", _T, "lifecycle.expiry", "`expires_at` is a number of seconds, not a time.",
          videos(where(_DONE, put(expires_at=3600)))),
    Fault("completed-runs-again", _Q, "lifecycle.final", "A completed job runs again when it is seen once more.",
          _later(1, _AGAIN)),
    Fault("completed-fails-later", _Q, "lifecycle.final", "A completed job fails when it is seen once more.",
          _later(1, put(status="failed", error={"code": "lost", "message": "lost"}))),
    Fault("job-fails-once", _Q, "lifecycle.final", "A job says `failed` once, and `completed` from then on.",
          _once_back("completed", "failed", at=1)),
    Fault("source-runs-again", _Q, "lifecycle.final", "A video runs again once it was a source.", _source_restarts),
    *(
        Fault(f"poll-hint-{name}", _T, "lifecycle.poll-hint", f"The hint when to poll again is {words}.",
              successes(_with_hint(value), SHOWS))
        for name, words, value in (("seconds", "a fraction", "0.5"), ("zero", "0", "0"), ("word", "a word", "soon"))
    ),
    Fault("failed-create-500", _S, "failed.accepted", "A create that will fail is answered with 500.",
          instead(CREATE, 500, lambda request: "[fail" in str(request.fields.get("prompt")))),
    *(
        Fault(f"failed-{status}", _S, "failed.readable", f"A failed job is answered with {status}.",
              successes(_failed_with(status), RETRIEVE))
        for status in (400, 404, 410, 500)
    ),
    Fault("failed-as-error-status", _S, "failed.readable", "A failed job has the status `error`.",
          videos(where(in_status("failed"), put(status="error")))),
    Fault("failed-as-completed", _S, "failed.readable", "A failed job says `completed`.",
          videos(where(in_status("failed"), put(status="completed", progress=100, error=None)))),
    Fault("failed-envelope", _S, "failed.readable", "A failed job is answered with 200 and an error envelope.",
          successes(lambda reply: reply.with_json(refusal(400).document)
                    if reply.document.get("status") == "failed" else reply, RETRIEVE)),
    Fault("failed-no-error", _C, "failed.error", "A failed job has null as its error.",
          videos(where(in_status("failed"), put(error=None)))),
    Fault("failed-error-missing", _C, "failed.error", "A failed job has no error at all.",
          videos(where(in_status("failed"), drop("error")))),
    Fault("failed-error-changes", _Q, "failed.stable", "A failed job has another reason in each answer.",
          _reasons(lambda told, error: error.update(message=f"The job failed on worker {told}."))),
    Fault("failed-error-forgotten", _Q, "failed.stable", "A failed job gives its reason once, then a general one.",
          _reasons(lambda told, error: error.update(code="internal_error") if told else None)),
    Fault("failed-error-blank", _C, "failed.error", "The error of a failed job has empty strings.",
          videos(where(in_status("failed"), put(error=_NO_ERROR)))),
)  # fmt: skip
