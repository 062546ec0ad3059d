"""Causes: one mistake is told as one finding, and what is blocked names what does not hold."""

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from openai_videos_conformance import Evidence, Exchange, Result, Verdict, judge
from openai_videos_conformance.contract.operations import CREATE_VIDEO
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, JOBS, REMIX
from openai_videos_conformance.scenario.part import Job

from .recorded import Alter, altered, changing

BROKEN = (Verdict.FAIL, Verdict.WARN)
VIDEOS = {"create_video", "retrieve_video", "edit_video", "extend_video", "remix_video"}
ERROR = b'{"error": {"message": "It broke.", "type": "server_error", "param": null, "code": null}}'


def shown(change: Callable[[dict[str, Any]], object]) -> Alter:
    """Change every video that is shown."""

    def everywhere(document: dict[str, Any]) -> None:
        for video in document.get("data", [document]):
            change(video)

    return changing(everywhere, lambda e: e.operation in VIDEOS | {"list_videos"})


def answered(
    status: int, *steps: str, body: bytes = ERROR, of: str = "", media_type: str = "application/json"
) -> Alter:
    def alter(exchange: Exchange) -> Exchange:
        mine = exchange.step in steps or (of != "" and exchange.operation == of)
        headers = (("content-type", media_type),)
        return attrs.evolve(exchange, status=status, headers=headers, body=body) if mine else exchange

    return alter


def wrapped(exchange: Exchange) -> Exchange:
    if exchange.operation not in VIDEOS or not exchange.accepted:
        return exchange
    return attrs.evolve(exchange, body=json.dumps({"code": 0, "data": exchange.object}).encode())


def judged(evidence: Evidence) -> dict[str, Result]:
    results = {result.name: result for result in judge(evidence)}
    broken = {name for name, result in results.items() if result.verdict in BROKEN}
    for result in results.values():
        # Never something that passes, nor something that is a consequence itself.
        assert result.blocked_by is None or result.blocked_by in broken, result
        assert (result.verdict is Verdict.CONSEQUENCE) == (result.follows_from is not None), result
        assert result.follows_from is None or result.follows_from in broken, result
    return results


def said(results: dict[str, Result], *verdicts: Verdict) -> set[str]:
    return {name for name, result in results.items() if result.verdict in verdicts}


def following(results: dict[str, Result], cause: str) -> set[str]:
    return {name for name, result in results.items() if result.follows_from == cause}


def no_size(video: dict[str, Any]) -> None:
    video["size"] = None


def thin(video: dict[str, Any]) -> None:
    for key in ("object", "model", "progress", "seconds", "size"):
        video.pop(key, None)


def empty_error(video: dict[str, Any]) -> None:
    if video["status"] != "failed":
        video["error"] = {}


def in_turn(*alters: Alter) -> Alter:
    def alter(exchange: Exchange) -> Exchange:
        for each in alters:
            exchange = each(exchange)
        return exchange

    return alter


def nan(exchange: Exchange) -> Exchange:
    if exchange.media_type != "application/json" or not exchange.accepted:
        return exchange
    return attrs.evolve(exchange, body=exchange.body.replace(b"{", b'{"score": NaN, ', 1))


def in_array(operation: str) -> Alter:
    def alter(exchange: Exchange) -> Exchange:
        mine = exchange.operation == operation and exchange.accepted
        return attrs.evolve(exchange, body=b"[" + exchange.body + b"]") if mine else exchange

    return alter


def edited_in_place(evidence: Evidence) -> Alter:
    """Show an edit as the video that it was made of, with another prompt."""
    source = evidence.job(DEFAULTS).id
    return in_turn(
        changing(lambda video: video.update(id=source), lambda e: e.step in ("edit.create", "edit.poll")),
        changing(lambda video: video.update(prompt="Make it night"), lambda e: e.step == "source-after.retrieve"),
    )


def created_now(exchange: Exchange) -> Exchange:
    """Show every job as one that was made when it is looked at."""
    return shown(lambda video: video.update(created_at=int(exchange.started)))(exchange)


VIDEO = b"""{"id": "video_1", "object": "video", "created_at": 1, "completed_at": 2, "model": "sora-2", "progress": 100,
"seconds": "4", "size": "720x1280", "status": "completed", "error": null, "expires_at": null, "prompt": null,
"remixed_from_video_id": null}"""


