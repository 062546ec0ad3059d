"""Right servers, drawn at random: what many users with clocks of their own would see of one.

A look samples the truth at one moment between its begin and its end, which is all that anybody can rely on.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from hypothesis import strategies as st
from openai_videos_conformance.load.looks.history import History
from openai_videos_conformance.load.looks.look import Item, Look

WORKERS = ("", "east", "west")
BASE = "http://127.0.0.1:8000/v1/videos"
JSON = "application/json"
FAR = 1e9
TENTH = 0.1


@attrs.frozen
class Truth:
    """A job as the server has it: when it came to be, moved, and was deleted; seconds."""

    name: str
    created: float
    started: float
    ended: float
    deleted: float

    def is_there(self, at: float) -> bool:
        return self.created <= at < self.deleted

    def status(self, at: float) -> str:
        return "queued" if at < self.started else "in_progress" if at < self.ended else "completed"

    def progress(self, at: float) -> int:
        done = (at - self.started) / (self.ended - self.started)
        return max(0, min(100, int(100 * done)))

    def body(self, at: float) -> dict[str, object]:
        own = {"id": self.name, "object": "video", "created_at": int(self.created), "model": "sora-2"}
        return {**own, "prompt": f"of {self.name}", "status": self.status(at), "progress": self.progress(at)}


@attrs.define
class World:
    """The truth, and the clocks of those who look at it."""

    jobs: Sequence[Truth]
    shifts: dict[str, tuple[float, float, float]]
    """By worker: how far its clock is behind, how far it thinks to be, and how sure it is."""
    looks: list[Look] = attrs.field(factory=list)

    def see(self, worker: str, begin: float, end: float, operation: str, **values: object) -> None:
        behind, told, unsure = self.shifts[worker]
        base: dict[str, object] = {
            "worker": worker, "user": "user-1", "number": len(self.looks) + 1, "operation": operation, "url": BASE,
            "method": "GET", "media_type": JSON, "began": begin - behind, "ended": end - behind, "shift": told,
            "unsure": unsure,
        }  # fmt: skip
        self.looks.append(Look(**{**base, **values}))  # type: ignore[arg-type]

    def history(self) -> History:
        return History(self.looks, frozenset(WORKERS))


def moments(low: float, high: float) -> st.SearchStrategy[float]:
    """Draw a moment; in tenths of a second, so that many coincide."""
    return st.integers(round(low / TENTH), round(high / TENTH)).map(lambda tenths: tenths * TENTH)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a right server and what was seen of it."""
    shifts = {"": (0.0, 0.0, 0.0)}
    for worker in WORKERS[1:]:
        behind, unsure = draw(st.floats(-50, 50)), draw(st.floats(0.0, 0.5))
        shifts[worker] = (behind, behind + draw(st.floats(-1, 1)) * unsure, unsure + 1e-6)
    world = World([], shifts)
    for number in range(draw(st.integers(1, 4))):
        _add_job(draw, world, f"video_{number}")
    for _ in range(draw(st.integers(0, 12))):
        _look(draw, world)
    for walk in range(1, draw(st.integers(0, 4)) + 1):
        _walk(draw, world, walk)
    return world


def _interval(draw: st.DrawFn, around: float) -> tuple[float, float]:
    return around - draw(moments(0, 1)), around + draw(moments(0, 1))


def _worker(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(WORKERS))


def _add_job(draw: st.DrawFn, world: World, name: str) -> None:
    created = draw(moments(2, 12))
    started = created + draw(moments(0, 2))
    ended = started + TENTH + draw(moments(0, 3))
    deleted = ended + draw(moments(0, 5)) if draw(st.booleans()) else FAR
    job = Truth(name, created, started, ended, deleted)
    world.jobs = [*world.jobs, job]
    begin, end = _interval(draw, created)
    world.see(_worker(draw), begin, end, "create_video", method="POST", job=name, sent=f"of {name}", status=200,
              body=dumped(job.body(created)))  # fmt: skip
    if deleted < FAR:
        begin, end = _interval(draw, deleted)
        # An answer that got lost says nothing of whether it is gone.
        answer = draw(st.sampled_from([{"status": 200}, {"status": 500}, {"status": 503, "postponed": True}]))
        body = {"id": name, "deleted": True} if answer["status"] == 200 else ERROR
        world.see(_worker(draw), begin, end, "delete_video", method="DELETE", job=name, body=dumped(body), **answer)


def _look(draw: st.DrawFn, world: World) -> None:
    job, at = draw(st.sampled_from(world.jobs)), draw(moments(2, 24))
    begin, end = _interval(draw, at)
    if not job.is_there(at):
        world.see(_worker(draw), begin, end, "retrieve_video", job=job.name, status=404, body=dumped(ERROR))
    elif job.status(at) == "completed" and draw(st.booleans()):
        world.see(_worker(draw), begin, end, "download_content", job=job.name, status=200, digest=f"of {job.name}",
                  media_type="video/mp4")  # fmt: skip
    else:
        world.see(_worker(draw), begin, end, "retrieve_video", job=job.name, status=200, body=dumped(job.body(at)))


def _walk(draw: st.DrawFn, world: World, walk: int) -> None:
    """Follow the list, newest first, in pages of some size, while it changes."""
    worker, at, size = _worker(draw), draw(moments(2, 24)), draw(st.integers(1, 4))
    order = sorted(world.jobs, key=lambda job: job.created, reverse=True)
    after = ""
    for _ in range(len(order) + 1):
        names = [job.name for job in order]
        if after and not order[names.index(after)].is_there(at):
            world.see(worker, at, at, "list_videos", walk=walk, after=after, status=400, body=dumped(ERROR))
            return
        behind = order[names.index(after) + 1 :] if after else order
        there = [job for job in behind if job.is_there(at)]
        items: tuple[Item, ...] = tuple((job.name, job.status(at), job.progress(at)) for job in there[:size])
        world.see(worker, *_interval(draw, at), "list_videos", walk=walk, after=after, status=200, items=items,
                  has_more=len(there) > size)  # fmt: skip
        if len(there) <= size:
            return
        after, at = items[-1][0], at + 1 + draw(moments(1, 2))


ERROR = {"error": {"message": "no", "type": "invalid_request_error", "param": None, "code": None}}


def dumped(value: object) -> str:
    import json

    return json.dumps(value)
