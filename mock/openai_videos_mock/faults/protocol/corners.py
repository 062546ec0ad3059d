"""Faults in corners that only `--deep` looks into."""

from __future__ import annotations

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import CREATE, LIST, RETRIEVE
from openai_videos_mock.intercept.messages import Proceed, Reply, Request, refusal


async def _takes_bare_json(request: Request, proceed: Proceed) -> Reply:
    if request.operation in CREATE and request.body in (b"false", b"true"):
        return await proceed(request.at("/videos", "POST", prompt=request.body.decode()))
    return await proceed(request)


async def _crashes_for_99(request: Request, proceed: Proceed) -> Reply:
    if request.operation in LIST and request.query.get("limit") == "99":
        return refusal(500)
    return await proceed(request)


async def _crashes_beyond_ascii(request: Request, proceed: Proceed) -> Reply:
    if request.operation in RETRIEVE and ("%" in request.id or not request.id.isascii()):
        return refusal(500)
    return await proceed(request)


async def _takes_no_quoted_boundary(request: Request, proceed: Proceed) -> Reply:
    if 'boundary="' in request.header("content-type"):
        return refusal(415)
    return await proceed(request)


FAULTS = (
    Fault(
        "takes-create-bare-json",
        Layer.INPUT,
        "deep.refused",
        "A create whose JSON body is a bare `false` starts a job.",
        _takes_bare_json,
    ),
    Fault("crash-list-99", Layer.STATUS, "deep.answered", "A list with a limit of 99 is a 500.", _crashes_for_99),
    Fault(
        "crash-id-beyond-ascii",
        Layer.STATUS,
        "deep.ids",
        "An id with letters beyond ASCII is a 500.",
        _crashes_beyond_ascii,
    ),
    Fault(
        "form-quoted-boundary",
        Layer.INPUT,
        "deep.framing",
        "A multipart body whose boundary stands in quotation marks is refused with 415.",
        _takes_no_quoted_boundary,
    ),
)
