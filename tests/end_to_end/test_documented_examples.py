"""The examples of the documentation, with our client in the place of the official one, against the mock server."""

from __future__ import annotations

import contextlib
import io
import re

import openai_videos
import pytest

# The lines below the client, and what they print: ids and bytes are the server's own.
EXAMPLES: dict[str, tuple[str, str]] = {
    "create": ('video = client.videos.create(\n    prompt="x",\n)\nprint(video.id)', r"video_\w+"),
    "edit": (
        'video = client.videos.edit(\n    prompt="x",\n    video=b"Example data",\n)\nprint(video.id)',
        r"video_\w+",
    ),
    "extend": (
        'video = client.videos.extend(\n    prompt="x",\n    seconds="4",\n    video=b"Example data",\n)\n'
        "print(video.id)",
        r"video_\w+",
    ),
    "create_character": (
        'response = client.videos.create_character(\n    name="x",\n    video=b"Example data",\n)\nprint(response.id)',
        r"char_\w+",
    ),
    "get_character": (
        'response = client.videos.get_character(\n    "char_123",\n)\nprint(response.id)',
        "char_123",
    ),
    "list": ("page = client.videos.list()\npage = page.data[0]\nprint(page.id)", "video_123"),
    "retrieve": ('video = client.videos.retrieve(\n    "video_123",\n)\nprint(video.id)', "video_123"),
    "delete": ('video = client.videos.delete(\n    "video_123",\n)\nprint(video.id)', "video_123"),
    "remix": (
        'video = client.videos.remix(\n    video_id="video_123",\n    prompt="x",\n)\nprint(video.id)',
        r"video_(?!123)\w+",
    ),
    "download_content": (
        'response = client.videos.download_content(\n    video_id="video_123",\n)\n'
        "print(response)\ncontent = response.read()\nprint(content)",
        r"<BinaryResponseContent video/mp4, \d+ bytes>\nb'.{0,24}ftyp.*'",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_documented_example(name: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, printed = EXAMPLES[name]
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server)
    output = io.StringIO()
    with openai_videos.OpenAI() as client, contextlib.redirect_stdout(output):
        exec(lines, {"client": client})
    assert re.fullmatch(printed, output.getvalue().strip(), re.DOTALL), output.getvalue()[:200]