CASES: list[tuple[str, Alter, set[str], dict[str, set[str]]]] = [
    ("a null size", shown(no_size), {"video.size"}, {"video.size": {"create.default-size", "create.echo-size"}}),
    (
        "a thin object",
        shown(thin),
        {"video.type", "video.model", "video.progress", "video.seconds", "video.size"},
        {"video.type": set(), "video.seconds": {"create.default-seconds", "create.echo-seconds"}},
    ),
    ("another object", wrapped, {"video.object"}, {"video.object": {"video.id", "video.size", "create.job"}}),
    (
        "500 for one request",
        answered(500, "refuse.create.prompt"),
        {"refuse.create-prompt"},
        {"refuse.create-prompt": {"http.no-server-error"}},
    ),
    (
        "500 where a client error is recommended only",
        answered(500, "unknown.retrieve", "unknown.content"),
        {"http.no-server-error"},
        {"http.no-server-error": {"retrieve.unknown", "content.unknown-id"}},
    ),
    (
        "202 for content that is not ready",
        answered(202, "early.content", body=b'{"status": "queued"}'),
        {"content.not-early"},
        {"content.not-early": {"http.success-is-200"}},
    ),
    (
        "a delete that is confirmed and not done",
        lambda e: answered(200, "delete.retrieve", "delete-failed.retrieve", body=VIDEO)(
            answered(400, "delete-failed.content")(e)
        ),
        {"delete.gone"},
        {"delete.gone": {"delete.not-found"}},
    ),
    (
        "the content of a deleted video",
        lambda e: answered(200, "delete.content", body=b"video", media_type="video/mp4")(
            answered(400, "delete-failed.content")(e)
        ),
        {"delete.content-gone"},
        {"delete.content-gone": {"delete.not-found"}},
    ),
    ("an empty error", shown(empty_error), {"video.error"}, {"video.error": {"lifecycle.no-error"}}),
    (
        "created when it is looked at",
        created_now,
        {"lifecycle.stable"},
        {"lifecycle.stable": {"source.unchanged", "lifecycle.times-in-order", "list.same-as-get"}},
    ),
    (
        "an extension as long as what it adds",
        changing(lambda video: video.update(seconds="4"), lambda e: e.step in ("extend.poll", "extend-upload.poll")),
        {"extend.stitched"},
        {"extend.stitched": {"extend.stitched-upload"}},
    ),
    ("JSON that is none", nan, {"http.json"}, {"http.json": {"create.job", "character.has-id"}}),
    ("jobs in an array", in_array("create_video"), {"video.object"}, {"video.object": {"create.job"}}),
    ("looks in an array", in_array("retrieve_video"), {"video.object"}, {"video.object": {"lifecycle.terminal"}}),
    (
        "errors with 200",
        lambda e: attrs.evolve(e, status=200) if e.refused and e.object else e,
        {"http.error-status"},
        {"http.error-status": {"retrieve.unknown", "delete.not-found", "content.unknown-id"}},
    ),
    (
        "completed before it is",
        shown(lambda video: video.update(completed_at=video["completed_at"] or 0)),
        {"lifecycle.not-completed-at"},
        {"lifecycle.not-completed-at": {"lifecycle.stable", "lifecycle.times-in-order"}},
    ),
    ("jobs that cannot be fetched", answered(404, of="retrieve_video"), {"lifecycle.readable"}, {}),
    (
        "no form is read",
        answered(415, "form.create", "remix-form.create", "edit-brackets.create"),
        {"create.multipart"},
        {"create.multipart": {"remix.multipart", "edit.brackets"}},
    ),
    (
        "no JSON is read",
        answered(415, "defaults.create", "twin.create", "remix.create", "edit.create", "extend.create"),
        {"create.json"},
        {"create.json": {"remix.json", "edit.reference", "extend.reference"}},
    ),
    ("no route to delete", answered(405, of="delete_video"), {"delete.answers"}, {"delete.answers": {"failed.delete"}}),
    (
        "no route to content",
        answered(404, of="download_content"),
        {"content.available"},
        {"content.available": {"http.ids"}},
    ),
    (
        "202 for every create",
        lambda e: attrs.evolve(e, status=202) if e.operation == "create_video" and e.accepted else e,
        {"http.success-is-200"},
        {"http.success-is-200": {"create.json", "create.multipart", "create.upload", "failed.accepted"}},
    ),
]


