# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any

from ...models.create_character_multipart_body import CreateCharacterMultipartBody


def _get_kwargs(
    *,
    body: CreateCharacterMultipartBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/videos/characters",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs
