"""The layer between the connection and the server: requests and answers pass through all that stands there."""

from __future__ import annotations

import asyncio
from asyncio import Transport
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol
from urllib.parse import quote

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.intercept.connection import EXTENSION
from openai_videos_mock.intercept.messages import Proceed, Reply, Request
from openai_videos_mock.server.bodies import largest_body, read_bytes
from openai_videos_mock.server.gate import key_of
from openai_videos_mock.server.world import World

_CHUNK = 16 * 1024


class Interceptor(Protocol):
    """What can stand between a client and the server."""

    async def act(self, request: Request, proceed: Proceed) -> Reply:
        """Give the reply to a request, with the help of what lies further in."""
        ...


class InterceptLayer:
    """Leads every request through all that stands between; where that is nothing, nothing is touched."""

    def __init__(self, app: ASGIApp, world: World, interceptors: Callable[[Scope], Sequence[Interceptor]]) -> None:
        """Make the layer before a server; what stands between is asked for anew with each request, outermost last."""
        self._app = app
        self._world = world
        self._interceptors = interceptors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply to a request, or pass it on."""
        within = scope["type"] == "http" and scope["path"].startswith(self._world.settings.base_path + "/")
        interceptors = self._interceptors(scope) if within else ()
        if interceptors:
            await self._intercept(interceptors, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _intercept(self, interceptors: Sequence[Interceptor], scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_bytes(HttpRequest(scope, receive), largest_body(self._world.settings))
            world = self._world.of(key_of(HttpRequest(scope).headers, self._world.settings.key_header))
        except ClientDisconnect:
            return
        except ApiError as problem:
            await problem.as_response()(scope, receive, send)
            return
        request = Request(
            method=scope["method"],
            path=scope["path"].removeprefix(self._world.settings.base_path),
            query_string=scope["query_string"].decode("latin-1"),
            headers=tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in scope["headers"]),
            body=body,
            world=world,
            memory={},
            transport=_transport(scope),
        )
        proceed: Proceed = partial(_ask, self._app, scope)
        for interceptor in interceptors:
            proceed = partial(_through, interceptor, proceed)
        await send_reply(await proceed(request), scope, receive, send)


def _transport(scope: Scope) -> Transport | None:
    transport: Transport | None = scope.get("extensions", {}).get(EXTENSION, {}).get("transport")
    return transport


async def _through(interceptor: Interceptor, proceed: Proceed, request: Request) -> Reply:
    return await interceptor.act(request, proceed)


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


async def send_reply(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer, over the wire by hand where it says so."""
    if reply.delivery is not None:
        transport = _transport(scope)
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
