"""Errors of answers that are no success: which one, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from openai_videos._addresses import fault, shown
from openai_videos._errors import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)
from openai_videos._json import json_body

if TYPE_CHECKING:
    import httpx

# As much of an answer that is no JSON as a message shows.
_EXCERPT = 300

_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: httpx.Response, base_url: str) -> APIStatusError:
    """Make the error for an answer that is no success, whatever the server put into it. The body must be read."""
    status = response.status_code
    cls = InternalServerError if status >= 500 else _BY_STATUS.get(status, APIStatusError)
    body = json_body(response)
    message = _message(body)
    if not message and 300 <= status < 400:
        message = _redirect(response, base_url)
    message = message or " ".join(response.text.split())[:_EXCERPT] or response.reason_phrase or "No explanation"
    if status == 404 and (not isinstance(body, dict) or message.lower() == "not found"):
        # No server of this API says so little of a video that is not there.
        message += f": is the base URL right? The path of {shown(base_url)}, such as /v1, may be missing or wrong"
    inner = body.get("error", body) if isinstance(body, dict) else response.text if body is None else body
    return cls(message, response=response, body=inner)


def _redirect(response: httpx.Response, base_url: str) -> str:
    """Tell where the server redirects to, and with which base URL it need not, if there is one."""
    location, url, base = response.headers.get("location", ""), str(response.request.url), urlsplit(base_url)
    target = _target(url, location)
    if target is None:
        return f"The server redirects, but not to a URL: {shown(location)[:_EXCERPT]!r}"
    told = f"The server redirects to {shown(urljoin(url, location))[:_EXCERPT]}"
    path, found, rest = target.path.rpartition(response.request.url.path.removeprefix(base.path).rstrip("/"))
    if not found or rest.strip("/"):
        return told
    right, given = (f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" for parts in (target, base))
    if right + path == given + base.path:
        return f"{told}: the path differs at its end alone, so no base URL helps, and the server has to take it"
    return f"{told}; set base_url to {right}{path}"


def _target(url: str, location: str) -> SplitResult | None:
    try:
        target = urlsplit(urljoin(url, location))
        usable = bool(location) and target.scheme in ("http", "https") and not fault(target.hostname, target.port)
    except ValueError:
        return None
    return target if usable else None


def _message(body: Any) -> str:
    """Find the sentence for people in the shapes of error that servers send."""
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        # FastAPI's list of violations.
        return "; ".join(filter(None, map(_message, body)))
    if isinstance(body, dict):
        place = ".".join(map(str, body["loc"])) + ": " if isinstance(body.get("loc"), list) else ""
        for key in ("error", "message", "detail", "msg", "title"):
            if sentence := _message(body.get(key)):
                return place + sentence
    return ""
