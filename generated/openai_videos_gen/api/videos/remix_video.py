# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any
from urllib.parse import quote

from ...models.remix_video_json_body import RemixVideoJsonBody
from ...models.remix_video_multipart_body import RemixVideoMultipartBody


def _get_kwargs(
    video_id: str,
    *,
    body: RemixVideoJsonBody | RemixVideoMultipartBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/videos/{video_id}/remix".format(
            video_id=quote(str(video_id), safe=""),
        ),
    }

    if isinstance(body, RemixVideoJsonBody):
        _kwargs["json"] = body.to_dict()

        headers["Content-Type"] = "application/json"
    if isinstance(body, RemixVideoMultipartBody):
        _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs
