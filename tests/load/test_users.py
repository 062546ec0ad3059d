"""What users do, without Locust: threads in its place, at mock servers that are unlike each other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from attrs import frozen
from openai_videos_conformance.load.invariants.verdict import judged
from openai_videos_conformance.load.looks.clock import Clock
from openai_videos_conformance.load.looks.history import History
from openai_videos_conformance.load.looks.look import Look
from openai_videos_conformance.load.users.allowance import Allowance, Share
from openai_videos_conformance.load.users.board import Board
from openai_videos_conformance.load.users.cleanup import Cleanup
from openai_videos_conformance.load.users.habits import Habits
from openai_videos_conformance.load.users.sender import Sender, Shared
from openai_videos_conformance.target.target import Target
from openai_videos_mock import MockSettings
from openai_videos_mock.testing import run_server

FAST = 20.0
"""How much faster time passes for users, so that nobody waits."""


class FastClock(Clock):
    """A clock that runs ahead."""

    def now(self) -> float:
        return FAST * super().now()


@frozen
class Crowd:
    """What some users saw, and what was left."""

    looks: Sequence[Look]
    left: Sequence[str]
    there: Sequence[str]
    """The jobs on the server at the end."""

    @property
    def broken(self) -> frozenset[str]:
        """The requirements that do not hold."""
        return frozenset(result.requirement.id for result in judged(History(self.looks)) if result.broken)

    def of(self, operation: str) -> list[Look]:
        """Give the looks of an operation."""
        return [look for look in self.looks if look.operation == operation]


def crowd(users: int, jobs: int, *, target: dict[str, Any] | None = None, **settings: Any) -> Crowd:
    """Let some users do all that they do, at a server of their own."""
    looks: list[Look] = []
    made = {"job_seconds": 0.05, "sizes": ("64x64",), "seconds": ("1",), **settings}
    with run_server(MockSettings(**made)) as server:
        wanted = {"sizes": ("64x64",), "seconds": ("1",), "request_timeout": 2.0, "job_timeout": 60.0, **(target or {})}
        share = Share(Allowance(jobs).grant)
        at = Target(base_url=server.url, **wanted)
        shared = Shared(at, share, lambda look, _: looks.append(look), clock=FastClock())
        board = Board()

        def wait(seconds: float) -> None:
            threading.Event().wait(seconds / FAST)

        def live(name: str) -> None:
            habits = Habits(shared, board, Sender(shared, name), wait)
            while habits.go_on():
                pass
            habits.sender.close()

        threads = [threading.Thread(target=live, args=(f"user-{number}",)) for number in range(users)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = Cleanup(shared).run()
        with server.http_client() as client:
            there = [video["id"] for video in client.get("/videos?limit=100").json().get("data", ())]
    return Crowd(looks, left, there)


def test_a_right_server_is_looked_at_from_all_sides_and_left_as_it_was() -> None:
    seen = crowd(4, 12)
    assert (seen.broken, seen.left, seen.there) == (frozenset(), [], [])
    assert len(seen.of("create_video")) == 12
    looked = {result.requirement.id for result in judged(History(seen.looks)) if result.looked}
    assert {"lifecycle.readable", "content.stable", "delete.stays-gone", "delete.not-listed"} <= looked


@pytest.mark.parametrize(
    "variant", ["neighbours", "jobs-from-before", "list-capped", "delete-conflicts", "deleted-410"]
)
def test_another_lawful_server_is_not_told_off(variant: str) -> None:
    seen = crowd(3, 9, variants=(variant,))
    assert (seen.broken, seen.left) == (frozenset(), [])


def test_a_create_goes_as_a_form_where_json_is_refused() -> None:
    seen = crowd(1, 3, faults=("create-json-refused",))
    assert [look.status for look in seen.of("create_video")] == [415, 200, 200, 200]


def test_a_server_that_refuses_every_create_is_not_asked_for_ever() -> None:
    seen = crowd(1, 3, api_key="sk-server", target={"api_key": "sk-another"})
    assert {look.status for look in seen.of("create_video")} == {401}
    assert len(seen.looks) == len(seen.of("create_video")) < 30


def test_a_server_that_puts_every_create_off_is_not_waited_for_for_ever() -> None:
    seen = crowd(1, 12, variants=("quota",), target={"job_timeout": 3.0})
    statuses = [look.status for look in seen.of("create_video")]
    assert statuses[:8] == [200] * 8
    assert set(statuses[8:]) == {429}


def test_a_list_that_is_not_offered_is_asked_for_once() -> None:
    seen = crowd(1, 4, faults=("list-404",))
    assert [look.status for look in seen.of("list_videos")] == [404]


@pytest.mark.parametrize("fault", ["delete-404", "delete-405"])
def test_what_cannot_be_deleted_is_named(fault: str) -> None:
    seen = crowd(1, 3, faults=(fault,))
    assert len(seen.there) == 3
    assert sorted(line.partition(":")[0] for line in seen.left) == sorted(seen.there)


def test_a_job_whose_create_was_not_answered_is_found_by_its_prompt() -> None:
    seen = crowd(1, 2, faults=("wire-cut-create",))
    assert seen.broken == {"http.answers"}
    assert (seen.left, seen.there) == ([], [])


def test_where_such_a_job_cannot_be_found_it_is_named() -> None:
    seen = crowd(1, 2, faults=("wire-drop-create", "list-404"))
    assert [line.partition(",")[0] for line in seen.left] == ["a create told no id"] * 2


def test_jobs_are_left_where_that_is_asked_for() -> None:
    seen = crowd(1, 3, target={"keep": True})
    assert len(seen.there) == 3
    assert seen.left == []


def test_no_more_video_is_asked_for_than_is_allowed() -> None:
    seen = crowd(3, 0)
    assert seen.looks == []
