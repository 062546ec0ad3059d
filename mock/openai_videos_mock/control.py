"""The control path: a test in any language sees and changes the server over HTTP, as `control.yaml` describes."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from ipaddress import ip_address
from typing import Any, TypeAlias

from attrs import asdict
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from openai_videos_mock.contract.document import Json
from openai_videos_mock.contract.errors import ApiError, on_api_error, on_crash, on_http_error
from openai_videos_mock.controls import Controls
from openai_videos_mock.faults import FaultError, switches
from openai_videos_mock.journal import Entry
from openai_videos_mock.scripts import RuleError, ScriptError, read_rules
from openai_videos_mock.scripts.script import Cue
from openai_videos_mock.server.bodies import read_bytes
from openai_videos_mock.server.json_text import parse_json, parse_value

PREFIX = "/-"
"""What all paths of the control begin with; it lies outside of the base path."""
_LARGEST_BODY = 1024 * 1024
_Handler: TypeAlias = Callable[[Controls, Request], Awaitable[Any]]


class Control:
    """The control path before an application, which everything else is passed on to."""

    def __init__(self, app: ASGIApp, controls: Controls) -> None:
        """Stand before an application that these controls belong to."""
        self._app = app
        self._guard = _Guard(controls.settings.control_token)
        self._control = _routes(controls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to the control path, or pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        try:
            self._guard.check(Request(scope))
            await self._control({**scope, "app": None}, receive, send)
        except ApiError as problem:
            await problem.as_response()(scope, receive, send)
        except ClientDisconnect:
            return


class _Guard:
    """Lets in who has the token; without one, what runs on the same machine and is no page of another site."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def check(self, request: Request) -> None:
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


async def _body(request: Request) -> bytes:
    return await read_bytes(request, _LARGEST_BODY)


async def _state(controls: Controls, _: Request) -> Any:
    return {
        "now": controls.now(),
        "jobs": controls.jobs,
        "variants": [each.variant.name for each in controls.variants],
        **_faults(controls),
        **_script(controls),
        "requests": len(controls.requests),
    }


async def _reset(controls: Controls, request: Request) -> Any:
    controls.reset()
    return await _state(controls, request)


async def _show_clock(controls: Controls, _: Request) -> Any:
    return {"now": controls.now()}


async def _move_clock(controls: Controls, request: Request) -> Any:
    seconds = parse_json(await _body(request)).get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ApiError(400, 'The body must say how far, such as {"advance": 10}.', param="advance")
    try:
        controls.advance(seconds)
    except ValueError as problem:
        raise ApiError(400, f"The clock cannot be moved: {problem}.", param="advance") from None
    return {"now": controls.now()}


def _script(controls: Controls) -> dict[str, Json]:
    return {"script": [_cue(cue) for cue in controls.script.cues]}


def _cue(cue: Cue) -> Json:
    rule = asdict(cue.rule, filter=lambda _, value: value not in (None, ()))
    if cue.rule.on is not None:
        rule["on"] = sorted(cue.rule.on)
    if cue.rule.headers:
        rule["headers"] = dict(cue.rule.headers)
    return {"rule": rule, "met": cue.met, "struck": cue.struck}


async def _show_script(controls: Controls, _: Request) -> Any:
    return _script(controls)


async def _replace_script(controls: Controls, request: Request) -> Any:
    try:
        controls.play(read_rules(parse_value(await _body(request))))
    except ScriptError as problem:
        raise ApiError(400, str(problem), code="invalid_script") from None
    return _script(controls)


async def _add_rule(controls: Controls, request: Request) -> Any:
    try:
        controls.script.add(*read_rules([parse_value(await _body(request))]))
    except ScriptError as problem:
        raise ApiError(400, str(problem), code="invalid_script") from None
    return _script(controls)


async def _clear_script(controls: Controls, _: Request) -> Any:
    controls.play([])
    return _script(controls)


