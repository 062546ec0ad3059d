"""What real servers did, as alterations of a recorded run: each finding is told, and under its own cause."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from openai_videos_conformance import Evidence, Exchange, Result, Verdict, judge
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM, UPLOAD

from .recorded import Alter, altered, changing


def judged(evidence: Evidence) -> dict[str, Result]:
    return {result.name: result for result in judge(evidence)}


def of_job(name: str, change: Callable[[dict[str, Any]], object]) -> Alter:
    """Change what is shown of the job that a part made, whenever it is shown alone."""
    return changing(change, lambda e: e.step.startswith(f"{name}."))


def otherwise(exchange: Exchange) -> Exchange:
    """List jobs under other ids than their creates gave, the newest first whatever was asked, as LiteLLM does."""
    if exchange.operation != "list_videos" or exchange.status != 200:
        return exchange
    page = json.loads(exchange.body)
    for video in page["data"]:
        video["id"] = f"listed-{video['id']}"
    page["data"].sort(key=lambda video: -video["created_at"])
    ids = [video["id"] for video in page["data"]] or [None]
    page |= {"first_id": ids[0], "last_id": ids[-1], "has_more": False}
    return attrs.evolve(exchange, body=json.dumps(page).encode())


def test_a_list_of_other_ids_is_told_of_the_ids_and_not_of_the_order(recorded: Evidence) -> None:
    told = judged(altered(recorded, otherwise))
    assert told["list.order"].verdict is Verdict.FAIL
    assert (told["list.recent"].verdict, told["list.recent"].follows_from) == (Verdict.WARN, None)


@pytest.mark.parametrize("seconds", ["", "4"])
def test_a_video_that_is_too_short_is_told(recorded: Evidence, seconds: str) -> None:
    """QVAC says no length of a job that none was asked for, which explains nothing of one that was asked for."""
    first = of_job(DEFAULTS.name, lambda video: video.update(seconds=seconds))
    other = of_job(FORM.name, lambda video: video.update(seconds="20"))
    result = judged(altered(altered(recorded, first), other))["content.asked-duration"]
    assert (result.verdict, result.follows_from) == (Verdict.WARN, None)


@pytest.mark.parametrize("size", [None, "720x1280"])
def test_a_video_of_another_size_is_told(recorded: Evidence, size: str | None) -> None:
    """Aquiles-Image says no size of a job that none was asked for, and makes its own where one was."""
    first = of_job(DEFAULTS.name, lambda video: video.update(size=size))
    other = of_job(FORM.name, lambda video: video.update(size="1792x1024"))
    third = of_job(UPLOAD.name, lambda video: video.update(size="1024x1792"))
    told = judged(altered(altered(altered(recorded, first), other), third))
    assert (told["content.asked-resolution"].verdict, told["content.asked-resolution"].follows_from) == (
        Verdict.WARN,
        None,
    )
    assert told["content.upload-resolution"].follows_from == "content.asked-resolution"


def test_a_job_that_says_another_length_than_its_right_video_has_one_finding(recorded: Evidence) -> None:
    """FastVideo says 0 of a job that none was asked for, and makes four seconds."""
    told = judged(altered(recorded, of_job(DEFAULTS.name, lambda video: video.update(seconds="0"))))
    assert told["create.default-seconds"].verdict is Verdict.FAIL
    assert told["content.duration"].follows_from == "create.default-seconds"


def test_who_has_no_variants_may_say_so_of_one_that_is_none(recorded: Evidence) -> None:
    """QVAC answers 501 for any variant but the video."""

    def absent(exchange: Exchange) -> Exchange:
        error = b'{"error": {"message": "not supported", "type": "server_error", "param": null, "code": null}}'
        return (
            attrs.evolve(exchange, status=501, body=error)
            if exchange.step == refusals.CONTENT_VARIANT.name
            else exchange
        )

    assert judged(altered(recorded, absent))["content.unknown-variant"].verdict is Verdict.PASS


def test_an_early_deletion_in_another_shape_is_told_where_the_shape_is(recorded: Evidence) -> None:
    """FastVideo answers with the video, its status deleted; it is gone all the same."""

    def as_video(exchange: Exchange) -> Exchange:
        if exchange.step in (looks.DELETE_EARLY_RETRIEVE.name, looks.DELETE_EARLY_LATER.name):
            return attrs.evolve(exchange, status=404, body=b'{"error": {"message": "There is no such video."}}')
        if exchange.operation != "delete_video":
            return exchange
        shown = {"id": exchange.named_id, "object": "video", "status": "deleted"}
        return attrs.evolve(exchange, status=200, body=json.dumps(shown).encode())

    told = judged(altered(recorded, as_video))
    assert told["delete.early"].follows_from in ("delete.type", "delete.deleted")
    assert told["delete.early-stays-gone"].verdict is not Verdict.NOT_CLAIMED
