# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any

from ...models.extend_video_json_body import ExtendVideoJsonBody
from ...models.extend_video_multipart_body import ExtendVideoMultipartBody


def _get_kwargs(
    *,
    body: ExtendVideoJsonBody | ExtendVideoMultipartBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/videos/extensions",
    }

    if isinstance(body, ExtendVideoJsonBody):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, ExtendVideoMultipartBody):
        _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs
