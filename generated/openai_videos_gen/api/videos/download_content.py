# Generated from openapi.yaml by `make generate`; never edited by hand.
from typing import Any
from urllib.parse import quote

from ...models.content_variant import ContentVariant
from ...types import UNSET, Unset


def _get_kwargs(
    video_id: str,
    *,
    variant: ContentVariant | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_variant: str | Unset = UNSET
    if not isinstance(variant, Unset):
        json_variant = variant

    params["variant"] = json_variant

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/videos/{video_id}/content".format(
            video_id=quote(str(video_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs
