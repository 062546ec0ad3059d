"""The routes of the server, from the contract, and the way from a request to an answer."""

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
from starlette.types import Message, Receive, Scope, Send

from openai_videos_mock.contract.document import Operation
from openai_videos_mock.contract.errors import ApiError, on_api_error, on_crash, on_http_error
from openai_videos_mock.contract.validation import check_query
from openai_videos_mock.server.bodies import read_body
from openai_videos_mock.server.gate import Gate, key_of
from openai_videos_mock.server.operations import HANDLERS, Answer, Call, Document
from openai_videos_mock.server.world import World

_BYTE_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII)


def make_server(world: World, before: Sequence[Middleware] = ()) -> Starlette:
    """Make the ASGI application of a server, with what stands `before` it, from the outside inwards."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            world.close()

    app = Starlette(
        routes=_routes(world),
        middleware=[*before, Middleware(Gate, world=world)],
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error, Exception: on_crash},
        lifespan=lifespan,
    )
    # A redirect from /videos/ to /videos would be an answer that the contract does not know.
    app.router.redirect_slashes = False
    return app


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
        own = world.of(key_of(request.headers, world.settings.key_header))
        return await handler(own, Call(request.path_params, query, body))


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
