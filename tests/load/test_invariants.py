"""No invariant tells a right server off, whoever looks at it when; and each tells off what breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_videos_conformance.load.invariants.table import INVARIANTS
from openai_videos_conformance.load.invariants.verdict import LoadVerdict, judged
from openai_videos_conformance.load.looks.history import History
from openai_videos_conformance.load.looks.look import Look, as_line, look_of
from openai_videos_mock.faults import overlapping

from .worlds import ERROR, World, dumped, worlds


def broken(history: History) -> dict[str, list[tuple[str, ...]]]:
    """Give the requirements that do not hold, each with the looks that show it."""
    return {
        result.requirement.id: [tuple(look.name for look in each.looks) for each in result.broken]
        for result in judged(history)
        if result.broken
    }


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_right_server_is_not_told_off(world: World) -> None:
    told = broken(world.history())
    # Of a deletion that may have been done, the server said that it failed.
    told.pop("http.no-server-error", None)
    assert told == {}


@given(worlds(), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_evidence_changes_nothing(world: World, chance: object) -> None:
    looks = list(world.looks)
    chance.shuffle(looks)  # type: ignore[attr-defined]
    assert broken(History(looks)).keys() == broken(History(world.looks)).keys()


@given(worlds())
@settings(max_examples=50, deadline=None)
def test_a_look_is_read_as_it_was_written(world: World) -> None:
    again = [look_of(as_line(look)) for look in world.looks]
    assert [attrs.asdict(look) for look in again] == [attrs.asdict(look) for look in world.looks]


def look(number: int, operation: str, *, at: float | None = None, **values: Any) -> Look:
    """Make a look; each is a second after the one before."""
    began = float(number) if at is None else at
    base: dict[str, Any] = {
        "user": "user-1",
        "number": number,
        "operation": operation,
        "url": "http://h/v1/videos",
        "method": "GET",
    }
    base |= {"status": 200, "media_type": "application/json", "began": began, "ended": began + 0.5}
    return Look(**{**base, **values})


def create(number: int, job: str = "a", **values: Any) -> Look:
    return look(number, "create_video", job=job, sent=job, body=video(job, "queued", 0), **values)


def video(job: str, status: str, progress: int, **values: Any) -> str:
    return dumped({"id": job, "status": status, "progress": progress, "prompt": job, "model": "m", **values})


def seen(number: int, status: str, progress: int, job: str = "a", **values: Any) -> Look:
    return look(number, "retrieve_video", job=job, body=video(job, status, progress), **values)


def dated(number: int, model: str) -> Look:
    """Make a look that shows a model."""
    return look(number, "retrieve_video", job="a", body=video("a", "queued", 0, model=model))


def missing(number: int) -> Look:
    return look(number, "retrieve_video", job="a", status=404, body=dumped(ERROR))


def deletion(number: int) -> Look:
    return look(number, "delete_video", job="a", method="DELETE", body=dumped({"id": "a", "deleted": True}))


def page(number: int, *names: str, at: float | None = None, **values: Any) -> Look:
    items = tuple((name, "queued", 0) for name in names)
    return look(number, "list_videos", at=at, walk=number, items=items, has_more=False, **values)


def download(number: int, digest: str) -> Look:
    return look(number, "download_content", job="a", digest=digest, media_type="video/mp4")


WRONG: dict[str, list[Look]] = {
    "create.new-id": [create(1), create(2)],
    "create.echo-prompt": [attrs.evolve(create(1), sent="b")],
    "lifecycle.readable": [create(1), missing(2)],
    "lifecycle.same-id": [create(1), look(2, "retrieve_video", job="a", body=video("b", "queued", 0, prompt="a"))],
    "lifecycle.stable": [create(1), look(2, "retrieve_video", job="a", body=video("a", "queued", 0, model="n"))],
    "lifecycle.forward": [create(1), seen(2, "in_progress", 0), seen(3, "queued", 0)],
    "lifecycle.progress-forward": [create(1), seen(2, "in_progress", 50), seen(3, "in_progress", 40)],
    "lifecycle.final": [create(1), seen(2, "completed", 0), seen(3, "failed", 0)],
    "content.stable": [create(1), download(2, "x"), download(3, "y")],
    "delete.gone": [create(1), deletion(2), seen(3, "completed", 100)],
    "delete.stays-gone": [create(1), deletion(2), missing(3), seen(4, "completed", 100)],
    "delete.not-listed": [create(1), deletion(2), page(3, "a")],
    "list.terminates": [create(1), create(2, "b"), page(9, "b")],
    "http.answers": [create(1), look(2, "retrieve_video", job="a", status=0, error="ReadTimeout", body="")],
    "http.no-server-error": [create(1), look(2, "retrieve_video", job="a", status=500, body=dumped(ERROR))],
    "http.error-envelope": [create(1), look(2, "retrieve_video", job="a", status=503, postponed=True, body="busy")],
}
"""For each requirement, what breaks it and nothing else."""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_broken_is_told_with_the_looks_that_show_it(name: str) -> None:
    told = broken(History(WRONG[name]))
    assert list(told) == [name]
    assert told[name][0][-1] == f"user-1#{WRONG[name][-1].number}"


def test_there_is_an_example_and_a_fault_of_each() -> None:
    names = [invariant.requirement.id for invariant in INVARIANTS]
    assert names == list(WRONG)
    assert sorted(fault.breaks for fault in overlapping().values()) == sorted(names)


OVERLAPS: dict[str, tuple[Callable[[], list[Look]], str]] = {
    "a look that began before the other ended": (
        lambda: [create(1), seen(2, "completed", 100), seen(3, "in_progress", 50, at=2.4)], "lifecycle.forward"),
    "a deletion that was under way": (
        lambda: [create(1), deletion(2), look(3, "retrieve_video", job="a", at=2.4, status=404, body=dumped(ERROR))],
        "lifecycle.readable"),
    "a look at what is being deleted": (lambda: [create(1), deletion(2), seen(3, "queued", 0, at=2.4)], "delete.gone"),
    "a model by its name, and then by its dated snapshot": (
        lambda: [create(1), dated(2, "m"), dated(3, "m-2026-05-01"), dated(4, "m-2026-05-01")],
        "lifecycle.stable"),
    "a list that is read during a deletion": (
        lambda: [create(1), deletion(9), page(10, "a", at=9.4)], "delete.not-listed"),
    "a list without what is being deleted": (
        lambda: [create(1), create(2, "b"), page(9, "b"), look(8, "delete_video", job="a")], "list.terminates"),
    "a list of others, or under other ids": (lambda: [create(1), page(9, "other")], "list.terminates"),
    "a list just after the create": (lambda: [create(0, "b"), create(1), page(2, "b")], "list.terminates"),
    "a list whose cursor was deleted": (
        lambda: [create(1), create(2, "b"), attrs.evolve(page(8, "b"), has_more=True, walk=1),
                 attrs.evolve(page(9), after="b", walk=1), look(10, "delete_video", job="b", at=9.1)],
        "list.terminates"),
    "a worker whose clock may be late": (
        lambda: [create(1), seen(2, "completed", 100, worker="w", unsure=2.0), seen(3, "queued", 0)],
        "lifecycle.forward"),
    "a busy answer": (
        lambda: [create(1), look(2, "retrieve_video", job="a", status=503, postponed=True, body=dumped(ERROR))],
        "http.no-server-error"),
}  # fmt: skip


@pytest.mark.parametrize("name", OVERLAPS)
def test_what_may_be_lawful_is_not_told(name: str) -> None:
    looks, requirement = OVERLAPS[name]
    told = broken(History(looks(), frozenset({"", "w"})))
    assert requirement not in told


@pytest.mark.parametrize("models", [("m-2026-05-01", "m-2026-06-01"), ("m-2026-05-01", "m"), ("m-pro", "m")])
def test_another_snapshot_and_a_snapshot_that_is_taken_back_are_another_model(models: tuple[str, ...]) -> None:
    looks = [create(1), *(dated(number, model) for number, model in enumerate(models, 2))]
    assert list(broken(History(looks))) == ["lifecycle.stable"]


def test_nobody_knows_what_became_of_the_jobs_of_a_worker_that_went_missing() -> None:
    looks = [create(1, worker="w"), create(2, "b"), missing(3), page(9, "b")]
    assert broken(History(looks, frozenset({""}))) == {}
    assert set(broken(History(looks, frozenset({"", "w"})))) == {"lifecycle.readable", "list.terminates"}


@pytest.mark.parametrize(
    ("looks", "options", "code"),
    [
        ([create(1), seen(2, "queued", 0)], {}, 0),
        (WRONG["create.new-id"], {}, 1),
        (WRONG["create.new-id"], {"was_cut_short": True}, 1),
        (WRONG["lifecycle.forward"], {}, 0),
        ([create(1)], {"was_cut_short": True}, 2),
        ([create(1)], {"missing": ["w"]}, 2),
        ([look(1, "create_video", status=400, body=dumped(ERROR))], {}, 1),
    ],
)
def test_the_exit_code_is_that_of_the_judge(looks: list[Look], options: dict[str, object], code: int) -> None:
    history = History(looks)
    verdict = LoadVerdict(history, judged(history), **options)  # type: ignore[arg-type]
    assert verdict.exit_code == code
    assert verdict.as_json()["exit_code"] == code
    json.dumps(verdict.as_json())


@pytest.mark.parametrize(("strict", "word", "code"), [(False, "warn", 0), (True, "fail", 1)])
def test_what_should_hold_fails_a_strict_run_in_word_count_and_exit_code(strict: bool, word: str, code: int) -> None:
    history = History(WRONG["lifecycle.forward"])
    verdict = LoadVerdict(history, judged(history, strict=strict))
    lines = list(verdict.lines())
    assert lines[0].startswith(f"{word}: SHOULD lifecycle.forward: ")
    assert any(line.endswith(f"1 {word}") or f"1 {word}, " in line for line in lines)
    told = [row["verdict"] for row in verdict.as_json()["results"] if row["id"] == "lifecycle.forward"]
    assert (told, verdict.exit_code) == ([word], code)


def test_a_finding_names_the_exchanges() -> None:
    history = History(WRONG["lifecycle.readable"])
    text = "\n".join(LoadVerdict(history, judged(history)).lines())
    assert "fail: MUST lifecycle.readable: A job that was created can be retrieved, with 200." in text
    assert "saw       user-1#1 1.000-1.500 GET http://h/v1/videos: 200" in text
    assert "saw       user-1#2 2.000-2.500 GET http://h/v1/videos: 404" in text
