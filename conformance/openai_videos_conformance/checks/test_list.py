"""Pages of the list: bounded, ordered, exact at their cursors.

Other jobs may come and go while the suite looks, so the exact checks look at the jobs that it made itself.
"""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from openai_videos_conformance.catalogue import causes
from openai_videos_conformance.catalogue.registry import Reference
from openai_videos_conformance.checks import (
    Blocked,
    Evidence,
    Exchange,
    JobEvidence,
    NotClaimed,
    NotVerified,
    expect,
    requirement,
)
from openai_videos_conformance.checks.readers import PROPERTIES, SCHEMAS, drifts
from openai_videos_conformance.contract.operations import LIST_VIDEOS, RETRIEVE_VIDEO
from openai_videos_conformance.exchange.listing import ids_on
from openai_videos_conformance.exchange.listing import items_on as items
from openai_videos_conformance.exchange.status import COMPLETED, FAILED, is_final, meaning
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import TWIN
from openai_videos_conformance.scenario.upkeep import REACHABLE_LIST

AFTER_DELETES = (looks.DELETE.list, looks.DELETE_FAILED.list)
VIDEO = tuple(SCHEMAS["Video"]["properties"])
"""The documented properties of a video: what else a server shows, it may show where it likes."""


NO_PAGE = (causes.LIST_ANSWERS, causes.JSON, causes.LIST, causes.LIST_DATA)
"""What is broken where no answer is a page of videos."""


def query(exchange: Exchange) -> dict[str, str]:
    return {key: values[-1] for key, values in parse_qs(urlsplit(exchange.url).query).items()}


def known(evidence: Evidence) -> list[JobEvidence]:
    """Give the jobs that a list has to show and that were made apart from each other, in the order of creation.

    Raises:
        Unjudged: There is none, or no page has any by its id: then none says what it leaves out.
    """
    jobs = [
        evidence.job(job)
        for job in looks.LISTED
        if job is not TWIN or any(e.accepted for e in evidence.taken(TWIN.create))
    ]
    shown = [job for job in jobs if lists(job)]
    if not shown:
        evidence.completed(looks.LISTED[0])
    if not {job.id for job in shown} & {str(item.get("id")) for page in every_page(evidence) for item in items(page)}:
        raise Blocked(causes.LIST_RECENT)
    # A job that was moderated was made anew, after the others.
    return sorted(shown, key=lambda job: job.create.started)


def times(jobs: list[JobEvidence]) -> dict[str, int]:
    """Tell when jobs were made, by id; where they do not say so, as distinct times in the order of creation."""
    stamps = {job.id: job.create.object.get("created_at") for job in jobs}
    return {name: time if isinstance(time, int) else place for place, (name, time) in enumerate(stamps.items())}


def later(jobs: list[JobEvidence], after: str | None, order: str) -> list[str]:
    """Give the ids that stand behind one of them, the nearest first. Jobs of the same time may stand on either side."""
    created = times(jobs)
    turn = sorted(created, key=lambda job: created[job], reverse=order == "desc")
    if after is None:
        return turn
    return [job for job in turn if (created[job] > created[after] if order == "asc" else created[job] < created[after])]


def every_page(evidence: Evidence) -> list[Exchange]:
    """Give every page of the list, the simplest question first.

    Raises:
        Unjudged: None was asked for, or none came.
    """
    evidence.under(looks.LIST)
    answers = (e for e in evidence.exchanges if e.operation == LIST_VIDEOS and e.is_ok)
    lists = [answer for answer in answers if isinstance(answer.object.get("data"), list)]
    if not lists:
        raise Blocked(*NO_PAGE)
    return sorted(lists, key=lambda e: len(query(e)))


def pages(evidence: Evidence) -> list[Exchange]:
    """Give the pages that were asked for while every known job was there. Raises `Unjudged` if none came."""
    known_pages = [page for page in every_page(evidence) if looks.LIST.has(page.step)]
    if not known_pages:
        raise Blocked(*NO_PAGE)
    return known_pages


