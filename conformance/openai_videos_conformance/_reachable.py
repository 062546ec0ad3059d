"""Is there a server at all, and does it take the key? Asked once, before anything is spent."""

from __future__ import annotations

import threading

import httpx

from ._driver import Driver
from ._exchange import Exchange

PATIENCE = 7.0
"""Seconds to wait for the first answer at least: a server may start only when it is asked."""


class Unreachable(Exception):
    """No judgement is possible; the message says why and what to do."""


def check_reachable(driver: Driver) -> None:
    """Ask for one video of the list, with the patience that any answer gets.

    Raises:
        Unreachable: No answer came, or the server refuses the key.
    """
    url = driver.settings.base_url
    answer: list[Exchange] = []
    asking = threading.Thread(
        target=lambda: answer.append(driver.send("reachable", "list_videos", query={"limit": 1})), daemon=True
    )
    asking.start()
    patience = max(PATIENCE, driver.settings.request_timeout)
    asking.join(patience)
    if not answer:
        raise Unreachable(
            f"{url} took the connection but did not answer within {patience:g} s. Is it a server of this API?"
        )
    first = answer[0]
    if first.error:
        raise Unreachable(f"{url} cannot be reached: {first.error}. Start the server, or mend --base-url.")
    if first.status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        given = "refuses the key it was given" if driver.settings.api_key else "asks for a key"
        raise Unreachable(f"{url} {given} ({first.status}). Give the right one with --api-key or OPENAI_API_KEY.")
