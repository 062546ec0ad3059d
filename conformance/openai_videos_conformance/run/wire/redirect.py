"""Where an answer sends a request on to."""

from __future__ import annotations

from urllib.parse import urljoin

import httpx

from ...exchange.exchange import Exchange

MOST = 5
"""Redirects that a download follows."""


def redirected_to(answer: Exchange, location: str) -> str | None:
    """Give the URL that an answer redirects to, None where it does not, or to nothing that can be called."""
    if not location or not 300 <= answer.status < 400:
        return None
    try:
        there = urljoin(answer.url, location)
        url = httpx.URL(there)
    except (ValueError, httpx.InvalidURL):
        return None
    return there if url.scheme in ("http", "https") and url.host else None
