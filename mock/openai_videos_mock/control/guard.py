"""The guard of the control path: who may come in."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from starlette.requests import Request

from openai_videos_mock.contract.errors import ApiError

_NO_PAGES = "The control path is not open to pages of a browser; set a token for them."
_OWN = ("same-origin", "none")
"""Where a browser says that a request comes from, if it is one of the inspector or of the address bar."""


class Guard:
    """Lets in who has the token; without one, what runs on the same machine and is no page of another site."""

    def __init__(self, token: str | None) -> None:
        """Ask for this token, if there is one."""
        self._token = token

    def check(self, request: Request) -> None:
        """Refuse a request that may not come in. Raises `ApiError`."""
        if self._token is None:
            self.check_place(request)
            # Of the pages in a browser on this machine, only the inspector may use it.
            own = f"{request.url.scheme}://{request.headers.get('host', '')}"
            if request.headers.get("origin", own) != own or request.headers.get("sec-fetch-site", _OWN[0]) not in _OWN:
                raise ApiError(403, _NO_PAGES)
            return
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode("latin-1"), self._token.encode()):
            message = "The control path needs its token, in the header 'Authorization: Bearer TOKEN'."
            raise ApiError(401, message, headers={"WWW-Authenticate": "Bearer"})

    def check_place(self, request: Request) -> None:
        """Refuse who is not on this machine, where there is no token. Raises `ApiError`."""
        if self._token is not None:
            return
        if request.client is None or not is_loopback(request.client.host):
            raise ApiError(403, "The control path is open to this machine only; set a token for others.")
        # A name that somebody else made lead here lets their pages in.
        if not is_loopback(request.url.hostname or ""):
            raise ApiError(403, _NO_PAGES)


def is_loopback(host: str) -> bool:
    """Tell whether a host is the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
