"""The inspector: a page that shows the server to people, and asks the control path for all that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from starlette.responses import Response

_FILES: Mapping[str, tuple[str, str]] = {
    "/": ("inspector.html", "text/html"),
    "/inspector.css": ("inspector.css", "text/css"),
    "/inspector.js": ("inspector.js", "text/javascript"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob: data:; "
    "media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What keeps a browser from running, sending or showing elsewhere anything of what somebody wrote into a prompt."""


def page_file(path: str) -> Response | None:
    """Give a file of the page, or nothing if there is none at a path."""
    if path not in _FILES:
        return None
    name, media_type = _FILES[path]
    content = files("openai_videos_mock.control").joinpath(name).read_bytes()
    return Response(content, headers=dict(HEADERS), media_type=media_type)
