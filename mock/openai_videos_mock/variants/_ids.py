"""What ids look like."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

from attrs import evolve

from openai_videos_mock.faults._messages import Act, Asked, Proceed, Reply
from openai_videos_mock.variants._variant import Variant

_NAMESPACE = uuid.UUID("6f1e6c3a-8f6f-4d0e-9a43-0f1c6d5b7a21")
_NO_RULE = ("D-41", "V-GET-04")


def _ids(write: Callable[[str], str]) -> Act:
    """Show every id in another form, and understand it wherever it comes back."""

    async def act(asked: Asked, proceed: Proceed) -> Reply:
        true: dict[str, str] = asked.memory  # by the id that clients know
        path = "/".join(true.get(step, step) for step in asked.path.split("/"))
        asked = evolve(asked, path=path, body=_understood(asked, true))
        after = asked.query.get("after")
        if after is not None:
            asked = asked.with_query(after=true.get(after, after))
        reply = await proceed(asked)
        document = reply.document
        if not document:
            return reply
        for each in document.get("data", [document]):
            if isinstance(found := each.get("id"), str):
                true.setdefault(write(found), found)
        return reply.saying(_shown(document, {real: shown for shown, real in true.items()}))

    return act


def _understood(asked: Asked, true: dict[str, str]) -> bytes:
    if asked.is_form:
        body = asked.body
        for shown, real in true.items():
            body = body.replace(shown.encode(), real.encode())
        return body
    try:
        return json.dumps(_shown(json.loads(asked.body), true)).encode() if asked.body else b""
    except ValueError:
        return asked.body  # not for this variant to refuse


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
    Variant("ids-uuid", _NO_RULE, "Ids are UUIDs.", _ids(lambda real: str(uuid.uuid5(_NAMESPACE, real))), group="ids"),
    Variant("ids-number", _NO_RULE, "Ids are decimal digits.",
            _ids(lambda real: str(uuid.uuid5(_NAMESPACE, real).int)), group="ids"),
    Variant("ids-long", _NO_RULE, "Ids are some hundred characters of base64.",
            _ids(lambda real: _long(real).replace("/", "_")), group="ids"),
    Variant("ids-encoded", _NO_RULE, "Ids have characters that a URL has to encode.",
            _ids(lambda real: f"vidéo: {real[-12:]}+?#%41=&;"), group="ids"),
)  # fmt: skip
