"""The control route: faults are shown, replaced and cleared while the server runs."""

from __future__ import annotations

import json
from collections.abc import MutableSequence

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from openai_videos_mock.faults import FaultError, Switch, switches
from openai_videos_mock.intercept.layer import write
from openai_videos_mock.intercept.messages import Reply, refusal

CONTROL = "/-/faults"
"""The path of the route; it lies outside of the base path."""


class Control:
    """Takes the requests of the control route, and lets all others pass."""

    def __init__(self, app: ASGIApp, on: MutableSequence[Switch]) -> None:
        self._app = app
        self._on = on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request, or let it pass."""
        if scope["type"] == "http" and scope["path"] == CONTROL:
            await write(await self._reply(Request(scope, receive)), scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _reply(self, request: Request) -> Reply:
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
