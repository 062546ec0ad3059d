"""The guard of the control path: who may come in."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from starlette.requests import Request

from openai_videos_mock.contract.errors import ApiError


class Guard:
    """Lets in who has the token; without one, what runs on the same machine and is no page of another site."""

    def __init__(self, token: str | None) -> None:
        """Ask for this token, if there is one."""
        self._token = token

    def check(self, request: Request) -> None:
        """Refuse a request that may not come in. Raises `ApiError`."""
        if self._token is not None:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode("latin-1"), self._token.encode()):
                message = "The control path needs its token, in the header 'Authorization: Bearer TOKEN'."
                raise ApiError(401, message, headers={"WWW-Authenticate": "Bearer"})
            return
        if request.client is None or not is_loopback(request.client.host):
            raise ApiError(403, "The control path is open to this machine only; set a token for others.")
        # A page in a browser on this machine is another matter, by whatever name it calls the server.
        if "origin" in request.headers or not is_loopback(request.url.hostname or ""):
            raise ApiError(403, "The control path is not open to pages of a browser; set a token for them.")


def is_loopback(host: str) -> bool:
    """Tell whether a host is the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
