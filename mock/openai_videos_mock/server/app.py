"""The ASGI application: routes from the contract, authorisation, and the way from a request to an answer."""

import hmac
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openai_videos_mock.contract.document import Operation, load_contract
from openai_videos_mock.contract.errors import (
    REQUEST_ID,
    ApiError,
    new_request_id,
    on_api_error,
    on_crash,
    on_http_error,
)
from openai_videos_mock.contract.validation import check_query
from openai_videos_mock.server.bodies import read_body
from openai_videos_mock.server.operations import HANDLERS, Answer, Call, Document, World
from openai_videos_mock.server.settings import Fixtures, Settings
from openai_videos_mock.state.media import Studio
from openai_videos_mock.state.store import Store

_BYTE_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII)


def bare_app(world: World, layers: Sequence[Middleware] = ()) -> Starlette:
    """Make the application of a server; `layers` stand between it and its clients, the outermost first."""
    if world.settings.fixtures is Fixtures.DOCS:
        _load_docs_fixtures(world)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            world.studio.close()

    app = Starlette(
        routes=_routes(world),
        middleware=[*layers, Middleware(_Gate, api_key=world.settings.api_key)],
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error, Exception: on_crash},
        lifespan=lifespan,
    )
    # A redirect from /videos/ to /videos would be an answer that the contract does not know.
    app.router.redirect_slashes = False
    return app


def new_world(settings: Settings) -> World:
    """Make what a server knows, with nothing in it yet."""
    return World(load_contract(), settings, Store(settings.clock), Studio())


def _load_docs_fixtures(world: World) -> None:
    world.store.add_job(
        job_id="video_123",
        prompt="A cat plays the piano",
        model="sora-2",
        seconds="8",
        size="720x1280",
        duration=0,
        expires=False,
    )
    world.store.add_character("Example", character_id="char_123")


def _routes(world: World) -> list[Route]:
    """Make one route a path, so that a method which a path does not have is answered with all that it has."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in world.contract.operations.values():
        paths.setdefault(operation.path, {})[operation.method] = operation
    # Literal paths first: /videos/edits would also fit /videos/{video_id}.
    return [_route(world, path, paths[path]) for path in sorted(paths, key=lambda path: path.count("{"))]


def _route(world: World, path: str, operations: Mapping[str, Operation]) -> Route:
    async def endpoint(request: Request) -> Response:
        operation = operations["GET" if request.method == "HEAD" else request.method]
        try:
            return _respond(request, await _operate(world, operation, request))
        except ClientDisconnect:
            return Response(status_code=499)  # nobody is left to read it

    return Route(world.settings.base_path + path, endpoint, methods=list(operations))


async def _operate(world: World, operation: Operation, request: Request) -> Answer:
    query = check_query(operation, request.query_params)
    handler = HANDLERS.get(operation.id)
    if handler is None:
        raise ApiError(501, f"The mock server does not offer {operation.id}.", code="not_implemented")
    async with read_body(request, operation, world.settings) as body:
        return await handler(world, Call(request.path_params, query, body))


def _respond(request: Request, answer: Answer) -> Response:
    if isinstance(answer, Document):
        return JSONResponse(answer.content, headers=answer.headers)
    if not _BYTE_RANGES.fullmatch(request.headers.get("range", "")):
        # A range that a server does not understand is to be ignored (RFC 9110, 14.2), not refused.
        headers = MutableHeaders(scope=request.scope)
        del headers["range"]
    return _File(answer.file, headers={"etag": answer.tag}, media_type=answer.media_type)


class _File(FileResponse):
    """A file whose refusals of a range are in the API's envelope."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal: ApiError | None = None

        async def watch(message: Message) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start" and message["status"] >= 400:
                headers = {"Content-Range": f"bytes */{self.headers['content-length']}"}
                refusal = ApiError(416, "The file has no such range.", code="invalid_range", headers=headers)
            if refusal is None:
                await send(message)

        await super().__call__(scope, receive, watch)
        if refusal is not None:
            await refusal.as_response()(scope, receive, send)


class _Gate:
    """Names every request, and lets in only those that carry the key."""

    def __init__(self, app: ASGIApp, api_key: str | None) -> None:
        self._app = app
        self._api_key = api_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id()

        async def name(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"])[REQUEST_ID] = request_id
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal.as_response() if refusal else self._app)(scope, receive, name)

    def _refusal(self, request: Request) -> ApiError | None:
        if self._api_key is None:
            return None
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        headers = {"WWW-Authenticate": "Bearer"}
        if scheme.lower() != "bearer" or not key.strip():
            message = "An API key is needed, in the header 'Authorization: Bearer KEY'."
            return ApiError(401, message, headers=headers)
        # The server reads headers as Latin-1, so a key in UTF-8 has to be written back like that.
        if hmac.compare_digest(key.strip().encode("latin-1"), self._api_key.encode()):
            return None
        return ApiError(401, "The API key is wrong.", code="invalid_api_key", headers=headers)