@requirement("list.answers")
def test_answers(evidence: Evidence) -> None:
    # A walk leads on by the videos of other clients too, which these may have deleted. And what is withheld from the
    # list, since it failed, is no cursor that has to be known.
    own = {None, *(job.id for job in evidence.jobs() if lists(job))}
    others = (
        looks.LIST_WALK_ASC,
        looks.LIST_WALK_DESC,
        REACHABLE_LIST,
        looks.EARLY_LIST,
        looks.LIST_OLDEST,
        looks.LIST_AGAIN,
        *AFTER_DELETES,
    )
    evidence.steps(looks.LIST_PLAIN, looks.LIST_NEWEST, looks.LIST_PAGE)
    for step in (looks.LIST_PLAIN, looks.LIST_NEWEST, looks.LIST_PAGE, *others):
        for exchange in evidence.answered(step):
            if query(exchange).get("after") in own:
                follows = (causes.NEW_ID,) if query(exchange).get("after") else ()
                expect(exchange.is_ok, "200 and a page", exchange.outcome, exchange, follows=follows)


@requirement("list.limit")
def test_limit(evidence: Evidence) -> None:
    checked = 0
    for page in every_page(evidence):
        limit = query(page).get("limit")
        # What asks for no number must be refused, which is another requirement.
        if limit is not None and limit.isdecimal() and limit != "0":
            checked += bool(items(page))
            expect(len(items(page)) <= int(limit), f"{limit} videos at most", len(items(page)), page)

    if not checked:
        raise Blocked(causes.LIST_DATA, causes.LIST_RECENT)


@requirement("list.order")
def test_order(evidence: Evidence) -> None:
    checked = unreadable = 0
    for page in every_page(evidence):
        order = query(page).get("order")
        times = [item.get("created_at") for item in items(page)]
        if order is None:
            continue
        if not all(isinstance(time, int) for time in times):
            unreadable += 1
            continue
        for first, second in pairwise(times):
            checked += 1
            right = first <= second if order == "asc" else first >= second  # type: ignore[operator]
            observed, follows = f"{first} before {second}", drifts(evidence, "created_at")
            expect(right, f"created_at in order {order}", observed, page, follows=follows)
    if unreadable and not checked:
        raise Blocked(causes.CREATED_AT)
    if not checked:
        raise Blocked(causes.LIST_DATA, causes.LIST_RECENT, causes.LIST_LIMIT)


@requirement("list.after")
def test_after(evidence: Evidence) -> None:
    jobs = known(evidence)
    created, checked, moved = times(jobs), 0, drifts(evidence, "created_at")
    for page in pages(evidence):
        asked = query(page)
        after, order = asked.get("after"), asked.get("order")
        if after not in created or order is None:
            continue
        checked += 1
        shown = [str(item.get("id")) for item in items(page)]
        behind = later(jobs, after, order)
        free = {job for job in created if created[job] == created[after] and job != after}
        wrong = [job for job in shown if job in created.keys() - free and job not in behind]
        expected = f"only videos behind {after} in order {order}"
        follows: tuple[Reference, ...] = (causes.LIST_ORDER, causes.NEW_ID, *moved)
        if after in wrong:
            # In no order does a video stand behind itself, unless another one has its id.
            follows = () if len(created) == len(jobs) else (causes.NEW_ID,)
        expect(not wrong, expected, f"{', '.join(wrong)} too", page, follows=follows)
        follows = (causes.LIST_ORDER, causes.NEW_ID, *moved)
        here = [job for job in shown if job in behind]
        turn = [created[job] for job in behind][: len(here)]
        in_turn, observed = [created[job] for job in here] == turn, ", ".join(here) or "none"
        expect(in_turn, f"{', '.join(behind)} in turn", observed, page, follows=follows)
        missing = [job for job in behind if job not in shown]
        # A page that is not full may be cut short all the same, and says so.
        if len(shown) < int(asked["limit"]) and page.object.get("has_more") is not True:
            expected = f"{', '.join(behind)} behind {after}"
            expect(not missing, expected, f"no {', '.join(missing)}", page, follows=(*follows, causes.IDS))
        elif missing and len(here) < len(shown):
            # Strangers are on the page: they have to lie between the known ones, not in their place.
            nearer(page, missing[0], created[missing[0]], order, moved)
    for page in pages(evidence):
        if query(page).get("order") == "asc" and "after" not in query(page):
            begins_with_oldest(page, [job for job in jobs if lists(job)], moved)
    if not checked:
        raise NotVerified("no page was asked for with a known cursor")


