"""The control route: faults are shown, replaced and cleared while the server runs."""

from __future__ import annotations

import json

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from openai_videos_mock.controls import Controls
from openai_videos_mock.faults import FaultError, switches
from openai_videos_mock.intercept.layer import send_reply
from openai_videos_mock.intercept.messages import Reply, refusal

PATH = "/-/faults"
"""It lies outside of the base path."""


class Control:
    """The control route before an application, which everything else is passed on to."""

    def __init__(self, app: ASGIApp, controls: Controls) -> None:
        """Stand before an application whose faults these are."""
        self._app = app
        self._faults = controls.faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply to a request, or pass it on."""
        if scope["type"] == "http" and scope["path"] == PATH:
            try:
                reply = await self._reply(Request(scope, receive))
            except ClientDisconnect:
                return
            await send_reply(reply, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _reply(self, request: Request) -> Reply:
        if request.method == "PUT":
            try:
                texts = json.loads(await request.body())
                if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                    return refusal(400, 'The body must be a JSON array of faults, such as ["list-limit-ignored=once"].')
                self._faults[:] = switches(texts)
            except FaultError as problem:
                return refusal(400, str(problem))
            except (ValueError, RecursionError):
                return refusal(400, "The body is not valid JSON.")
        elif request.method == "DELETE":
            self._faults.clear()
        elif request.method != "GET":
            return refusal(405, "Faults are shown with GET, replaced with PUT and cleared with DELETE.")
        state = [{"name": each.fault.name, "struck": each.struck, "left": each.left} for each in self._faults]
        return Reply(status=200).with_json({"faults": state})
