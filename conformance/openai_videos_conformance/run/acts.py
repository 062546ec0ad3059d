"""What a run does where the next request depends on the last answer. Everything else is sent as its step says."""

from __future__ import annotations

from itertools import product
from random import Random

from ..contract.operations import LIST_VIDEOS
from ..evidence.job import JobEvidence
from ..evidence.reader import Evidence
from ..exchange.exchange import Exchange, job_id
from ..exchange.listing import ids_on
from ..exchange.status import FAILED, is_final, meaning
from ..scenario import looks
from ..scenario.jobs import EDIT, EXTEND, REMIX
from ..scenario.part import Job
from ..scenario.step import Detour, Request, Step
from ..scenario.upkeep import CLEANUP_DELETE
from .asking import RESHAPED
from .cleanup import deleted
from .wire.driver import Driver
from .wire.unsendable import ID_MOST

WALK_MOST = 8
"""Pages that a walk through the list asks for at most."""
FEW_PAGES, MANY_PAGES = 8, 50
"""Pages asked for by chance, and those of `--deep`."""

NOT_FOUND = 404
LOCKED = (401, 403)


def early(driver: Driver, video_id: str) -> None:
    """Ask for what only a finished video has, and see then whether it was still unfinished."""
    driver.take(looks.EARLY_CONTENT, video_id)
    derived: tuple[tuple[Step, Job], ...] = (
        (looks.EARLY_REMIX, REMIX),
        (looks.EARLY_EDIT, EDIT),
        (looks.EARLY_EXTEND, EXTEND),
    )

    def finished() -> bool:
        return is_final(meaning(driver.take(looks.EARLY_RETRIEVE, video_id).object.get("status")))

    for step, job in derived:
        # What is derived from a finished video is a job that costs as much as any other.
        late = finished()
        answer = driver.ask(step, video_id) if not late else None
        if answer is not None and answer.accepted:
            late = finished()
            if late and job_id(answer.object) not in deleted(driver.evidence):
                # The source finished just before: it is a job like any other, which may be wanted later.
                driver.recorder.hand_over(step, job.late)
        if late:
            driver.recorder.leave_out(step, "the job was finished before it was asked for", claimed=False)
    finished()


def delete_early(driver: Driver, video_id: str) -> bool:
    """Delete a job while it is under way, and tell whether that was confirmed."""
    if not driver.take(looks.DELETE_EARLY_DELETE, video_id).accepted:
        return False
    driver.take(looks.DELETE_EARLY_RETRIEVE, video_id)
    return True


def deleted_early(driver: Driver, video_id: str) -> None:
    """Look again at a job that was deleted while it was under way; one that is back after all is deleted again."""
    again = driver.take(looks.DELETE_EARLY_LATER, video_id)
    if again.accepted and meaning(again.object.get("status")) != FAILED:
        driver.take(CLEANUP_DELETE, video_id)


def keyless(driver: Driver, video_id: str) -> None:
    """Use a video without the key: a list may be open where the videos are not, or the other way round."""
    driver.take(looks.AUTH_RETRIEVE, video_id)
    driver.take(looks.AUTH_CONTENT, video_id)
    # Where no key is asked for at all, it would be a job like any other.
    if asks_for_key(driver.evidence):
        driver.ask(looks.AUTH_CREATE)


def asks_for_key(evidence: Evidence) -> bool:
    """Tell whether anything was refused for want of a key."""
    answers = [answer for step in (looks.AUTH_NONE, looks.AUTH_RETRIEVE) for answer in evidence.taken(step)]
    return any(answer.status in LOCKED for answer in answers)


def character(driver: Driver) -> None:
    """Make a character, in the first way that the server takes, and fetch it."""
    created = driver.take(looks.CHARACTER_CREATE, request=looks.CHARACTER_WAYS[0])
    for plainer in looks.CHARACTER_WAYS[1:]:
        if created.status not in RESHAPED:
            break
        driver.recorder.detour(looks.CHARACTER_CREATE, Detour.RESHAPED)
        created = driver.take(looks.CHARACTER_CREATE, request=plainer)
    identifier = created.object.get("id")
    if created.accepted and isinstance(identifier, str) and identifier:
        driver.take(looks.CHARACTER_RETRIEVE, identifier)
    else:
        driver.recorder.leave_out(looks.CHARACTER_RETRIEVE, "no character was made", by="character.create")


def listing(driver: Driver, known: list[JobEvidence]) -> None:
    """Walk the list in both directions, compare its items with GET, and ask for pages by chance."""
    # A job that was moderated was made anew, after the others.
    known = sorted(known, key=lambda job: job.create.started)
    driver.take(looks.LIST_PLAIN)
    newest = driver.take(looks.LIST_NEWEST)
    oldest = driver.take(looks.LIST_OLDEST)
    for job in known:
        driver.take(looks.LIST_ITEMS, job.id)
    own = {job.id for job in driver.evidence.jobs()}
    for stranger in [shown for shown in ids_on(newest) if shown not in own][:1]:
        if driver.take(looks.LIST_STRANGER, stranger).status == NOT_FOUND:
            driver.take(looks.LIST_AGAIN)
    for step, order, start in (
        (looks.LIST_WALK_ASC, "asc", known[0].id),
        (looks.LIST_WALK_DESC, "desc", known[-1].id),
    ):
        # A tier that has few jobs still has a list of several pages.
        limit = 2 if len(known) > 2 else 1
        walk(driver, step, {"order": order, "limit": limit, "after": start}, WALK_MOST)
    if newest.object.get("has_more") is True:
        walk(driver, looks.LIST_BEHIND, {"limit": 100, "order": "desc"}, 2)
    driver.take(looks.LIST_ZERO)
    driver.take(looks.LIST_UNKNOWN_CURSOR)
    pages_at_random(driver, known, [name for name in ids_on(oldest) if len(name) <= ID_MOST])


def pages_at_random(driver: Driver, known: list[JobEvidence], oldest: list[str]) -> None:
    """Ask for pages drawn by chance, the same for equal lists of jobs, and for those that chance may leave out."""
    ways = list(product(("asc", "desc"), range(1, 5), (None, *(job.id for job in known))))
    drawn = Random(0).sample(ways, min(len(ways), MANY_PAGES if driver.target.deep else FEW_PAGES))  # noqa: S311
    # The first is full and has nothing behind it, and behind the second a single video is left.
    last = [("desc", 1, after) for after in oldest[1:3] or [known[-1].id]]
    for order, limit, after in (*last, ("asc", 1, known[0].id), *drawn):
        _page(driver, looks.LIST_PAGE, {"order": order, "limit": limit, **({"after": after} if after else {})})


def walk(driver: Driver, step: Step, query: dict[str, str | int], most: int) -> None:
    """Follow the cursors from a page on, until the list says that it ends."""
    before = None
    for _ in range(most):
        page = _page(driver, step, query)
        if before is not None and page.object.get("data") == []:
            # Another client may have deleted what was promised; then the page before promises it no more.
            _page(driver, looks.LIST_CONFIRMED, before)
        last = page.object.get("last_id")
        if page.object.get("has_more") is not True or not isinstance(last, str) or last == query.get("after"):
            break
        before, query = query, {**query, "after": last}


def _page(driver: Driver, step: Step, query: dict[str, str | int]) -> Exchange:
    return driver.take(step, request=Request(operation=LIST_VIDEOS, query=query))
