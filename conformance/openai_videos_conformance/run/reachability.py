"""Is there a server at all, and does it take the key? Asked once, before anything is spent."""

from __future__ import annotations

import threading
import time

import httpx

from ..contract.operations import NOT_OFFERED
from ..exchange.exchange import Exchange
from ..scenario.step import Detour
from ..scenario.upkeep import REACHABLE_AGAIN, REACHABLE_CREATE, REACHABLE_LIST
from .wire.driver import Driver, Unreachable

UNAVAILABLE = (502, 503, 504)
"""How a server, or what stands in front of it, says that it is not there."""

PATIENCE = 7.0
"""Seconds to wait for the first answer at least: a server may start only when it is asked."""

WAIT = " One that is starting is waited for with --wait=SECONDS."
"""What is said to whoever did not ask to wait."""

START_PAUSE = 2.0
"""Seconds between two looks at a server that is starting."""

METHOD_NOT_ALLOWED = 405
"""The answer of a server that has no list, and knows the path all the same."""


def check_reachable(driver: Driver) -> None:
    """Ask for one video of the list, with the patience that any answer gets.

    Raises:
        Unreachable: No answer came, the server refuses the key, or has nothing of this API.
    """
    url = driver.target.base_url
    hint = "" if driver.target.wait else WAIT
    _wait_for_start(driver)
    answer: list[Exchange] = []
    asking = threading.Thread(target=lambda: answer.append(driver.take(REACHABLE_LIST)), daemon=True)
    asking.start()
    patience = max(PATIENCE, driver.target.request_timeout)
    asking.join(patience)
    if not answer and (busy := driver.evidence.detours(REACHABLE_LIST, Detour.BUSY)):
        raise Unreachable(f"{url} is unavailable: {busy[-1].outcome}. Run it again when it is there.{hint}")
    if not answer:
        raise Unreachable(
            f"{url} took the connection but did not answer within {patience:g} s. Is it a server of this API?{hint}"
        )
    first = answer[0]
    if first.error and first.error.startswith("Connect"):
        raise Unreachable(f"{url} cannot be reached: {first.error}. Start the server, or mend --base-url.{hint}")
    if first.error and (second := driver.take(REACHABLE_AGAIN)).error:
        # Where only the list breaks off there is a server, and its list will be judged.
        raise Unreachable(f"{url} gives no complete answer: {second.error}. Is it a server of this API?{hint}")
    if first.status in UNAVAILABLE and driver.take(REACHABLE_AGAIN).status in UNAVAILABLE:
        raise Unreachable(
            f"{url} is unavailable: it answers {first.status} to whatever is asked. Run it again when it is there."
            f"{hint}"
        )
    if _is_page(first) and _is_page(driver.take(REACHABLE_AGAIN)):
        raise Unreachable(
            f"{url} answers whatever is asked with a page ({first.outcome}). Is it a server of this API? "
            "Mend --base-url, or give the key or the header that what stands in front of it asks for."
        )
    if first.status in NOT_OFFERED:
        created = driver.ask(REACHABLE_CREATE)
        if created is None and first.status != METHOD_NOT_ALLOWED:
            raise Unreachable(
                f"{url} has no list of videos ({first.status}), and no create is sent that could start a job. "
                "Mend --base-url: its path, such as /v1, may be missing or wrong; or allow a job, with --tier=smoke."
            )
        if created is not None and created.status in NOT_OFFERED:
            raise Unreachable(
                f"{url} has neither a list of videos ({first.status}) nor a way to create one ({created.status}). "
                "Mend --base-url: its path, such as /v1, may be missing or wrong."
            )
    if first.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        given = "refuses the key it was given" if driver.target.api_key else "asks for a key"
        raise Unreachable(f"{url} {given} ({first.status}). Give the right one with --api-key or OPENAI_API_KEY.")


def _is_page(answer: Exchange) -> bool:
    """Tell whether a success is a page of HTML, such as one to log in."""
    is_html = answer.media_type == "text/html" or answer.body[:256].lstrip().lower().startswith(
        (b"<!doctype", b"<html")
    )
    return answer.accepted and is_html and answer.json is None


def _wait_for_start(driver: Driver) -> None:
    """Ask again and again while a server is starting, for as long as the target allows: until a list answers."""
    end = time.monotonic() + driver.target.wait
    with driver.patience.while_starting():
        while time.monotonic() < end:
            answer = driver.take(REACHABLE_LIST)
            # It is asked once more in any case: what it answered while it started is nothing to judge.
            driver.recorder.detour(REACHABLE_LIST, Detour.COLD)
            if answer.error is None and answer.status < httpx.codes.INTERNAL_SERVER_ERROR:
                return
            driver.patience.wait(min(START_PAUSE, max(0.0, end - time.monotonic())))
