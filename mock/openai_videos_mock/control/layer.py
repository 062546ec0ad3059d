"""The control path as a layer before an application."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from openai_videos_mock.contract.errors import ApiError, on_api_error, on_crash, on_http_error
from openai_videos_mock.control.guard import Guard
from openai_videos_mock.control.handlers import ROUTES, Handler
from openai_videos_mock.control.page import HEADERS, page_file
from openai_videos_mock.controls import Controls

PREFIX = "/-"
"""What all paths of the control begin with; it lies outside of the base path."""


class Control:
    """The control path before an application, which everything else is passed on to."""

    def __init__(self, app: ASGIApp, controls: Controls) -> None:
        """Stand before an application that these controls belong to."""
        self._app = app
        self._guard = Guard(controls.settings.control_token)
        self._control = _routes(controls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to the control path, or pass it on."""
        if scope["type"] != "http" or not (scope["path"] == "/" or scope["path"].startswith(f"{PREFIX}/")):
            await self._app(scope, receive, send)
            return
        try:
            page = page_file(scope["path"].removeprefix(PREFIX)) if scope["method"] in ("GET", "HEAD") else None
            if page is not None:
                # There is nothing in it that anybody sent; what it shows, it asks for as everybody does.
                self._guard.check_place(Request(scope))
                await page(scope, receive, send)
                return
            self._guard.check(Request(scope))
            await self._control({**scope, "app": None}, receive, send)
        except ApiError as problem:
            await problem.as_response()(scope, receive, send)
        except ClientDisconnect:
            return


def _routes(controls: Controls) -> Starlette:
    return Starlette(
        routes=[_route(controls, path, handlers) for path, handlers in ROUTES.items()],
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error, Exception: on_crash},
    )


def _route(controls: Controls, path: str, handlers: Mapping[str, Handler]) -> Route:
    async def endpoint(request: Request) -> Response:
        answer = await handlers["GET" if request.method == "HEAD" else request.method](controls, request)
        response = answer if isinstance(answer, Response) else JSONResponse(answer)
        response.headers.update(HEADERS)
        return response

    return Route(PREFIX + path, endpoint, methods=list(handlers))
