"""What code for the official client imports, gives, and does with answers."""

from __future__ import annotations

import importlib
import json
import warnings
from typing import TYPE_CHECKING, Any

import httpx
import openai
import openai_videos
import pydantic
import pytest
from openai_videos import AsyncClient, Client
from openai_videos.types import Video

from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from .conftest import Api

# What belongs to other parts of that API, to other clouds, or to a library that it brings: docs/client.md.
APART = ["Bedrock", "Computer", "WebSocket", "Reconnecting", "Stream", "FinishReason", "Webhook", "OAuth"]
APART += ["Aio", "Httpx2", "DataResidency"]


def test_every_name_is_there() -> None:
    missing = {name for name in openai.__all__ if not any(word in name for word in APART)} - set(openai_videos.__all__)
    assert missing == set()
    for name in openai_videos.__all__:
        assert getattr(openai_videos, name) is not None
    for name in ("types", "resources", "pagination"):
        assert importlib.import_module(f"openai_videos.{name}") is getattr(openai_videos, name)


def test_the_defaults(library: Any) -> None:
    with Client(base_url="http://a.test", api_key="key") as client:
        assert client.max_retries == openai_videos.DEFAULT_MAX_RETRIES == openai.DEFAULT_MAX_RETRIES
    assert openai_videos.DEFAULT_TIMEOUT.as_dict() == {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}
    assert openai_videos.DEFAULT_CONNECTION_LIMITS.max_connections == openai.DEFAULT_CONNECTION_LIMITS.max_connections
    assert (openai_videos.VERSION, openai_videos.__title__) == (openai_videos.__version__, "openai_videos")
    assert isinstance(Video.from_dict(VIDEO), openai_videos.BaseModel)


def test_a_file_from_a_path(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"data")
    api.call("edit", prompt="x", video=openai_videos.file_from_path(str(path)))
    assert (api.parts()[1].filename, api.parts()[1].content) == ("clip.mp4", b"data")


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_options_for_other_parts_of_the_api(client: Any) -> None:
    with pytest.warns(UserWarning, match="webhook_secret, websocket_base_url: of no use"):
        client(base_url="http://a.test", api_key="key", webhook_secret="s", websocket_base_url="wss://a.test")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client(base_url="http://a.test", api_key="key", webhook_secret=None, _strict_response_validation=False)
    for value in ("x", None):
        with pytest.raises(TypeError, match="has no option 'api_kee'"):
            client(base_url="http://a.test", api_key="key", api_kee=value)


class Kept(pydantic.BaseModel):
    """What a program keeps of its jobs."""

    video: Video
    more: list[Video] = []


def test_a_field_of_a_pydantic_model() -> None:
    sent = VIDEO | {"url": "https://a.test/x"}
    kept = Kept(video=Video.from_dict(sent), more=[VIDEO])  # type: ignore[list-item]
    assert (kept.video.url, kept.more[0].id) == ("https://a.test/x", "video_123")  # type: ignore[attr-defined]
    assert kept.model_dump() == {"video": sent, "more": [VIDEO]}
    assert Kept.model_validate_json(kept.model_dump_json()) == kept
    assert Kept.model_json_schema()["properties"]["video"]["type"] == "object"
    for wrong in (7, "x", None, [1]):
        with pytest.raises(pydantic.ValidationError, match="must be a Video or an object of JSON"):
            Kept.model_validate({"video": wrong})


def test_names_that_pydantic_had_before() -> None:
    video: Any = Video.from_dict(VIDEO)
    assert video.dict(exclude={"id"}) == video.model_dump(exclude={"id"})
    assert json.loads(video.json()) == video.model_dump()
    assert Video.from_dict(VIDEO | {"json": 7}).json == 7  # type: ignore[attr-defined]


class _Passing(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Bytes that are nowhere once they have passed."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"data"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"data"


def test_a_download_is_what_it_is_called_there_and_can_be_read_again(api: Api, tmp_path: Path) -> None:
    one, two = tmp_path / "one.mp4", tmp_path / "two.mp4"
    seen: list[Any] = []
    api.answers = [httpx.Response(200, stream=_Passing())]

    def use(content: Any) -> None:
        seen.append(isinstance(content, openai_videos.HttpxBinaryResponseContent))
        content.write_to_file(one)
        seen.extend([content.read(), content.content, content.text, b"".join(content.iter_bytes(3))])
        content.write_to_file(str(two))
        content.stream_to_file(two)
        one.write_bytes(b"other bytes")
        two.write_bytes(b"other bytes")
        if api.asynchronous:
            seen.append(content.read())
        else:
            # Its bytes were nowhere else, and those of the file are no longer what was sent.
            with pytest.raises(openai_videos.StreamAlreadyConsumed):
                content.read()
            seen.append(b"data")

    async def main(client: Any) -> None:
        use(await client.videos.download_content("video_1"))

    api.run(main if api.asynchronous else lambda client: use(client.videos.download_content("video_1")))
    assert seen == [True, b"data", b"data", "data", b"data", b"data"]
    assert len(api.requests) == 1