def _faults(controls: Controls) -> dict[str, Json]:
    return {"faults": [{"name": each.fault.name, "struck": each.struck, "left": each.left} for each in controls.faults]}


async def _show_faults(controls: Controls, _: Request) -> Any:
    return _faults(controls)


async def _replace_faults(controls: Controls, request: Request) -> Any:
    texts = parse_value(await _body(request))
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ApiError(400, 'The body must be a JSON array of faults, such as ["list-limit-ignored=once"].')
    try:
        controls.faults[:] = switches([str(text) for text in texts])
    except FaultError as problem:
        raise ApiError(400, str(problem), code="invalid_fault") from None
    return _faults(controls)


async def _clear_faults(controls: Controls, _: Request) -> Any:
    controls.faults.clear()
    return _faults(controls)


async def _show_journal(controls: Controls, request: Request) -> Any:
    try:
        entries = controls.journal.find(request.query_params.get("on"))
    except RuleError as problem:
        raise ApiError(400, str(problem), param="on") from None
    return {"requests": [_entry(entry) for entry in entries]}


async def _clear_journal(controls: Controls, _: Request) -> Any:
    controls.journal.clear()
    return {"requests": []}


async def _expect(controls: Controls, request: Request) -> Any:
    wanted = parse_json(await _body(request))
    on, times, sent = wanted.pop("on", None), wanted.pop("times", None), wanted.pop("sent", {})
    number = times is None or (isinstance(times, int) and not isinstance(times, bool))
    if wanted or not isinstance(on, str | None) or not number or not isinstance(sent, dict):
        raise ApiError(400, 'The body must be such as {"on": "create", "times": 1, "sent": {"seconds": "8"}}.')
    try:
        entries = controls.journal.match(on, times if isinstance(times, int) else None, sent)
    except RuleError as problem:
        raise ApiError(400, str(problem), param="on") from None
    except AssertionError as miss:
        raise ApiError(409, str(miss), code="unmet_expectation") from None
    return {"requests": [_entry(entry) for entry in entries]}


def _entry(entry: Entry) -> Json:
    return {
        "number": entry.number,
        "time": entry.time,
        "operation": entry.operation,
        "method": entry.method,
        "path": entry.path,
        "query": dict(entry.query),
        "headers": [[name, value] for name, value in entry.headers],
        "size": entry.size,
        "fields": {name: None if isinstance(value, bytes) else value for name, value in entry.fields.items()},
        "files": [
            {"name": part.name, "filename": part.filename, "media_type": part.media_type}
            for part in entry.parts
            if part.filename is not None
        ],
        "status": entry.status,
        "answer": dict(entry.answer),
    }


async def _describe(_: Controls, __: Request) -> Response:
    text = files("openai_videos_mock").joinpath("control.yaml").read_text(encoding="utf-8")
    return Response(text, media_type="application/yaml")


ROUTES: Mapping[str, Mapping[str, _Handler]] = {
    "/openapi.yaml": {"GET": _describe},
    "/state": {"GET": _state},
    "/reset": {"POST": _reset},
    "/clock": {"GET": _show_clock, "POST": _move_clock},
    "/script": {"GET": _show_script, "PUT": _replace_script, "POST": _add_rule, "DELETE": _clear_script},
    "/faults": {"GET": _show_faults, "PUT": _replace_faults, "DELETE": _clear_faults},
    "/journal": {"GET": _show_journal, "DELETE": _clear_journal},
    "/journal/expect": {"POST": _expect},
}
"""By path below the prefix, and method."""


def _routes(controls: Controls) -> Starlette:
    return Starlette(
        routes=[_route(controls, path, handlers) for path, handlers in ROUTES.items()],
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error, Exception: on_crash},
    )


def _route(controls: Controls, path: str, handlers: Mapping[str, _Handler]) -> Route:
    async def endpoint(request: Request) -> Response:
        answer = await handlers["GET" if request.method == "HEAD" else request.method](controls, request)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return Route(PREFIX + path, endpoint, methods=list(handlers))
