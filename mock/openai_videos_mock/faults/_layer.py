"""The layer between the connection and the server in which faults strike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableSequence, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openai_videos_mock.faults._messages import Asked, Proceed, Reply, refusal
from openai_videos_mock.faults._switches import FaultError, Switch, switches
from openai_videos_mock.faults._wire import EXTENSION

if TYPE_CHECKING:
    from openai_videos_mock._operations import World

_CHUNK = 16 * 1024
CONTROL = "/-/faults"
"""The path of the control route; it lies outside of the base path."""


class Way(Protocol):
    """What can stand between a client and the server."""

    async def act(self, asked: Asked, proceed: Proceed) -> Reply:
        """Answer a request, with the help of what lies further in."""
        ...


class FaultLayer:
    """Lets the faults that are on strike, and the server be of another kind; without either, nothing is touched."""

    def __init__(
        self,
        app: ASGIApp,
        world: World,
        on: MutableSequence[Switch],
        *,
        control: bool,
        within: Sequence[Way] = (),
        around: Sequence[Way] = (),
    ) -> None:
        """Make the layer; lawful ways of this server lie `within` the faults and `around` them."""
        self._app = app
        self._within, self._around = within, around
        self._world = world
        self._on = on
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._control and scope["path"] == CONTROL:
            await _send(await self._controlled(Request(scope, receive)), scope, receive, send)
        elif self._ways and scope["path"].startswith(self._world.settings.base_path + "/"):
            await self._struck(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    @property
    def _ways(self) -> tuple[Way, ...]:
        """All that stands between, from the server outwards."""
        return (*self._within, *self._on, *self._around)

    async def _struck(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Asked(
            method=scope["method"],
            path=scope["path"].removeprefix(self._world.settings.base_path),
            query_string=scope["query_string"].decode("latin-1"),
            headers=tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in scope["headers"]),
            body=await Request(scope, receive).body(),
            world=self._world,
            memory={},
        )
        proceed: Proceed = partial(_ask, self._app, scope)
        for way in self._ways:
            proceed = partial(_through, way, proceed)
        await _send(await proceed(asked), scope, receive, send)

    async def _controlled(self, request: Request) -> Reply:
        """Show, replace or clear the faults that are on."""
        if request.method == "PUT":
            try:
                wishes = json.loads(await request.body())
                if not isinstance(wishes, list) or not all(isinstance(wish, str) for wish in wishes):
                    return refusal(400, 'The body must be a JSON array of faults, such as ["list-limit-ignored=once"].')
                self._on[:] = switches(wishes)
            except FaultError as problem:
                return refusal(400, str(problem))
            except ValueError:
                return refusal(400, "The body is not valid JSON.")
        elif request.method == "DELETE":
            self._on.clear()
        elif request.method != "GET":
            return refusal(405, "Faults are shown with GET, replaced with PUT and cleared with DELETE.")
        shown = [{"name": each.fault.name, "struck": each.struck, "left": each.left} for each in self._on]
        return Reply(status=200).saying({"faults": shown})


async def _through(way: Way, proceed: Proceed, asked: Asked) -> Reply:
    return await way.act(asked, proceed)


async def _ask(app: ASGIApp, scope: Scope, asked: Asked) -> Reply:
    """Let the server answer a request that lies ready, and take the answer whole."""
    path = asked.world.settings.base_path + asked.path
    inner = {
        **scope,
        "method": asked.method,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": asked.query_string.encode("latin-1"),
        "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in asked.headers],
        "extensions": {},
        "state": dict(scope.get("state", {})),
    }
    start: Message = {}
    body = bytearray()

    unread = [asked.body]

    async def receive() -> Message:
        if not unread:
            await asyncio.Event().wait()  # who asks again wants to know when the client leaves
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await app(inner, receive, send)
    headers = tuple((key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in start["headers"])
    return Reply(status=start["status"], headers=headers, body=bytes(body))


async def _send(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    if reply.delivery is not None:
        transport = scope.get("extensions", {}).get(EXTENSION, {}).get("transport")
        if transport is None:
            raise RuntimeError("faults of the wire need the server that serve() and the command start")
        await reply.delivery(transport, reply)
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    headers = list(reply.headers)
    chunked = ("transfer-encoding", "chunked") in headers
    if chunked:
        headers = [(key, value) for key, value in headers if key != "content-length"]
    elif scope["method"] != "HEAD":  # there, the length is that of a body which is not sent
        headers = [(key, value) for key, value in headers if key != "content-length"]
        headers.append(("content-length", str(len(reply.body))))
    raw = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    pieces = range(0, len(reply.body), _CHUNK) if chunked else ()
    for start in pieces:
        await send({"type": "http.response.body", "body": reply.body[start : start + _CHUNK], "more_body": True})
    await send({"type": "http.response.body", "body": b"" if chunked else reply.body})