def begins_with_oldest(page: Exchange, jobs: list[JobEvidence], moved: tuple[Reference, ...]) -> None:
    """Expect the oldest on the first page in ascending order: none is left out for a later one."""
    created = times(jobs)
    turn, shown = later(jobs, None, "asc"), [str(item.get("id")) for item in items(page)]
    here = [job for job in turn if job in shown]
    wanted = [created[job] for job in turn][: len(here)]
    first, follows = f"{turn[0] if turn else ''} first", (causes.LIST_ORDER, causes.NEW_ID, *moved)
    expect([created[job] for job in here] == wanted, first, ", ".join(here), page, follows=follows)
    if len(here) < min(len(turn), len(shown)):
        nearer(page, turn[len(here)], created[turn[len(here)]], "asc", moved)


def nearer(page: Exchange, left_out: str, created: int, order: str, moved: tuple[Reference, ...]) -> None:
    """Give a known video was left out of a full page: then every video on it has to come before that one."""
    for item in items(page):
        time = item.get("created_at")
        if isinstance(time, int):
            before = time <= created if order == "asc" else time >= created
            observed, follows = f"{item.get('id')}, made at {time}", (causes.LIST_ORDER, causes.IDS, *moved)
            expect(before, f"{left_out}, made at {created}", observed, page, follows=follows)


@requirement("list.cursor-ids")
def test_cursor_ids(evidence: Evidence) -> None:
    seen_pages = every_page(evidence)
    for page in seen_pages:
        shown = [item.get("id") for item in items(page)]
        if not shown and query(page).get("limit") == "0":
            continue
        for key, wanted in (("first_id", shown[0] if shown else None), ("last_id", shown[-1] if shown else None)):
            if key in page.object:
                observed, follows = repr(page.object[key]), (PROPERTIES[f"VideoList.{key}"],)
                expect(page.object[key] == wanted, f"{key} {wanted!r}", observed, page, follows=follows)
    blockers: tuple[tuple[str, Reference], ...] = (
        ("first_id", causes.LIST_FIRST_ID),
        ("last_id", causes.LIST_LAST_ID),
    )
    for key, by in blockers:
        if not any(key in page.object and items(page) for page in seen_pages):
            raise Blocked(by, causes.LIST_DATA, causes.LIST_RECENT)


def tell_more(evidence: Evidence) -> list[Exchange]:
    """Give the pages, some of which say whether more follow, and by which id. Raises `Unjudged` if none does."""
    seen_pages = pages(evidence)
    if not any(isinstance(page.object.get("has_more"), bool) for page in seen_pages):
        raise Blocked(causes.LIST_HAS_MORE)
    if not any(isinstance(page.object.get("last_id"), str) for page in seen_pages):
        raise Blocked(causes.LIST_LAST_ID, causes.LIST_CURSORS, causes.LIST_RECENT)
    return seen_pages


@requirement("list.more-is-true")
def test_more_is_true(evidence: Evidence) -> None:
    seen_pages = tell_more(evidence)
    jobs = known(evidence)
    created, moved = times(jobs), drifts(evidence, "created_at")
    for page in seen_pages:
        asked = query(page)
        shown = [item.get("id") for item in items(page)]
        after, order = asked.get("after"), asked.get("order")
        if page.object.get("has_more") is not False or order is None or not shown or after not in (None, *created):
            continue
        left = [job for job in later(jobs, after, order) if job not in shown]
        expected = f"has_more true, since {', '.join(left)} follows"
        follows = (causes.LIST_ORDER, causes.LIST_AFTER, causes.IDS, *moved)
        expect(not left, expected, "false", page, follows=follows)
    anywhere = {item.get("id") for page in every_page(evidence) for item in items(page)}
    # What is made of another video and is on no page at all is not listed, which no has_more can mend.
    everything = {
        job.id: job.create.object.get("created_at")
        for job in evidence.jobs()
        if lists(job) and (job.planned.source is None or job.id in anywhere)
    }
    for page in seen_pages:
        ends = [time for item in items(page)[-1:] if isinstance(time := item.get("created_at"), int)]
        order = query(page).get("order")
        if page.object.get("has_more") is not False or order is None or not ends:
            continue
        shown = [item.get("id") for item in items(page)]
        for job, when in everything.items():
            behind = isinstance(when, int) and (when > ends[0] if order == "asc" else when < ends[0])
            expected, follows = f"has_more true, since {job} follows", (causes.LIST_ORDER, causes.IDS, *moved)
            expect(not behind or job in shown, expected, "false", page, follows=follows)
    if not any(page.object.get("has_more") is True for page in seen_pages):
        # Nothing ever followed: a page holds whatever there is.
        raise Blocked(causes.LIST_LIMIT, causes.LIST_AFTER, causes.LIST_RECENT)


