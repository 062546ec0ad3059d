"""Faults in corners that only `--deep` looks into."""

from __future__ import annotations

from openai_videos_mock.faults._fault import Fault, Layer
from openai_videos_mock.faults._messages import Asked, Proceed, Reply, refusal


async def _takes_bare_json(asked: Asked, proceed: Proceed) -> Reply:
    if asked.operation == "create_video" and asked.body in (b"false", b"true"):
        return await proceed(asked.at("/videos", "POST", prompt=asked.body.decode()))
    return await proceed(asked)


async def _crashes_for_99(asked: Asked, proceed: Proceed) -> Reply:
    if asked.operation == "list_videos" and asked.query.get("limit") == "99":
        return refusal(500)
    return await proceed(asked)


async def _crashes_beyond_ascii(asked: Asked, proceed: Proceed) -> Reply:
    if asked.operation == "retrieve_video" and ("%" in asked.id or not asked.id.isascii()):
        return refusal(500)
    return await proceed(asked)


async def _takes_no_quoted_boundary(asked: Asked, proceed: Proceed) -> Reply:
    if 'boundary="' in asked.header("content-type"):
        return refusal(415)
    return await proceed(asked)


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
