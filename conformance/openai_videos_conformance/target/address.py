"""The base URL of the server that is judged."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx


class TargetError(Exception):
    """An option is wrong; the message says what was expected and what to do."""


def checked_url(value: str) -> str:
    """Give a base URL without the slash at its end.

    Raises:
        TargetError: It cannot be called, or holds what is not to be kept.
    """
    # What may be secret is not repeated: every report and every CI log would keep it.
    if "@" in value:
        raise TargetError(
            "--base-url: a user and a password in the URL would stand in every report; "
            "take them out and give the key with --api-key (an @ in the prefix is written %40)"
        )
    if "?" in value or "#" in value:
        raise TargetError(
            "--base-url: a query or a fragment could not be sent with the requests; "
            "give scheme, host and prefix alone, such as http://127.0.0.1:8000/v1"
        )
    if not _is_callable(value):
        raise TargetError(
            f"--base-url: {value!r} is no URL that can be called; give scheme, host and prefix, such as http://127.0.0.1:8000/v1"
        )
    return value.rstrip("/")


def _is_callable(url: str) -> bool:
    # urlsplit drops line ends and tabs in silence.
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        httpx.URL(url)
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False