def lists(job: JobEvidence) -> bool:
    """Tell whether a job surely is in every list: not deleted while it was under way, and not failed, so withheld."""
    return not job.is_cut_short and job.status == COMPLETED


@requirement("list.more-is-false")
def test_more_is_false(evidence: Evidence) -> None:
    seen_pages = tell_more(evidence)
    for page in seen_pages:
        if query(page).get("limit") != "0":
            empty = not items(page) and page.object.get("has_more") is True
            expect(not empty, "has_more false on an empty page", "true", page, follows=(causes.LIST_DATA,))
    for name in oldest(evidence):
        for page in seen_pages:
            if query(page).get("order") == "desc" and [item.get("id") for item in items(page)[-1:]] == [name]:
                more = page.object.get("has_more")
                observed, follows = repr(more), (causes.LIST_ORDER, causes.LIST_AFTER)
                expect(more is not True, f"has_more false behind {name}, the oldest", observed, page, follows=follows)
    # A page may be shorter than was asked for, so that only the page behind it tells. And where that one is empty,
    # another client may have deleted what stood there: then the page, asked for again, says so.
    for again in evidence.taken(looks.LIST_CONFIRMED):
        page = next(page for page in seen_pages if page.url == again.url)
        behind = next(e for e in seen_pages if e.started > page.started and not items(e))
        more = again.object.get("has_more") is True and again.object.get("last_id") == page.object.get("last_id")
        # A page that begins too far behind may have passed over it.
        expected, passed_over = "another video, as has_more said", (causes.LIST_AFTER,)
        expect(not more, expected, "an empty page", page, behind, again, follows=passed_over)
    if not any(page.object.get("has_more") is False for page in seen_pages):
        raise Blocked(causes.LIST_AFTER, causes.LIST_HAS_MORE)


def oldest(evidence: Evidence) -> list[object]:
    """Give the oldest video of all, behind which nothing stands: others make newer ones. None where times are equal."""
    first = [item for page in evidence.taken(looks.LIST_OLDEST) for item in items(page)[:2]]
    created = [time for item in first if isinstance(time := item.get("created_at"), int)]
    return [first[0].get("id")] if len(created) == 2 and created[0] < created[1] else []


@requirement("list.terminates")
def test_terminates(evidence: Evidence) -> None:
    tell_more(evidence)
    follows = (causes.LIST_AFTER, causes.LIST_CURSORS, causes.LIST_LAST_ID, causes.LIST_MORE_FALSE)
    for walk in (looks.LIST_WALK_ASC, looks.LIST_WALK_DESC):
        seen: dict[str, Exchange] = {}
        for page in evidence.steps(walk):
            for item in items(page):
                name = str(item.get("id"))
                if name in seen:
                    shown = (seen[name], page)
                    expect(False, "each video once on the way", f"{name} twice", *shown, follows=follows)
            seen |= {str(item.get("id")): page for item in items(page)}
            if page.object.get("has_more") is True:
                last = page.object.get("last_id")
                moved = isinstance(last, str) and last != query(page).get("after")
                expected = "a last_id that leads on, since has_more is true"
                expect(moved, expected, repr(last), page, follows=follows)
    if not any(len(evidence.taken(walk)) > 1 for walk in (looks.LIST_WALK_ASC, looks.LIST_WALK_DESC)):
        raise Blocked(causes.LIST_MORE_TRUE, causes.LIST_LIMIT, causes.LIST_AFTER)


@requirement("list.recent")
def test_recent(evidence: Evidence) -> None:
    pages(evidence)
    page = evidence.step(looks.LIST_NEWEST)
    shown = [item.get("id") for item in items(page)]
    listed = [time for item in items(page) if isinstance(time := item.get("created_at"), int)]
    # A page may be shorter than was asked for: it has the newest then, and says that more follow.
    oldest = min(listed, default=None) if page.object.get("has_more") is True else None
    # Whatever the order, a page that says it is all there is has every job.
    follows = (causes.IDS, causes.LIST_DATA, *(() if oldest is None else (causes.LIST_ORDER,)))
    for job in evidence.jobs():
        created = job.create.object.get("created_at")
        if job.is_cut_short or job.status == FAILED:
            continue  # deleted while it was under way, or withheld
        if oldest is None or (isinstance(created, int) and created > oldest):
            there, observed = job.id in shown, f"{len(shown)} others"
            expect(there, f"{job.id} among the newest", observed, job.create, page, follows=follows)


