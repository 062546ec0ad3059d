"""The requests to the control path, as `control.yaml` describes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.control.shown import show_catalogue, show_entries, show_faults, show_script, show_state
from openai_videos_mock.controls import Controls
from openai_videos_mock.faults import FaultError, switch, switches
from openai_videos_mock.scripts import RuleError, ScriptError, read_rules
from openai_videos_mock.server.bodies import read_bytes
from openai_videos_mock.server.json_text import parse_json, parse_value
from openai_videos_mock.server.operations import file_of
from openai_videos_mock.state.media import ContentVariant

_LARGEST_BODY = 1024 * 1024
_DIGITS = 9
Handler: TypeAlias = Callable[[Controls, Request], Awaitable[Any]]
"""Gives the answer to a request: a response, or what is written as JSON."""


async def _body(request: Request) -> bytes:
    return await read_bytes(request, _LARGEST_BODY)


async def _state(controls: Controls, request: Request) -> Any:
    return show_state(controls, _limit(request))


def _limit(request: Request) -> int | None:
    text = request.query_params.get("limit")
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        raise ApiError(400, "'limit' must be a whole number, 0 or more.", param="limit")
    return None if text is None else int(text)


async def _show_file(controls: Controls, request: Request) -> Response:
    """Give a file of a job, with which the journal, the script and the faults have nothing to do."""
    try:
        variant = ContentVariant(request.path_params["variant"])
    except ValueError:
        raise ApiError(404, f"A job has these files: {', '.join(ContentVariant)}.") from None
    asset = await file_of(controls.world, controls.job(request.path_params["video_id"]), variant)
    return FileResponse(asset.file, media_type=asset.media_type)


async def _reset(controls: Controls, _: Request) -> Any:
    controls.reset()
    return show_state(controls)


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


async def _show_script(controls: Controls, _: Request) -> Any:
    return show_script(controls)


async def _replace_script(controls: Controls, request: Request) -> Any:
    try:
        controls.play(read_rules(parse_value(await _body(request))))
    except ScriptError as problem:
        raise ApiError(400, str(problem), code="invalid_script") from None
    return show_script(controls)


async def _add_rule(controls: Controls, request: Request) -> Any:
    try:
        controls.script.add(*read_rules([parse_value(await _body(request))]))
    except ScriptError as problem:
        raise ApiError(400, str(problem), code="invalid_script") from None
    return show_script(controls)


async def _clear_script(controls: Controls, _: Request) -> Any:
    controls.play([])
    return show_script(controls)


async def _show_faults(controls: Controls, _: Request) -> Any:
    return show_faults(controls)


async def _replace_faults(controls: Controls, request: Request) -> Any:
    texts = parse_value(await _body(request))
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ApiError(400, 'The body must be a JSON array of faults, such as ["list-limit-ignored=once"].')
    try:
        controls.faults[:] = switches([str(text) for text in texts])
    except FaultError as problem:
        raise ApiError(400, str(problem), code="invalid_fault") from None
    return show_faults(controls)


async def _add_fault(controls: Controls, request: Request) -> Any:
    text = parse_value(await _body(request))
    if not isinstance(text, str):
        raise ApiError(400, 'The body must be a fault as a JSON string, such as "list-limit-ignored=once".')
    try:
        controls.faults.append(switch(text))
    except FaultError as problem:
        raise ApiError(400, str(problem), code="invalid_fault") from None
    return show_faults(controls)


async def _show_catalogue(_: Controls, __: Request) -> Any:
    return show_catalogue()


async def _clear_faults(controls: Controls, _: Request) -> Any:
    controls.faults.clear()
    return show_faults(controls)


async def _show_journal(controls: Controls, request: Request) -> Any:
    try:
        entries = controls.journal.find(request.query_params.get("on"))
    except RuleError as problem:
        raise ApiError(400, str(problem), param="on") from None
    newest = _limit(request)
    entries = entries if newest is None else entries[max(0, len(entries) - newest) :]
    return show_entries(controls, entries, _origin(request))


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


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
    return show_entries(controls, entries, _origin(request))


async def _describe(_: Controls, __: Request) -> Response:
    text = files("openai_videos_mock").joinpath("control.yaml").read_text(encoding="utf-8")
    return Response(text, media_type="application/yaml")


ROUTES: Mapping[str, Mapping[str, Handler]] = {
    "/openapi.yaml": {"GET": _describe},
    "/state": {"GET": _state},
    "/reset": {"POST": _reset},
    "/clock": {"GET": _show_clock, "POST": _move_clock},
    "/script": {"GET": _show_script, "PUT": _replace_script, "POST": _add_rule, "DELETE": _clear_script},
    "/faults": {"GET": _show_faults, "PUT": _replace_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "/faults/catalogue": {"GET": _show_catalogue},
    "/jobs/{video_id}/{variant}": {"GET": _show_file},
    "/journal": {"GET": _show_journal, "DELETE": _clear_journal},
    "/journal/expect": {"POST": _expect},
}
"""By path below the prefix, and method."""
