"""Where an answer sends a request on to."""

from __future__ import annotations

from urllib.parse import urljoin

import httpx

from ...exchange.exchange import Exchange
from ...scenario.step import Key, Request
from ...target.address import is_of

MOST = 5
"""Redirects that a download follows."""


def following(answer: Exchange, location: str, asked: Request, base_url: str) -> Request | None:
    """Give the request that follows a redirect, None where there is none; the key goes to no other origin."""
    there = _redirected_to(answer, location)
    return Request(path=there, key=asked.key if is_of(there, base_url) else Key.NONE) if there is not None else None


def _redirected_to(answer: Exchange, location: str) -> str | None:
    """Give the URL that an answer redirects to, None where it does not, or to nothing that can be called."""
    if not location or not 300 <= answer.status < 400:
        return None
    try:
        there = urljoin(answer.url, location)
        url = httpx.URL(there)
    except (ValueError, httpx.InvalidURL):
        return None
    return there if url.scheme in ("http", "https") and url.host else None
