"""Addresses: of the server, and of where it redirects to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from openai_videos._errors import APIConnectionError, OpenAIError

if TYPE_CHECKING:
    import httpx

MOST_REDIRECTS = 20
# What is sent to another host than the one that the key is for.
_ABROAD = {"accept", "accept-encoding", "connection", "cookie", "host", "if-range", "range", "user-agent"}
_LONGEST_LABEL, _LARGEST_PORT = 63, 65535


def checked_url(url: str | None) -> str:
    """Give the base URL, if requests can be sent there; else OpenAIError."""
    if not url:
        raise OpenAIError(
            "No server: give base_url= or set OPENAI_BASE_URL, for example http://127.0.0.1:8000/v1. "
            "There is no default, since the service that this API was first offered by is closed."
        )
    url = str(url)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.port != 0 and not fault(parts.hostname, parts.port)
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or any(character in url for character in " #"):
        raise OpenAIError(f"The base URL {shown(url)!r} is not of the form http://host:port/v1 or https://host/v1.")
    return url


def shown(url: str) -> str:
    """Give as much of an URL as may be read by others: neither a password nor the query."""
    return re.sub(r"^(\w+:)?(//)?.*@", r"\1\2...@", url.partition("?")[0])


def fault(host: str | None, port: int | None) -> str:
    """Tell why no connection can be made to a host and port; nothing if one can perhaps."""
    if not host:
        return "it names no host"
    if port is not None and not 0 <= port <= _LARGEST_PORT:
        return f"there is no port {port}"
    if any(not 0 < len(label) <= _LONGEST_LABEL for label in host.removesuffix(".").split(".")):
        return f"a part of the host name is empty or longer than {_LONGEST_LABEL} characters"
    try:
        _ = host if host.isascii() else host.encode("idna")
    except UnicodeError as error:
        return f"the host name cannot be encoded: {error}"
    return ""


def check_redirect(request: httpx.Request, following: httpx.Request) -> None:
    """Raise APIConnectionError if no connection can be made to where the server redirects to."""
    if reason := fault(following.url.host, following.url.port):
        message = f"The server redirects to where nothing can be, since {reason}: {shown(str(following.url))[:200]!r}"
        raise APIConnectionError(message=message, request=request) from ValueError(reason)


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """Give the request to follow a redirect with; None if there is none to follow.

    Content may be elsewhere, where the key is nobody's business. A write that is redirected may turn into a read:
    better to say where the server is.
    """
    following = response.next_request
    if following is None or request.method != "GET":
        return None
    if not same_origin(request, following):
        for name in set(following.headers) - _ABROAD:
            del following.headers[name]
    return following


def same_origin(one: httpx.Request, other: httpx.Request) -> bool:
    """Tell whether two requests go to the same server."""
    return (one.url.scheme, one.url.netloc) == (other.url.scheme, other.url.netloc)
