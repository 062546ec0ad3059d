"""A server that makes one job at a time, one that is not there, and what few jobs leave to be seen."""

import json
from socket import socket

import attrs
import pytest
from hostile.server import socket_server
from openai_videos_conformance import Evidence, Target, Unreachable, Verdict, judge, observe
from openai_videos_conformance.report.notes import notes
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, TWIN
from openai_videos_conformance.scenario.refusals import CREATES
from openai_videos_conformance.scenario.step import Detour
from openai_videos_mock import MockSettings, serve

from .recorded import altered, changing

BROKEN = (Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE, Verdict.BLOCKED)


def test_a_server_that_makes_one_job_at_a_time_is_waited_for() -> None:
    parts = [looks.EARLY, looks.DELETE_EARLY, looks.LIST, CREATES]
    with serve(MockSettings(job_seconds=4, variants=("one-at-a-time",))) as url:
        evidence = observe(Target(base_url=url, job_timeout=60), parts=parts)
    named = {result.name: result for result in judge(evidence)}
    told = [name for name, result in named.items() if result.verdict in BROKEN]
    assert [name for name in told if name.startswith(("create.", "list.", "delete.early", "refuse.create"))] == []
    # It is waited for once; from then on no job is asked for before it can be made.
    assert len(evidence.detours(FORM.create, Detour.BUSY)) > 0
    assert [
        e.step for e in evidence.exchanges if e.status == 409 and not e.step.startswith((FORM.name, "early."))
    ] == []
    assert named["remix.unfinished"].verdict is Verdict.NOT_VERIFIED
    # A job is listed while it runs, and deleted early.
    assert named["list.unfinished"].verdict is Verdict.PASS
    assert named["delete.early"].verdict is Verdict.PASS
    assert [note for note in notes(evidence) if "one job at a time" in note]


def test_one_job_at_a_time_may_be_said_by_503_as_well() -> None:
    """Aquiles-Image does so, and calls a job processing: nothing of it is told of forms, though a form is put off."""
    busy = {"on": "create", "prompt": "*Mädchen*", "times": 5, "status": 503}
    with serve(MockSettings(job_seconds=6, script=[busy], faults=("video-status-processing",))) as url:
        evidence = observe(Target(base_url=url, job_timeout=60), parts=[DEFAULTS, FORM])
    assert [e.status for e in evidence.detours(FORM.create, Detour.BUSY)] == [503] * 5
    assert evidence.completed(FORM).create.form
    assert evidence.put_off
    assert [note for note in notes(evidence) if "answers 503 to any other" in note]
    broken = {result.name for result in judge(evidence) if result.verdict in BROKEN}
    assert not {"create.multipart", "http.no-server-error"} & broken


@pytest.mark.parametrize("retry", [b"", b"retry-after: 1\r\n"], ids=["plain", "with a time"])
def test_a_server_that_answers_503_to_everything_is_unavailable(retry: bytes) -> None:
    def unavailable(connection: socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(
            b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n" + retry + b"content-length: 0\r\n\r\n"
        )

    with socket_server(unavailable) as url, pytest.raises(Unreachable, match=r"is unavailable: .*--wait=SECONDS"):
        observe(Target(base_url=url, request_timeout=2, job_timeout=2), parts=[looks.METHODS])


def test_what_a_limit_of_jobs_hides_is_not_told_of_what_passes() -> None:
    with serve(MockSettings(job_seconds=0.3)) as url:
        evidence = observe(Target(base_url=url, max_jobs=1, job_timeout=30), parts=[looks.LIST, looks.DELETE])
    results = judge(evidence)
    assert {result.blocked_by for result in results} == {None}
    named = {result.name: result for result in results}
    assert named["create.json"].verdict is Verdict.PASS
    assert named["list.answers"].verdict is Verdict.PASS
    assert named["list.after"].message == "the budget of 1 jobs is spent"


def test_what_a_server_does_not_have_is_noted(recorded: Evidence) -> None:
    assert list(notes(recorded)) == []

    absent = {"list_videos", "download_content", "delete_video"}
    told = altered(recorded, lambda e: attrs.evolve(e, status=404) if e.operation in absent else e)
    assert list(notes(told)) == [
        "of the five core operations, list and content and delete are not offered, create and retrieve are"
    ]


def test_a_create_that_answers_with_the_video_is_noted(recorded: Evidence) -> None:
    made = json.dumps({"data": [{"url": "https://h/v.mp4"}]}).encode()
    creates = (DEFAULTS, TWIN, FORM)
    steps = {job.create.name for job in creates}
    told = altered(
        recorded,
        lambda e: attrs.evolve(e, body=made) if e.step in steps else attrs.evolve(e, step="altered", operation=None),
    )
    assert next(iter(notes(told))).startswith("a create is answered with what it made, and not with a job to poll")


def test_content_that_was_only_asked_for_too_early_is_not_noted_as_absent(recorded: Evidence) -> None:
    early = altered(
        recorded,
        lambda e: (
            attrs.evolve(e, operation=None) if e.operation == "download_content" and not looks.EARLY.has(e.step) else e
        ),
    )
    assert list(notes(early)) == []


def test_a_create_that_is_answered_when_its_job_has_ended_is_noted(recorded: Evidence) -> None:
    ended = changing(lambda video: video.update(status="completed"), lambda e: e.step.endswith(".create"))
    told = altered(
        altered(recorded, ended), lambda e: attrs.evolve(e, elapsed=3.2) if e.step == FORM.create.name else e
    )
    assert list(notes(told)) == [
        "a create is answered when its job has ended, after 3 s at most: no job was seen under way"
    ]
