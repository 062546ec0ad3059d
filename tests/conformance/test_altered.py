"""Runs that went otherwise: recorded once, altered, and judged again."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from openai_videos_conformance import Evidence, Exchange, Level, Verdict, judge
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import FORM, TWIN
from openai_videos_conformance.target.features import Feature

from .recorded import altered, changing, said

QUOTA: dict[str, Any] = {"headers": (("content-type", "application/json"),), "status": 429}
BUSY: dict[str, Any] = {"headers": (("content-type", "application/json"), ("retry-after", "9")), "status": 503}


@pytest.mark.parametrize("put_off", [QUOTA, BUSY], ids=["429", "503"])
@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("content.plain", "content.available"),
        ("form-content.bytes", "content.available"),
        ("list.walk-asc", "list.answers"),
        ("list.oldest", "list.answers"),
        ("early.retrieve", "lifecycle.readable"),
        ("source-after.retrieve", "lifecycle.final"),
        ("delete-failed.retrieve", "delete.gone"),
        ("delete-failed.list", "delete.not-listed"),
        ("refuse.failed.remix", "failed.not-derived"),
    ],
)
def test_what_was_put_off_is_neither_kept_nor_broken(
    recorded: Evidence, step: str, name: str, put_off: dict[str, Any]
) -> None:
    body = b'{"error": {"message": "later"}}'

    def alter(exchange: Exchange) -> Exchange:
        return attrs.evolve(exchange, body=body, **put_off) if exchange.step == step else exchange

    assert said(recorded, name) == "pass"
    assert said(altered(recorded, alter), name) == "not-verified"


def test_a_poll_that_was_put_off_is_made_up_for_by_the_next(recorded: Evidence) -> None:
    first = recorded.taken(FORM.poll)[0]
    late = altered(recorded, lambda e: attrs.evolve(e, body=b"", **BUSY) if e is first else e)
    assert said(late, "lifecycle.readable") == "pass"


def is_list(exchange: Exchange) -> bool:
    return exchange.operation == "list_videos"


def text_times(page: dict[str, Any]) -> None:
    for video in page["data"]:
        video["created_at"] = str(video["created_at"])


@pytest.mark.parametrize(
    ("change", "chosen", "verdicts"),
    [
        (
            lambda page: page.pop("has_more"),
            is_list,
            dict.fromkeys(("list.more-is-true", "list.more-is-false", "list.terminates"), "blocked list.has-more"),
        ),
        (lambda page: page.pop("first_id"), is_list, {"list.cursor-ids": "blocked list.first-id"}),
        (lambda page: page.pop("last_id"), is_list, {"list.cursor-ids": "blocked list.last-id"}),
        (text_times, is_list, {"list.order": "blocked video.created-at"}),
        (
            lambda video: video.update(seconds=["4"]),
            lambda e: e.operation == "retrieve_video",
            # What was asked for by name can be held against the bytes, whatever the job says.
            {"content.duration": "blocked video.seconds", "content.asked-duration": "pass"},
        ),
        (
            lambda video: video.update(seconds=int(video["seconds"])),
            lambda e: e.operation == "retrieve_video",
            {"video.seconds": "broken", "content.duration": "pass", "content.asked-duration": "pass"},
        ),
    ],
    ids=["has_more", "first_id", "last_id", "created_at", "seconds in a list", "seconds as a number"],
)
def test_what_cannot_be_read_is_not_kept(
    recorded: Evidence,
    change: Callable[[dict[str, Any]], object],
    chosen: Callable[[Exchange], bool],
    verdicts: dict[str, str],
) -> None:
    told = altered(recorded, changing(change, chosen))
    assert {name: said(told, name) for name in verdicts} == verdicts


def test_what_is_there_after_all_is_not_refused_as_it_should(recorded: Evidence) -> None:
    done, gone = recorded.taken(looks.CONTENT_PLAIN)[0], ("delete.content", "early.content")
    told = altered(recorded, lambda e: attrs.evolve(done, step=e.step, started=e.started) if e.step in gone else e)
    assert said(told, "delete.not-found") == "blocked delete.content-gone"
    assert said(told, "content.early-refused") == "blocked content.not-early"


def test_a_job_that_failed_may_be_withheld_from_lists(recorded: Evidence) -> None:
    twin = recorded.job(TWIN).id

    def alter(exchange: Exchange) -> Exchange:
        if is_list(exchange) and f"after={twin}" in exchange.url:
            return attrs.evolve(exchange, status=404, body=b'{"error": {"message": "no such video"}}')
        if is_list(exchange) and exchange.status == 200:
            page = json.loads(exchange.body)
            page["data"] = [video for video in page["data"] if video["id"] != twin]
            if exchange.object["data"] and not page["data"]:
                # Another video would stand in its place, which cannot be made up here.
                return attrs.evolve(exchange, step="altered", operation=None)
            page["first_id"] = page["data"][0]["id"] if page["data"] else None
            page["last_id"] = page["data"][-1]["id"] if page["data"] else None
            return attrs.evolve(exchange, body=json.dumps(page).encode())
        if exchange.object.get("id") == twin and exchange.object.get("status") == "completed":
            error = {"code": "moderation_blocked", "message": "m"}
            video = {**exchange.object, "status": "failed", "progress": 50, "completed_at": None, "error": error}
            return attrs.evolve(exchange, body=json.dumps(video).encode())
        return exchange

    results = judge(altered(recorded, alter))
    assert [(r.requirement.id, r.message) for r in results if r.verdict is Verdict.FAIL] == []
    kept = {result.requirement.id for result in results if result.verdict is Verdict.PASS}
    assert {"list.answers", "list.after", "list.more-is-true", "list.recent"} <= kept


def test_a_job_that_was_adopted_breaks_no_check(recorded: Evidence) -> None:
    creates = {f"{name}.create": f"{name}.adopted" for name in ("defaults", "form", "remix", "extend")}
    asked: dict[str, Any] = {"operation": "retrieve_video", "method": "GET", "request_body": b"", "request_headers": ()}
    told = altered(recorded, lambda e: attrs.evolve(e, step=creates[e.step], **asked) if e.step in creates else e)
    bad = [
        result
        for result in judge(told)
        if result.verdict in (Verdict.ERROR, Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE)
    ]
    assert [(result.requirement.id, result.message) for result in bad] == []
    unseen = ("create.default-model", "create.echo-model", "create.clock", "create.echo-unicode", "extend.stitched")
    assert {said(told, name) for name in unseen} == {"not-verified"}
    assert said(told, "create.default-seconds") == "pass"


def test_seconds_that_change_are_found(recorded: Evidence) -> None:
    def turns(name: str, status: str) -> str:
        change = changing(
            lambda video: video.update(seconds="12"),
            lambda e: e.step == f"{name}.poll" and e.object.get("status") == status,
        )
        return said(altered(recorded, change), "lifecycle.stable")

    assert turns("edit", "completed") == "broken"
    assert turns("form", "completed") == "broken"
    # What is uploaded has been looked into at the end.
    assert turns("edit-upload", "completed") == "pass"


def test_what_is_declared_fails_where_it_is_absent(recorded: Evidence) -> None:
    def alter(exchange: Exchange) -> Exchange:
        return attrs.evolve(exchange, status=404) if looks.PREVIEWS.has(exchange.step) else exchange

    told = altered(recorded, alter)
    names = {"previews.thumbnail", "previews.spritesheet"}
    verdicts = {r.requirement.id: r.verdict for r in judge(told) if r.requirement.id in names}
    assert set(verdicts.values()) == {Verdict.NOT_CLAIMED}
    told.record.declared = frozenset({Feature.PREVIEWS})
    lacking = [result for result in judge(told) if result.requirement.id in names]
    # A recommendation, as long as nobody says that it is kept.
    assert {result.requirement.level for result in lacking} == {Level.SHOULD}
    assert all(result.is_red() and result.verdict is Verdict.FAIL for result in lacking)


def test_a_finding_tells_every_place(recorded: Evidence) -> None:
    broken = {"refuse.create.prompt", "unknown.retrieve", "refuse.list.order"}

    def alter(exchange: Exchange) -> Exchange:
        return attrs.evolve(exchange, body=b"") if exchange.step in broken else exchange

    [result] = [each for each in judge(altered(recorded, alter)) if each.requirement.id == "http.error-envelope"]
    assert {line.partition(":")[0] for line in result.observed.splitlines()} == broken
    assert {e.step for e in (*result.exchanges, *result.also)} == broken
    assert len(result.exchanges) == 1
