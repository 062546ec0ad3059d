"""Requests that a server has to refuse, as data. None may start a job."""

from __future__ import annotations

from typing import Any

import attrs

PROMPT = "This request is incomplete on purpose and must be refused"
NO_VIDEO = "video_does_not_exist_0000"
NO_CHARACTER = "char_does_not_exist_0000"


@attrs.frozen(kw_only=True)
class Refusal:
    """A request to refuse. Exactly one of `json`, `form` and `content` is the body, if there is one."""

    operation: str
    ids: dict[str, str] = attrs.field(factory=dict)
    query: dict[str, str | int] | None = None
    json: Any = None
    form: dict[str, str] | None = None
    """Text parts; the value `{video}` is a video file, `{junk}` a file that is none."""
    content: bytes | None = None
    media_type: str | None = None


JSON = "application/json"

REFUSALS: dict[str, dict[str, Refusal]] = {
    "refuse.create": {
        "prompt": Refusal(operation="create_video", json={"seconds": "4"}),
        "prompt-form": Refusal(operation="create_video", form={"seconds": "4"}),
        "array": Refusal(operation="create_video", json=[{"prompt": PROMPT}]),
        "malformed": Refusal(operation="create_video", content=b'{"prompt": "unfinished', media_type=JSON),
        "malformed-form": Refusal(
            operation="create_video", content=b"no boundary here", media_type="multipart/form-data; boundary=absent"
        ),
        "no-body": Refusal(operation="create_video", content=b"", media_type=JSON),
        "empty-prompt": Refusal(operation="create_video", json={"prompt": ""}),
        "prompt-type": Refusal(operation="create_video", json={"prompt": ["a", "list"]}),
        "seconds": Refusal(operation="create_video", json={"prompt": PROMPT, "seconds": "5"}),
        "seconds-form": Refusal(operation="create_video", form={"prompt": PROMPT, "seconds": "abc"}),
        "size": Refusal(operation="create_video", json={"prompt": PROMPT, "size": "1x1"}),
        "size-form": Refusal(operation="create_video", form={"prompt": PROMPT, "size": "huge"}),
        "media-type": Refusal(operation="create_video", content=PROMPT.encode(), media_type="text/plain"),
        "reference": Refusal(
            operation="create_video",
            json={"prompt": PROMPT, "input_reference": {"file_id": "file_0", "image_url": "{image}"}},
        ),
    },
    "refuse.list": {
        "order": Refusal(operation="list_videos", query={"order": "sideways"}),
        "limit-type": Refusal(operation="list_videos", query={"limit": "many"}),
        "limit-negative": Refusal(operation="list_videos", query={"limit": -1}),
        "limit-large": Refusal(operation="list_videos", query={"limit": 101}),
    },
    "refuse.remix": {
        "prompt": Refusal(operation="remix_video", ids={"video_id": "{source}"}, json={}),
        "unknown": Refusal(operation="remix_video", ids={"video_id": NO_VIDEO}, json={"prompt": PROMPT}),
    },
    "refuse.edit": {
        "prompt": Refusal(operation="edit_video", json={"video": {"id": "{source}"}}),
        "video": Refusal(operation="edit_video", json={"prompt": PROMPT}),
        "video-string": Refusal(operation="edit_video", json={"prompt": PROMPT, "video": "{source}"}),
        "unknown": Refusal(operation="edit_video", json={"prompt": PROMPT, "video": {"id": NO_VIDEO}}),
    },
    "refuse.extend": {
        "prompt": Refusal(operation="extend_video", json={"seconds": "4", "video": {"id": "{source}"}}),
        "seconds": Refusal(operation="extend_video", json={"prompt": PROMPT, "video": {"id": "{source}"}}),
        "video": Refusal(operation="extend_video", json={"prompt": PROMPT, "seconds": "4"}),
        "seconds-value": Refusal(
            operation="extend_video", json={"prompt": PROMPT, "seconds": "5", "video": {"id": "{source}"}}
        ),
        "unknown": Refusal(
            operation="extend_video", json={"prompt": PROMPT, "seconds": "4", "video": {"id": NO_VIDEO}}
        ),
    },
    "refuse.character": {
        "name": Refusal(operation="create_character", form={"video": "{video}"}),
        "video": Refusal(operation="create_character", form={"name": "Ada"}),
        "junk": Refusal(operation="create_character", form={"name": "Ada", "video": "{junk}"}),
    },
    "unknown": {
        "retrieve": Refusal(operation="retrieve_video", ids={"video_id": NO_VIDEO}),
        "delete": Refusal(operation="delete_video", ids={"video_id": NO_VIDEO}),
        "content": Refusal(operation="download_content", ids={"video_id": NO_VIDEO}),
        "character": Refusal(operation="get_character", ids={"character_id": NO_CHARACTER}),
    },
}
"""By part of a run and step, in the order of sending: what MUST be refused comes first, since a part ends with the
first request that starts a job. `{source}` stands for the id of a completed video, `{image}` for a picture as a URL."""
