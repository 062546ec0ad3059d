"""The layer between the connection and the server, through which every request is led."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Protocol
from urllib.parse import quote

from starlette.requests import Request as HttpRequest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openai_videos_mock.intercept.messages import Forward, Reply, Request
from openai_videos_mock.intercept.wire import EXTENSION
from openai_videos_mock.server.operations import World

_CHUNK = 16 * 1024


class Way(Protocol):
    """What can stand between a client and the server."""

    async def act(self, request: Request, forward: Forward) -> Reply:
        """Answer a request, with the help of what lies further in."""
        ...


class Layer:
    """Leads each request through what stands between a client and the server; without any, nothing is touched."""

    def __init__(self, app: ASGIApp, world: World, ways: Sequence[Sequence[Way]]) -> None:
        """Make the layer of groups of ways, from the server outwards; a group may change while the server runs."""
        self._app = app
        self._world = world
        self._groups = ways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request, or let it pass."""
        below = scope["type"] == "http" and scope["path"].startswith(self._world.settings.base_path + "/")
        if below and self._ways:
            await self._led_through(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    @property
    def _ways(self) -> list[Way]:
        return [way for group in self._groups for way in group]

    async def _led_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(
            method=scope["method"],
            path=scope["path"].removeprefix(self._world.settings.base_path),
            query_string=scope["query_string"].decode("latin-1"),
            headers=tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in scope["headers"]),
            body=await HttpRequest(scope, receive).body(),
            world=self._world,
            memory={},
        )
        forward: Forward = partial(_ask, self._app, scope)
        for way in self._ways:
            forward = partial(_through, way, forward)
        await write(await forward(request), scope, receive, send)


async def _through(way: Way, forward: Forward, request: Request) -> Reply:
    return await way.act(request, forward)


async def _ask(app: ASGIApp, scope: Scope, request: Request) -> Reply:
    """Let the server answer a request that lies ready, and take the answer whole."""
    path = request.world.settings.base_path + request.path
    inner = {
        **scope,
        "method": request.method,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": request.query_string.encode("latin-1"),
        "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in request.headers],
        "extensions": {},
        "state": dict(scope.get("state", {})),
    }
    start: Message = {}
    body = bytearray()

    unread = [request.body]

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


async def write(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer, over the connection itself where it says so."""
    if reply.delivery is not None:
        transport = scope.get("extensions", {}).get(EXTENSION, {}).get("transport")
        if transport is None:
            raise RuntimeError(
                "what goes over the wire in its own way needs the server that serve() and the command start"
            )
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
