"""Variants of ids: what they look like."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

from attrs import evolve

from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request
from openai_videos_mock.server.json_text import parse_json
from openai_videos_mock.variants.variant import Group, Variant

_NAMESPACE = uuid.UUID("6f1e6c3a-8f6f-4d0e-9a43-0f1c6d5b7a21")
_NO_RULE = ("D-41", "V-GET-04")


def _ids(write: Callable[[str], str]) -> Act:
    """Show every id in another form, and understand it wherever it comes back."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        true: dict[str, str] = request.memory  # by the id that clients know
        if not true:  # a database may have jobs of before
            true.update({write(job.id): job.id for job in request.world.jobs()})
        path = "/".join(true.get(step, step) for step in request.path.split("/"))
        request = evolve(request, path=path, body=_understood(request, true))
        after = request.query.get("after")
        if after is not None:
            request = request.with_query(after=true.get(after, after))
        reply = await proceed(request)
        document = reply.document
        if not document:
            return reply
        for each in document.get("data", [document]):
            if isinstance(true_id := each.get("id"), str):
                true.setdefault(write(true_id), true_id)
        return reply.with_json(_shown(document, {real: shown for shown, real in true.items()}))

    return act


def _understood(request: Request, true: dict[str, str]) -> bytes:
    if request.is_form:
        body = request.body
        for shown, real in true.items():
            body = body.replace(shown.encode(), real.encode())
        return body
    try:
        return json.dumps(_shown(parse_json(request.body), true)).encode() if request.body else b""
    except ApiError:
        return request.body  # not for this variant to refuse


def _shown(value: Any, names: dict[str, str]) -> Any:
    match value:
        case dict():
            return {key: _shown(item, names) for key, item in value.items()}
        case list():
            return [_shown(item, names) for item in value]
        case str():
            return names.get(value, value)
        case _:
            return value


def _long(real: str) -> str:
    # As gateways write them that put the provider and the model into the id.
    packed = base64.b64encode(f"provider:house;model:video-1;region:earth;job:{real};".encode() * 3)
    return f"video_{packed.decode()}"


VARIANTS = (
    Variant("ids-uuid", _NO_RULE, "Ids are UUIDs.", _ids(lambda real: str(uuid.uuid5(_NAMESPACE, real))),
            group=Group.IDS),
    Variant("ids-number", _NO_RULE, "Ids are decimal digits.",
            _ids(lambda real: str(uuid.uuid5(_NAMESPACE, real).int)), group=Group.IDS),
    Variant("ids-long", _NO_RULE, "Ids are some hundred characters of base64.",
            _ids(lambda real: _long(real).replace("/", "_")), group=Group.IDS),
    Variant("ids-encoded", _NO_RULE, "Ids have characters that a URL has to encode.",
            _ids(lambda real: f"vidéo: {real[-12:]}+?#%41=&;"), group=Group.IDS),
)  # fmt: skip