@pytest.mark.parametrize(("alter", "told", "with_it"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_mistake_is_one_finding(
    recorded: Evidence, alter: Alter, told: set[str], with_it: dict[str, set[str]]
) -> None:
    results = judged(altered(recorded, alter))
    binding = {name for name in said(results, *BROKEN) if results[name].requirement.level == "MUST"}
    assert binding == told, {name: results[name].message for name in binding ^ told}
    for cause, consequences in with_it.items():
        assert consequences <= following(results, cause), following(results, cause)


def bare(exchange: Exchange) -> Exchange:
    """Answer every list with an array."""
    if exchange.operation != "list_videos" or not exchange.accepted:
        return exchange
    return attrs.evolve(exchange, body=json.dumps(exchange.object["data"]).encode())


def test_a_list_without_an_object_is_why_nothing_is_seen_of_pages(recorded: Evidence) -> None:
    results = judged(altered(recorded, bare))
    assert said(results, Verdict.FAIL) == {"list.object"}
    blocked = {name for name, result in results.items() if result.blocked_by == "list.object"}
    assert {"list.limit", "list.order", "list.after", "list.recent", "delete.not-listed"} <= blocked
    assert said(results, Verdict.NOT_VERIFIED) <= {"list.same-as-get"}


def test_a_list_under_other_ids_is_told_as_that_and_not_as_what_pages_leave_out(recorded: Evidence) -> None:
    """LiteLLM writes more into the id that a create gives than into the one that it lists."""

    def short(page: dict[str, Any]) -> None:
        for video in page["data"]:
            video["id"] = f"listed_{video['id']}"
        page.update(first_id=page["data"][0]["id"], last_id=page["data"][-1]["id"]) if page["data"] else None

    results = judged(altered(recorded, changing(short, lambda e: e.operation == "list_videos")))
    assert said(results, *BROKEN) == {"list.recent"}
    blocked = {name for name, result in results.items() if result.blocked_by == "list.recent"}
    assert blocked == {"list.after", "list.more-is-true"}


def test_a_deletion_that_answers_with_the_video_is_one_finding(recorded: Evidence) -> None:
    def video(exchange: Exchange) -> Exchange:
        if exchange.operation != "delete_video" or not exchange.accepted:
            return exchange
        body = {**recorded.job(DEFAULTS).last.object, "id": exchange.named_id, "status": "deleted"}
        return attrs.evolve(exchange, body=json.dumps(body).encode())

    results = judged(altered(recorded, video))
    assert said(results, Verdict.FAIL) == {"delete.deleted"}


def test_a_page_that_begins_with_its_own_cursor_is_told_beside_a_wrong_order(recorded: Evidence) -> None:
    newest = next(e for e in recorded.exchanges if e.step == "list.newest").body
    same = altered(
        recorded, lambda e: attrs.evolve(e, body=newest) if e.operation == "list_videos" and e.accepted else e
    )
    results = judged(same)
    assert {"list.order", "list.after"} <= said(results, Verdict.FAIL)


def test_a_property_that_a_create_lacks_is_told_once_whatever_its_status(recorded: Evidence) -> None:
    thinner = altered(recorded, shown(lambda video: video.pop("seconds", None)))
    results = judged(
        altered(
            thinner,
            lambda e: attrs.evolve(e, status=202) if e.operation == "create_video" and e.accepted else e,
        )
    )
    assert {"create.default-seconds", "create.echo-seconds"} <= following(results, "video.seconds")


def test_an_answer_that_is_the_first_look_as_well_is_shown_once(recorded: Evidence) -> None:
    results = judged(altered(recorded, shown(lambda video: video.update(size="1792x1024"))))
    assert [e.step for e in results["create.default-size"].exchanges] == [DEFAULTS.create.name]


def test_a_deletion_without_a_body_is_one_finding(recorded: Evidence) -> None:
    empty = altered(
        recorded,
        lambda e: attrs.evolve(e, status=204, body=b"") if e.operation == "delete_video" and e.accepted else e,
    )
    results = judged(empty)
    assert said(results, Verdict.FAIL) == {"http.success-is-200"}
    assert {"delete.answers", "failed.delete"} <= following(results, "http.success-is-200")
    assert results["delete.id"].blocked_by == "http.success-is-200"


def test_a_wrong_value_that_is_taken_is_no_wrong_value_that_is_shown(recorded: Evidence) -> None:
    def take(exchange: Exchange) -> Exchange:
        wrong = {"refuse.create.size": ("size", "1x1"), "refuse.create.seconds-form": ("seconds", "abc")}
        if exchange.step not in wrong:
            return exchange
        field, value = wrong[exchange.step]
        video = {**recorded.job(DEFAULTS).create.object, field: value}
        return attrs.evolve(exchange, status=200, body=json.dumps(video).encode())

    told = said(judged(altered(recorded, take)), *BROKEN)
    assert told == {"refuse.create-size", "refuse.create-seconds"}


def test_a_failing_prompt_that_is_refused_as_all_others_are_is_not_moderated(recorded: Evidence) -> None:
    creates = {job.create.name for job in JOBS if job.operation == CREATE_VIDEO}
    results = judged(altered(recorded, answered(422, *creates)))
    assert {results[name].blocked_by for name in ("failed.accepted", "failed.readable")} == {"create.json"}


def test_of_mistakes_that_may_each_be_the_cause_of_the_other_one_is_told(recorded: Evidence) -> None:
    creates = {name for job in JOBS if job.operation == CREATE_VIDEO for name in (job.create.name,)}
    refused = answered(422, *creates, body=b'{"error": {"message": "There is no such field."}}')
    results = judged(altered(recorded, refused))
    assert results["create.json"].verdict is Verdict.FAIL
    assert {"create.multipart", "create.upload", "create.image-url"} <= following(results, "create.json")
    assert "create.multipart" not in {result.blocked_by for result in results.values()}


def naming(field: str, *steps: str) -> Alter:
    """Refuse requests for one field."""
    error = {"message": f"{field} is not supported here", "type": "invalid_request_error", "param": field, "code": None}
    return answered(400, *steps, body=json.dumps({"error": error}).encode())


def test_who_refuses_documented_values_refuses_no_others_well(recorded: Evidence) -> None:
    asked = [job.create.name for job in JOBS if job.operation == CREATE_VIDEO and "seconds" in job.fields]
    results = judged(altered(recorded, naming("seconds", *asked)))
    assert results["refuse.create-seconds"].verdict not in (Verdict.PASS, *BROKEN)
    assert results["refuse.create-size"].verdict is Verdict.PASS


def test_what_is_binding_is_never_told_under_what_is_recommended(recorded: Evidence) -> None:
    broken = altered(recorded, answered(500, "unknown.delete"))
    results = judged(broken)
    assert results["http.no-server-error"].verdict is Verdict.FAIL
    assert results["delete.unknown"].follows_from == "http.no-server-error"


def test_each_server_error_that_nobody_else_tells_is_told(recorded: Evidence) -> None:
    results = judged(altered(recorded, answered(500, "refuse.create.prompt", "unknown.retrieve")))
    assert said(results, Verdict.FAIL) == {"refuse.create-prompt", "http.no-server-error"}
    every = results["http.no-server-error"]
    assert [e.step for e in (*every.exchanges, *every.also)] == ["unknown.retrieve"]


def without(job: Job) -> Alter:
    """Refuse a job, and leave out what was asked of it."""

    def alter(exchange: Exchange) -> Exchange:
        if exchange.step == job.create.name:
            return attrs.evolve(exchange, status=400, body=b'{"error": {"message": "There is no room."}}')
        return attrs.evolve(exchange, step="altered", operation=None) if job.has(exchange.step) else exchange

    return alter


@pytest.mark.parametrize(
    ("job", "cause"), [(DEFAULTS, "create.json"), (FORM, "create.multipart"), (REMIX, "remix.json")]
)
def test_what_is_blocked_names_what_does_not_hold(recorded: Evidence, job: Job, cause: str) -> None:
    results = judged(altered(recorded, without(job)))
    assert results[cause].verdict is Verdict.FAIL
    assert {result.blocked_by for result in results.values()} <= {None, cause}


def test_what_no_job_was_made_for_is_not_blocked_by_what_passes(recorded: Evidence) -> None:
    results = judge(altered(recorded, lambda e: attrs.evolve(e, step="altered", operation=None)))
    assert {result.blocked_by for result in results} == {None}
    assert said({result.name: result for result in results}, Verdict.PASS, *BROKEN) == set()


def test_an_edit_in_place_is_one_finding(recorded: Evidence) -> None:
    results = judged(altered(recorded, edited_in_place(recorded)))
    assert said(results, Verdict.FAIL) == {"edit.new-job"}
    assert {"create.new-id", "source.unchanged"} <= following(results, "edit.new-job")


def test_jobs_that_are_lost_after_a_while_are_one_finding(recorded: Evidence) -> None:
    """What can be done with none of them is no finding of its own."""
    lost = answered(404, "edit.create", "extend.create", "source-after.retrieve", "delete.delete", "cleanup.delete")
    results = judged(altered(recorded, in_turn(lost, answered(404, "form.poll", "list.items"))))
    assert said(results, Verdict.FAIL) == {"lifecycle.readable"}
    of = following(results, "lifecycle.readable")
    assert {"edit.reference", "extend.reference", "source.unchanged", "delete.answers"} <= of
