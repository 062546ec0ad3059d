"""The gate of the server: every request gets a name, and comes in only with the key."""

import hmac
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openai_videos_mock.contract.errors import REQUEST_ID, ApiError
from openai_videos_mock.server.world import World


def key_of(headers: Mapping[str, str], name: str) -> str:
    """Give the key of a request, by its headers; empty if it has none."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    bearer = key.strip() if scheme.lower() == "bearer" else ""
    return bearer or headers.get(name.lower(), "").strip()


class Gate:
    """Names every request, and lets in only those that carry the key."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        """Stand before the server of a world; without a key in its settings, everyone is let in."""
        self._app = app
        self._api_key = world.settings.api_key
        self._key_header = world.settings.key_header
        self._names = world.names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._names.request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"))

        async def name(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"])[REQUEST_ID] = request_id
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal.as_response() if refusal else self._app)(scope, receive, name)

    def _refusal(self, request: Request) -> ApiError | None:
        if self._api_key is None:
            return None
        headers = {"WWW-Authenticate": "Bearer"}
        key = key_of(request.headers, self._key_header)
        if not key:
            message = f"An API key is needed, in the header 'Authorization: Bearer KEY' or '{self._key_header}: KEY'."
            return ApiError(401, message, headers=headers)
        # The server reads headers as Latin-1, so a key in UTF-8 has to be written back like that.
        if hmac.compare_digest(key.encode("latin-1"), self._api_key.encode()):
            return None
        return ApiError(401, "The API key is wrong.", code="invalid_api_key", headers=headers)
