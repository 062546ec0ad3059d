"""The steps of a run that are always taken together, each a few requests."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ..checks.reading import ids_on
from ..evidence.evidence import Evidence, JobEvidence
from ..evidence.media import sample_image, sample_video
from ..exchange.exchange import Exchange, job_id
from ..scenario.jobs import PROMPT
from ..scenario.refusals import Refusal
from .cleanup import deleted
from .driver import FINAL, Driver, FormField

JUNK = b"These bytes are no video.\n" * 40

WALK_MOST = 8
"""Pages that a walk through the list asks for at most."""


def refuse(driver: Driver, step: str, refusal: Refusal, source: str = "") -> Exchange:
    """Send one request that must be refused."""
    ids = {name: value.replace("{source}", source) for name, value in refusal.ids.items()}
    if refusal.operation == "download_content":
        # A server may send every download on to its storage, which then refuses it.
        return driver.download(step, ids["video_id"], query=refusal.query)
    return driver.send(
        step,
        refusal.operation,
        ids=ids,
        query=refusal.query,
        json=_fill(refusal.json, source),
        form=form(refusal.form) if refusal.form is not None else None,
        content=refusal.content,
        headers={"content-type": refusal.media_type} if refusal.media_type else None,
        refusable=True,
    )


def _fill(value: Any, source: str) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, source) for key, item in value.items()}
    if isinstance(value, str):
        return value.replace("{source}", source).replace("{image}", image_url("720x1280"))
    return value


def form(fields: dict[str, str]) -> list[FormField]:
    """Multipart parts as official clients write them: files are named `upload` and have no type of their own."""
    files: dict[str, Callable[[], bytes]] = {"{image}": sample_image, "{video}": sample_video, "{junk}": lambda: JUNK}
    parts: list[FormField] = []
    for name, value in fields.items():
        if value in files:
            parts.append((name, ("upload", files[value](), "application/octet-stream")))
        else:
            parts.append((name, (None, value)))
    return parts


def image_url(size: str) -> str:
    """A picture of a size as a data URL."""
    width, height = map(int, size.split("x"))
    return "data:image/png;base64," + base64.b64encode(sample_image(width, height)).decode()


def early(driver: Driver, video_id: str) -> None:
    """Ask for what only a finished video has, and see then whether it was still unfinished."""
    ids = {"video_id": video_id}
    source: dict[str, Any] = {"prompt": "Of an unfinished video", "video": {"id": video_id}}
    driver.download("early.content", video_id)
    requests: dict[str, tuple[str, dict[str, Any]]] = {
        "remix": ("remix_video", {"ids": ids, "json": {"prompt": PROMPT}}),
        "edit": ("edit_video", {"json": source}),
        "extend": ("extend_video", {"json": {**source, "seconds": "4"}}),
    }
    started = ""

    def finished() -> bool:
        return driver.send("early.retrieve", "retrieve_video", ids=ids).object.get("status") in FINAL

    for name, (operation, request) in requests.items():
        # What is derived from a finished video is a job that costs as much as any other.
        late = finished()
        if not late and started:
            driver.evidence.leave_out(f"early.{name}", f"not sent, since early.{started} started a job")
        elif not late and (answer := driver.send(f"early.{name}", operation, refusable=True, **request)).accepted:
            started = name
            late = finished()
            if late and job_id(answer.object) not in deleted(driver.evidence):
                # The source finished just before: it is a job like any other, which may be wanted later.
                driver.evidence.hand_over(f"early.{name}", f"late.{name}")
        if late:
            driver.evidence.leave_out(f"early.{name}", "the job was finished before it was asked for", claimed=False)
    finished()


def refuse_of_failed(driver: Driver, video_id: str) -> None:
    """Ask for what only a completed video can become; where a job starts all the same, ask no further."""
    requests: dict[str, tuple[str, dict[str, Any]]] = {
        "remix": ("remix_video", {"ids": {"video_id": video_id}, "json": {"prompt": PROMPT}}),
        "edit": ("edit_video", {"json": {"prompt": PROMPT, "video": {"id": video_id}}}),
    }
    for name, (operation, request) in requests.items():
        if driver.send(f"refuse.failed.{name}", operation, refusable=True, **request).accepted:
            return


def content(driver: Driver, video_id: str) -> None:
    """Download the video in all the ways that give the same bytes."""
    driver.download("content.plain", video_id)
    driver.download("content.variant", video_id, query={"variant": "video"})
    driver.download("content.binary", video_id, headers={"accept": "application/binary"})


def previews(driver: Driver, video_id: str) -> None:
    """Download the preview pictures."""
    for variant in ("thumbnail", "spritesheet"):
        driver.download(f"previews.{variant}", video_id, query={"variant": variant})


def refuse_content(driver: Driver, video_id: str) -> None:
    """Ask for a file that no video has."""
    driver.download("refuse.content.variant", video_id, query={"variant": "poster"})


def auth(driver: Driver) -> None:
    """Call without a key and with a wrong one."""
    driver.send("auth.none", "list_videos", query={"limit": 1}, key=None)
    driver.send("auth.wrong", "list_videos", query={"limit": 1}, key="sk-wrong-0000000000000000")


def keyless(driver: Driver, video_id: str) -> None:
    """Use a video without the key: a list may be open where the videos are not, or the other way round."""
    driver.send("auth.retrieve", "retrieve_video", ids={"video_id": video_id}, key=None)
    driver.download("auth.content", video_id, key=None)
    # Where no key is asked for at all, it would be a job like any other.
    if asks_for_key(driver.evidence):
        driver.send("auth.create", "create_video", json={"prompt": PROMPT}, key=None, refusable=True)


def asks_for_key(evidence: Evidence) -> bool:
    """Whether anything was refused for want of a key."""
    answers = [answer for step in ("auth.none", "auth.retrieve") for answer in evidence.taken(step)]
    return any(answer.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN) for answer in answers)


def methods(driver: Driver) -> None:
    """Use a method that a path does not have, and a path that is none."""
    driver.send("methods.collection", method="PUT", path="/videos")
    driver.send("methods.no-such-path", method="GET", path="/videos/video_0/no-such-thing")


def character(driver: Driver) -> None:
    """Make a character and fetch it."""
    made = driver.send("character.create", "create_character", form=form({"name": "Ada Löve", "video": "{video}"}))
    identifier = made.object.get("id")
    if made.accepted and isinstance(identifier, str) and identifier:
        driver.send("character.retrieve", "get_character", ids={"character_id": identifier})
    else:
        driver.evidence.leave_out("character.retrieve", "no character was made", by="character.create")


def listing(driver: Driver, known: list[JobEvidence]) -> None:
    """Walk the list in both directions, compare its items with GET, and let hypothesis ask for pages at random."""
    if len(known) < 2:
        driver.evidence.leave_out("list", "fewer than two jobs were made", by="create.json")
        return
    # A job that was moderated was made anew, after the others.
    known = sorted(known, key=lambda job: job.create.started)
    send = driver.send
    send("list.plain", "list_videos")
    newest = send("list.newest", "list_videos", query={"limit": 100, "order": "desc"})
    send("list.oldest", "list_videos", query={"limit": 100, "order": "asc"})
    for job in known:
        send("list.items", "retrieve_video", ids={"video_id": job.id})
    own = {job.id for job in driver.evidence.jobs()}
    for stranger in [shown for shown in ids_on(newest) if shown not in own][:1]:
        # An id that no create gave: of another client, or written otherwise than the create did.
        if send("list.stranger", "retrieve_video", ids={"video_id": stranger}).status == httpx.codes.NOT_FOUND:
            send("list.again", "list_videos", query={"limit": 100, "order": "desc"})
    for order, start in (("asc", known[0].id), ("desc", known[-1].id)):
        walk(driver, f"list.walk-{order}", {"order": order, "limit": 2, "after": start}, WALK_MOST)
    if newest.object.get("has_more") is True:
        walk(driver, "list.behind", {"limit": 100, "order": "desc"}, 2)
    send("list.zero", "list_videos", query={"limit": 0})
    send("list.unknown-cursor", "list_videos", query={"after": "video_does_not_exist_0000", "limit": 2})

    @settings(
        max_examples=50 if driver.settings.deep else 8,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        order=st.sampled_from(["asc", "desc"]),
        limit=st.integers(1, 4),
        after=st.sampled_from([None, *(job.id for job in known)]),
    )
    # Whatever chance brings: pages behind which a single video is left, and those with a single one.
    @example(order="desc", limit=max(1, len(known) - 2), after=known[-1].id)
    @example(order="asc", limit=1, after=known[0].id)
    def page(order: str, limit: int, after: str | None) -> None:
        send("list.page", "list_videos", query={"order": order, "limit": limit, **({"after": after} if after else {})})

    page()


def walk(driver: Driver, step: str, query: dict[str, str | int], most: int) -> None:
    """Follow the cursors from a page on, until the list says that it ends."""
    before = None
    for _ in range(most):
        page = driver.send(step, "list_videos", query=query)
        if before is not None and page.object.get("data") == []:
            # Another client may have deleted what was promised; then the page before promises it no more.
            driver.send("list.confirmed", "list_videos", query=before)
        last = page.object.get("last_id")
        if page.object.get("has_more") is not True or not isinstance(last, str) or last == query.get("after"):
            break
        before, query = query, {**query, "after": last}
