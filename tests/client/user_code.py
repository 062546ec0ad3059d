"""Not a test: code as users write it, read by the type checkers in test_typing.py."""

import datetime
import io
from pathlib import Path
from typing import assert_type

from openai_videos import (
    APIStatusError,
    AsyncBinaryResponseContent,
    AsyncClient,
    BinaryResponseContent,
    Client,
    FileInput,
    OpenAI,
)
from openai_videos.types import (
    ImageInputReferenceParam,
    Video,
    VideoCharacter,
    VideoDeleteResponse,
    VideoReferenceInputParam,
    VideoStatus,
)


def show(video: Video) -> None:
    print(video.progress)


def use(client: Client) -> None:
    video = client.videos.create(prompt="x", model="sora-2", seconds="8", size="1280x720")
    assert_type(video, Video)
    assert_type(video.id, str)
    assert_type(video.status, VideoStatus)
    assert_type(video.completed_at, int | None)
    assert_type(video.created_at_datetime, datetime.datetime | None)
    assert_type(video.to_json(), str)
    if video.error is not None:
        assert_type(video.error.code, str)
    client.videos.create(prompt="x", model="mine", seconds="30", size="1x1", input_reference={"file_id": "file_1"})
    client.videos.create(prompt="x", input_reference=ImageInputReferenceParam(image_url="https://a.test/b.png"))
    files: list[FileInput] = [b"x", "a.mp4", Path("a.mp4"), io.BytesIO(b"x"), ("a.mp4", b"x"), ("a", b"x", "video/mp4")]
    for file in files:
        assert_type(client.videos.edit(prompt="x", video=file), Video)
    client.videos.edit(prompt="x", video=video)
    client.videos.edit(prompt="x", video=VideoReferenceInputParam(id="video_1"))
    assert_type(client.videos.extend(prompt="x", seconds="20", video={"id": "video_1"}), Video)
    assert_type(client.videos.remix("video_1", prompt="x"), Video)
    assert_type(client.videos.retrieve("video_1"), Video)
    assert_type(client.videos.delete("video_1"), VideoDeleteResponse)
    assert_type(client.videos.create_character(name="x", video=b"x"), VideoCharacter)
    assert_type(client.videos.get_character("char_1").name, str | None)
    assert_type(client.videos.poll("video_1", poll_interval_ms=5), Video)
    assert_type(client.videos.create_and_poll(prompt="x"), Video)
    assert_type(client.videos.create_and_poll(prompt="x", on_progress=show, raise_on_failure=True), Video)
    client.videos.create(
        prompt="x", extra_headers={"a": "b"}, extra_query={"c": 1}, extra_body={"d": [2]}, timeout=None
    )
    page = client.videos.list(after="video_1", limit=3, order="asc")
    assert_type(page.data, list[Video])
    assert_type(page.get_next_page().last_id, str | None)
    for item in page:
        assert_type(item, Video)
    with client.videos.download_content("video_1", variant="thumbnail") as download:
        assert_type(download, BinaryResponseContent)
        assert_type(download.read(), bytes)
        download.write_to_file(Path("a.webp"))
    try:
        client.with_options(timeout=5, max_retries=3).videos.retrieve("video_1")
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.code, str | None)


async def use_async(client: AsyncClient) -> None:
    assert_type(await client.videos.create(prompt="x"), Video)
    assert_type(await client.videos.edit(prompt="x", video=b"x"), Video)
    assert_type(await client.videos.extend(prompt="x", seconds="4", video="a.mp4"), Video)
    assert_type(await client.videos.remix("video_1", prompt="x"), Video)
    assert_type(await client.videos.retrieve("video_1"), Video)
    assert_type(await client.videos.delete("video_1"), VideoDeleteResponse)
    assert_type(await client.videos.create_character(name="x", video=b"x"), VideoCharacter)
    assert_type(await client.videos.get_character("char_1"), VideoCharacter)
    assert_type(await client.videos.create_and_poll(prompt="x"), Video)
    page = await client.videos.list()
    assert_type((await page.get_next_page()).data, list[Video])
    async for item in page:
        assert_type(item, Video)
    async for item in client.videos.list(limit=5):
        assert_type(item, Video)
    async with await client.videos.download_content("video_1") as download:
        assert_type(download, AsyncBinaryResponseContent)
        assert_type(await download.read(), bytes)


def misuse(client: OpenAI) -> None:
    client.videos.create()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.videos.edit(prompt="x", video=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.list(order="up")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.download_content("a", variant="gif")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.create_character(name="x", video={"id": "a"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    print(client.videos.retrieve("a").stats)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
