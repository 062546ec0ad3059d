"""The budget holds over the whole fleet, and times can be compared, whatever becomes of messages and workers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_videos_conformance.evidence.archive import ArchiveError
from openai_videos_conformance.load.fleet import Master, Word, Worker
from openai_videos_conformance.load.looks.clock import shift_between
from openai_videos_conformance.load.looks.look import as_line
from openai_videos_conformance.load.looks.store import LOOKS, Evidence, read_history
from openai_videos_conformance.load.users.allowance import Allowance, Share, jobs_allowed
from openai_videos_conformance.run.wire.budget import BudgetSpent
from openai_videos_conformance.target.target import Target

from .test_invariants import create

URL = "http://127.0.0.1:8000/v1"


class Fleet:
    """A master and workers whose messages arrive at once, or not at all."""

    def __init__(self, jobs: int, lost: list[bool] | None = None) -> None:
        self.lost = iter(lost or [])
        self.evidence = Evidence(None)
        self.master = Master(URL, Allowance(jobs), self.evidence, self._to_worker)
        self.workers: dict[str, Worker] = {}

    def add(self, name: str, url: str = URL) -> Worker:
        def send(word: Word, message: dict[str, Any]) -> None:
            if not next(self.lost, False):
                self.master.hear(word, name, message)

        self.workers[name] = Worker(url, send, patience=0.001)
        return self.workers[name]

    def _to_worker(self, word: Word, message: dict[str, Any], name: str) -> None:
        if not next(self.lost, False):
            self.workers[name].hear(word, message)


Turn = tuple[int, str]


@given(
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["makes", "is refused", "dies"])), max_size=60),
    st.lists(st.booleans(), max_size=60),
)
@settings(max_examples=200, deadline=None)
def test_no_more_jobs_are_made_than_allowed(jobs: int, turns: list[Turn], lost: list[bool]) -> None:
    fleet = Fleet(jobs, lost)
    shares: dict[int, Share] = {}
    made = 0
    for number, what in turns:
        if number not in shares:
            shares[number] = Share(fleet.add(f"worker-{number}").ask)
        share = shares[number]
        if what == "dies":
            del shares[number]
        elif share.take():
            # What the transport does: nothing that a user does gets past it.
            with share.budget.reservation(4):
                if what == "makes":
                    share.budget.book(4)
                    made += 1
                else:
                    share.give_back()
        else:
            with pytest.raises(BudgetSpent), share.budget.reservation(4):
                pass
    assert made <= jobs


@given(st.integers(0, 9))
def test_all_that_is_allowed_can_be_made(jobs: int) -> None:
    share = Share(Fleet(jobs).add("worker").ask)
    assert [share.take() for _ in range(jobs + 1)] == [True] * jobs + [False]


def test_what_a_refused_create_did_not_use_is_used_by_the_next() -> None:
    share = Share(Fleet(1).add("worker").ask)
    assert share.take()
    share.give_back()
    assert [share.take(), share.take()] == [True, False]


@pytest.mark.parametrize(("jobs", "video", "allowed"), [(10, math.inf, 10), (10, 20.0, 5), (3, 20.0, 3), (3, 3.0, 0)])
def test_a_limit_of_seconds_is_a_limit_of_jobs(jobs: int, video: float, allowed: int) -> None:
    assert jobs_allowed(Target(base_url=URL, max_jobs=jobs, max_seconds_of_video=video), 4) == allowed


@given(st.floats(-1e6, 1e6), st.floats(0, 5), st.floats(0, 5))
def test_the_clock_of_another_is_as_far_as_is_said(apart: float, way: float, back: float) -> None:
    sent = 1000.0
    shift = shift_between(sent, sent + way + apart, sent + way + back)
    assert abs(shift.seconds - apart) <= shift.unsure


def test_a_worker_learns_what_time_it_is_and_whether_it_is_wanted() -> None:
    fleet = Fleet(1)
    worker, stranger = fleet.add("worker"), fleet.add("stranger", "http://127.0.0.1:9/v1")
    for each in (worker, stranger):
        each.greet()
    assert worker.is_known.is_set()
    assert worker.refused == ""
    assert "the master judges http://127.0.0.1:8000/v1, this worker http://127.0.0.1:9/v1" in stranger.refused
    assert set(fleet.master.heard) == {"worker"}


def test_the_master_waits_for_whoever_has_not_told_all() -> None:
    fleet = Fleet(1)
    for name in ("east", "west"):
        fleet.add(name).greet()
    line = as_line(create(1, worker="east"))
    fleet.workers["east"].send(Word.LOOKS, {"lines": [line]})
    fleet.workers["east"].send(Word.DONE, {"lines": [], "left": ["video_1: no"]})
    assert fleet.master.awaited == {"west"}
    assert fleet.master.missing == ["west"]
    assert fleet.master.left == ["video_1: no"]
    history = fleet.evidence.history()
    assert [look.name for look in history.looks] == ["east/user-1#1"]
    assert history.complete == {"east"}


def test_evidence_is_read_as_it_was_written(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / LOOKS)
    evidence.keep(create(1))
    evidence.end("")
    evidence.close()
    history = read_history(tmp_path)
    assert [as_line(look) for look in history.looks] == [as_line(create(1))]
    assert history.complete == {""}


@pytest.mark.parametrize("text", ["{", "[]", '{"user": 1}', '"x"', '{"items": 3}'])
def test_evidence_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    (tmp_path / LOOKS).write_text(f"{as_line(create(1))}\n{text}\n", "utf-8")
    with pytest.raises(ArchiveError, match=r"looks\.jsonl:2: "):
        read_history(tmp_path)


def test_a_folder_without_evidence_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="holds no load run"):
        read_history(tmp_path)
