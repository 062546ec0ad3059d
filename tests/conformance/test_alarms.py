"""No false alarm: recorded runs, altered into what lawful servers do or what another requirement tells already."""

from typing import Any

import attrs
import pytest
from openai_videos_conformance import Evidence, Exchange
from openai_videos_conformance.scenario.jobs import DEFAULTS, EXTEND_LONG, FAILING, JOBS, TWIN

from .recorded import Alter, altered, changing, said

SHOWN_ID = {"retrieve_video", "create_video"}


def of(*steps: str) -> Alter:
    """Keep the exchanges of these steps; the others are outside of the contract."""
    return lambda e: e if e.step in steps else attrs.evolve(e, step="altered", operation=None)


def answering(step: str, status: int, body: bytes) -> Alter:
    return lambda e: attrs.evolve(e, status=status, body=body) if e.step == step else e


def test_an_id_that_is_given_twice_is_no_job_that_changes(recorded: Evidence) -> None:
    first = recorded.job(DEFAULTS).id

    def alter(exchange: Exchange) -> Exchange:
        if exchange.step.startswith(f"{TWIN.name}."):
            renamed = changing(lambda video: video.update(id=first, created_at=1_800_000_000), lambda _: True)
            return renamed(exchange)
        return exchange

    told = altered(recorded, alter)
    assert said(told, "create.new-id") == "broken"
    for name in ("lifecycle.stable", "lifecycle.forward", "lifecycle.progress-forward"):
        assert said(told, name) == "pass"


def test_where_every_id_is_given_twice_nothing_is_told_of_one_job(recorded: Evidence) -> None:
    one = changing(lambda video: video.update(id="video_1"), lambda e: e.operation in SHOWN_ID)
    two = (DEFAULTS.create.name, DEFAULTS.poll.name, TWIN.create.name, TWIN.poll.name)
    told = altered(altered(recorded, of(*two)), one)
    for name in ("lifecycle.stable", "lifecycle.forward", "lifecycle.progress-forward", "lifecycle.final"):
        assert said(told, name) == "blocked create.new-id"


def test_an_extension_that_is_not_offered_is_not_told_of_a_long_one(recorded: Evidence) -> None:
    absent = altered(recorded, of(EXTEND_LONG.create.name))
    assert said(absent, "extend.long") == "pass"
    for status in (404, 405, 501):
        missing = altered(absent, answering(EXTEND_LONG.create.name, status, b'{"detail": "Not Found"}'))
        assert said(missing, "extend.long") == "not-claimed"


@pytest.mark.parametrize("status", [400, 403, 422])
def test_a_failing_prompt_may_be_refused(recorded: Evidence, status: int) -> None:
    refused = altered(recorded, answering(FAILING.create.name, status, b'{"error": {"message": "not allowed"}}'))
    assert said(refused, "failed.accepted") == "not-claimed"


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [(253402300799, "pass"), (2**63 - 1, "pass"), (0, "pass"), (1_800_000_000, "pass"), (1_800_000_000_000, "broken")],
)
def test_an_expiry_is_in_milliseconds_where_it_is_near_in_them(recorded: Evidence, ends: int, verdict: str) -> None:
    shown = changing(lambda video: video.update(expires_at=ends), lambda e: e.step == DEFAULTS.poll.name)
    assert said(altered(recorded, shown), "video.seconds-epoch") == verdict


def test_keys_of_a_servers_own_may_come_late_or_differ_each_time(recorded: Evidence) -> None:
    urls = iter(range(10_000))

    def sign(exchange: Exchange) -> Exchange:
        if exchange.operation == "retrieve_video" and exchange.object.get("status") == "completed":
            return changing(lambda video: video.update(url=f"https://h/{next(urls)}"), lambda _: True)(exchange)
        return exchange

    assert said(altered(recorded, sign), "list.same-as-get") == "pass"


def test_a_job_that_changes_between_two_looks_is_not_told_of_the_list(recorded: Evidence) -> None:
    early = changing(
        lambda video: video.update(size="1280x720"),
        lambda e: e.operation == "retrieve_video" and e.object.get("status") != "completed",
    )
    listed = changing(
        lambda page: [video.update(size="1280x720") for video in page["data"] if video["status"] != "completed"],
        lambda e: e.operation == "list_videos",
    )
    assert said(altered(altered(recorded, early), listed), "list.same-as-get") == "pass"


def test_a_list_that_differs_from_both_looks_around_it_is_found(recorded: Evidence) -> None:
    listed = changing(
        lambda page: [video.update(model="another") for video in page["data"]], lambda e: e.step == "list.plain"
    )
    assert said(altered(recorded, listed), "list.same-as-get") == "broken"


UNDOCUMENTED = {"queued": "pending", "in_progress": "processing"}


def test_a_status_that_is_none_is_not_told_as_a_job_that_was_finished_at_once(recorded: Evidence) -> None:
    def rename(document: dict[str, Any]) -> None:
        for video in document.get("data", [document]):
            if "status" in video:
                video["status"] = UNDOCUMENTED.get(video["status"], video["status"])

    shown = changing(
        rename,
        lambda e: e.operation not in (None, "delete_video"),
    )
    for name in ("content.not-early", "content.early-refused", "lifecycle.not-completed-at"):
        assert said(altered(recorded, shown), name) == "blocked video.status"


@pytest.mark.parametrize(
    ("field", "shown", "names"),
    [
        ("size", None, {"content.resolution", "content.asked-resolution", "content.upload-resolution"}),
        ("seconds", None, {"content.duration", "content.asked-duration", "content.upload-duration"}),
    ],
)
def test_bytes_are_held_against_what_was_asked_for_where_nothing_is_shown(
    recorded: Evidence, field: str, shown: object, names: set[str]
) -> None:
    hidden = altered(recorded, changing(lambda video: video.update({field: shown}), lambda e: e.operation in SHOWN_ID))
    # What was left to the server can be held against nothing.
    assert {name for name in names if said(hidden, name) == f"blocked video.{field}"} == {min(names, key=len)}
    assert {said(hidden, name) for name in names} == {"pass", f"blocked video.{field}"}


def test_seconds_as_a_number_are_held_against_the_bytes(recorded: Evidence) -> None:
    number = changing(lambda video: video.update(seconds=int(video["seconds"])), lambda e: e.operation in SHOWN_ID)
    for name in ("content.duration", "content.asked-duration", "content.upload-duration"):
        assert said(altered(recorded, number), name) == "pass"


def test_money_that_is_spent_is_no_fault_of_a_server(recorded: Evidence) -> None:
    spent = {job.create.name for job in JOBS if job not in (DEFAULTS, TWIN)}
    unpaid = altered(recorded, lambda e: attrs.evolve(e, status=402, body=b"{}") if e.step in spent else e)
    for name in ("create.multipart", "create.upload", "failed.accepted", "clients.typed-text", "remix.json"):
        assert said(unpaid, name) == "not-verified", name


def test_a_deletion_that_is_never_taken_is_not_refused_for_a_job_that_runs(recorded: Evidence) -> None:
    absent = altered(recorded, lambda e: attrs.evolve(e, status=405) if e.operation == "delete_video" else e)
    assert {said(absent, name) for name in ("delete.early", "delete.early-stays-gone")} == {"blocked delete.answers"}