@requirement("list.unfinished")
def test_unfinished_is_listed(evidence: Evidence) -> None:
    # The list was asked for once more where a job turned out to run for so long.
    page = evidence.steps(looks.EARLY_LIST)[-1]
    if not isinstance(page.object.get("data"), list):
        raise Blocked(*NO_PAGE)
    checked = 0
    for job in evidence.jobs():
        created = job.create.started + job.create.elapsed
        look = next((look for look in job.looks if look.started >= page.started + page.elapsed), job.create)
        if (
            look is not job.create
            and not is_final(meaning(look.object.get("status")))
            and page.started - created > looks.SETTLED
        ):
            checked += 1
            # A page may be shorter than was asked for, and says so.
            listed = job.id in ids_on(page) or page.object.get("has_more") is True
            expect(listed, f"{job.id} while it is under way", f"{len(items(page))} others", job.create, page, look)
    if not checked:
        raise NotClaimed(f"no job was seen under way {looks.SETTLED:g} s after its create, before and after a list")


@requirement("list.same-as-get")
def test_same_as_get(evidence: Evidence) -> None:
    gets: dict[str, list[Exchange]] = {}
    for get in evidence.exchanges:
        if get.operation == RETRIEVE_VIDEO and get.accepted and get.object.get("id") == get.named_id:
            gets.setdefault(get.named_id, []).append(get)
    compared = 0
    for page in every_page(evidence):
        for item in items(page):
            between = unchanged(gets.get(str(item.get("id")), []), page)
            if between is None:
                continue
            compared += 1
            before, after = between
            same = [key for key in VIDEO if before.object.get(key) == after.object.get(key)]
            other = [key for key in same if item.get(key) != before.object.get(key)]
            differences = ", ".join(f"{key} {item.get(key)!r}, not {before.object.get(key)!r}" for key in other)
            expect(not other, "what GET answers", differences, before, page, follows=drifts(evidence, *other))
    if not compared:
        raise NotVerified("no listed job was looked at before and after without a change between")


def unchanged(gets: list[Exchange], page: Exchange) -> tuple[Exchange, Exchange] | None:
    """Give two looks at a job between which nothing happens to it, and a page that shows it; None where there are none.

    A job that has ended moves no more, so that the looks at it since then hold for every later page. Any other may have
    moved on since it was looked at last, and is known to have stood still by a look afterwards alone.
    """
    before = [get for get in gets if get.started + get.elapsed <= page.started]
    after = [get for get in gets if get.started >= page.started + page.elapsed]
    if before and after and before[-1].object.get("status") == after[0].object.get("status"):
        return before[-1], after[0]
    ended = [get for get in before if is_final(meaning(get.object.get("status")))]
    return (ended[0], ended[-1]) if ended else None


@requirement("list.edges")
def test_edges(evidence: Evidence) -> None:
    pages(evidence)
    for exchange in evidence.steps(looks.LIST_ZERO, looks.LIST_UNKNOWN_CURSOR):
        expect(0 < exchange.status < 500, "200 or a client error", exchange.outcome, exchange)


def is_listed(evidence: Evidence) -> None:
    """Raise `Blocked` where no list was answered: a refusal says nothing then."""
    lists = [e for e in evidence.exchanges if e.operation == LIST_VIDEOS and not refusals.LISTS.has(e.step)]
    if lists and not any(answer.accepted for answer in lists):
        raise Blocked(causes.LIST_ANSWERS)


@requirement("list.refuses-order")
def test_refuses_order(evidence: Evidence) -> None:
    is_listed(evidence)
    answer = evidence.step(refusals.LIST_ORDER)
    expect(answer.refused, "a client error", answer.outcome, answer)


@requirement("list.refuses-limit")
def test_refuses_limit(evidence: Evidence) -> None:
    is_listed(evidence)
    for answer in evidence.steps(refusals.LIST_LIMIT_TYPE, refusals.LIST_LIMIT_NEGATIVE, refusals.LIST_LIMIT_LARGE):
        expect(answer.refused, "a client error", answer.outcome, answer)
