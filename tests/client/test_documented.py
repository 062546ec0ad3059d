"""The examples of the documentation; only the import and the client are ours."""

from __future__ import annotations

import contextlib
import io
import json
from typing import TYPE_CHECKING, Any

import httpx
import openai_videos
import pytest

from .conftest import BASE_URL, VIDEO

if TYPE_CHECKING:
    from collections.abc import Callable

DELETED = {"id": "video_123", "deleted": True, "object": "video.deleted"}
CHARACTER = {"id": "char_123", "created_at": 0, "name": "name"}
PAGE = {"data": [VIDEO], "first_id": "video_123", "has_more": True, "last_id": "video_123", "object": "list"}

# The lines below the client, what the server answers with, and what is printed.
EXAMPLES: dict[str, tuple[str, Any, str]] = {
    "create": ('video = client.videos.create(\n    prompt="x",\n)\nprint(video.id)', VIDEO, "video_123"),
    "edit": (
        'video = client.videos.edit(\n    prompt="x",\n    video=b"Example data",\n)\nprint(video.id)',
        VIDEO,
        "video_123",
    ),
    "extend": (
        'video = client.videos.extend(\n    prompt="x",\n    seconds="4",\n    video=b"Example data",\n)\n'
        "print(video.id)",
        VIDEO,
        "video_123",
    ),
    "create_character": (
        'response = client.videos.create_character(\n    name="x",\n    video=b"Example data",\n)\nprint(response.id)',
        CHARACTER,
        "char_123",
    ),
    "get_character": (
        'response = client.videos.get_character(\n    "char_123",\n)\nprint(response.id)',
        CHARACTER,
        "char_123",
    ),
    "list": ("page = client.videos.list()\npage = page.data[0]\nprint(page.id)", PAGE, "video_123"),
    "retrieve": ('video = client.videos.retrieve(\n    "video_123",\n)\nprint(video.id)', VIDEO, "video_123"),
    "delete": ('video = client.videos.delete(\n    "video_123",\n)\nprint(video.id)', DELETED, "video_123"),
    "remix": (
        'video = client.videos.remix(\n    video_id="video_123",\n    prompt="x",\n)\nprint(video.id)',
        VIDEO,
        "video_123",
    ),
    "download_content": (
        'response = client.videos.download_content(\n    video_id="video_123",\n)\n'
        "print(response)\ncontent = response.read()\nprint(content)",
        b"Example data",
        "<BinaryResponseContent video/mp4, 12 bytes>\nb'Example data'",
    ),
}


def _answer(answer: Any) -> Callable[[httpx.Request], httpx.Response]:
    kind = "video/mp4" if isinstance(answer, bytes) else "application/json"
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return lambda _: httpx.Response(200, content=content, headers={"content-type": kind})


@pytest.mark.parametrize("name", EXAMPLES)
def test_documented_example(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, answer, printed = EXAMPLES[name]
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", BASE_URL)
    with httpx.Client(transport=httpx.MockTransport(_answer(answer))) as http:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(lines, {"client": openai_videos.OpenAI(http_client=http)})
    assert output.getvalue().strip() == printed
