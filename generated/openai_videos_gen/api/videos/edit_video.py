# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any

from ...models.edit_video_json_body import EditVideoJsonBody
from ...models.edit_video_multipart_body import EditVideoMultipartBody


def _get_kwargs(
    *,
    body: EditVideoJsonBody | EditVideoMultipartBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/videos/edits",
    }

    if isinstance(body, EditVideoJsonBody):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, EditVideoMultipartBody):
        _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs
