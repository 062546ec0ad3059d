# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any

from ...models.create_video_json_body import CreateVideoJsonBody
from ...models.create_video_multipart_body import CreateVideoMultipartBody


def _get_kwargs(
    *,
    body: CreateVideoJsonBody | CreateVideoMultipartBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/videos",
    }

    if isinstance(body, CreateVideoJsonBody):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, CreateVideoMultipartBody):
        _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs
