"""Not a test: code as users write it, read by the type checkers in test_typing.py."""

import datetime
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import assert_type

import httpx
import httpx2
from openai_videos import (
    NOT_GIVEN,
    APIResponse,
    APIStatusError,
    AsyncAPIResponse,
    AsyncBinaryResponseContent,
    AsyncClient,
    BinaryResponseContent,
    Client,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    FileInput,
    LegacyAPIResponse,
    Omit,
    OpenAI,
    StreamedBinaryAPIResponse,
    Timeout,
    Upload,
    omit,
)
from openai_videos.types import (
    ImageInputReferenceParam,
    Video,
    VideoCharacter,
    VideoCreateError,
    VideoCreateParams,
    VideoDeleteResponse,
    VideoGetCharacterResponse,
    VideoModel,
    VideoReferenceInputParam,
    VideoSeconds,
    VideoSize,
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
    assert_type(client.with_raw_response.videos.retrieve("video_1").parse(), Video)
    assert_type(client.get("/videos/video_1", cast_to=Video), Video)
    assert_type(client.post("/videos/sync", cast_to=bytes, body={"prompt": "x"}, files={"image": b"x"}), bytes)
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


def settings() -> list[Client]:
    made = Client(
        api_key="key",
        base_url="http://127.0.0.1/v1",
        organization="o",
        project="p",
        timeout=Timeout(60.0, read=5.0),
        max_retries=3,
        retry_seconds=60,
        retry_writes=True,
        default_headers={"x-a": "b", "x-c": omit},
        default_query={"api-version": "preview"},
        http_client=DefaultHttpxClient(),
    )
    assert_type(made.copy(default_headers={"x-a": "b"}, timeout=None), Client)
    assert_type(made.with_options(timeout=httpx2.Timeout(5), http_client=httpx.Client()).is_closed(), bool)
    made.videos.retrieve("video_1", timeout=httpx.Timeout(3, read=4), extra_headers={"x-a": omit})
    AsyncClient(http_client=DefaultAsyncHttpxClient()).with_options(http_client=httpx2.AsyncClient())
    return [made, OpenAI(http_client=httpx2.Client())]


def use_raw(client: Client) -> None:
    raw = client.videos.with_raw_response
    answer = raw.create(prompt="x", seconds="8", extra_headers={"a": "b"})
    assert_type(answer, LegacyAPIResponse[Video])
    assert_type(answer.parse(), Video)
    assert_type(answer.parse(to=VideoCharacter), VideoCharacter)
    assert_type(answer.parse(to=str), str)
    assert_type(answer.headers["x-request-id"], str)
    assert_type(answer.status_code, int)
    assert_type(answer.http_request.method, str)
    assert_type(answer.content, bytes)
    assert_type(answer.text, str)
    assert_type(answer.retries_taken, int)
    assert_type(answer.elapsed, datetime.timedelta)
    assert_type(raw.edit(prompt="x", video=b"x").parse(), Video)
    assert_type(raw.extend(prompt="x", seconds="4", video=b"x").parse(), Video)
    assert_type(raw.remix("video_1", prompt="x").parse(), Video)
    assert_type(raw.retrieve("video_1").request_id, str | None)
    assert_type(raw.delete("video_1").parse().deleted, bool)
    assert_type(raw.create_character(name="x", video=b"x").parse(), VideoCharacter)
    assert_type(raw.get_character("char_1").parse(), VideoCharacter)
    assert_type(raw.list(limit=3).parse().data, list[Video])
    raw.download_content("video_1").parse().write_to_file("a.mp4")


def use_streaming(client: Client) -> None:
    streaming = client.videos.with_streaming_response
    with streaming.retrieve("video_1") as answer:
        assert_type(answer, APIResponse[Video])
        assert_type(answer.parse(), Video)
        assert_type(answer.text(), str)
        assert_type(answer.read(), bytes)
    with streaming.download_content("video_1", variant="thumbnail") as file:
        assert_type(file, StreamedBinaryAPIResponse)
        file.stream_to_file("a.webp", chunk_size=1024)
        assert_type(next(iter(file.iter_bytes())), bytes)
        assert_type(next(iter(file.iter_text())), str)
        assert_type(next(iter(file.iter_lines())), str)
        file.close()
    with streaming.list(order="asc") as answer_of_list:
        assert_type(answer_of_list.parse().data[0].id, str)


def use_types(client: Client, seconds: VideoSeconds | Omit, size: VideoSize, model: VideoModel) -> None:
    arguments: VideoCreateParams = {"prompt": "x", "size": size, "model": model}
    video = client.videos.create(**arguments)
    client.videos.create(prompt="x", seconds=seconds, size=NOT_GIVEN)
    error: VideoCreateError | None = video.error
    character: VideoGetCharacterResponse = client.videos.get_character("char_1")
    print(error, character, video.model_dump(exclude_none=True), video.model_dump_json(indent=2), video.model_extra)
    page = client.videos.list()
    if (info := page.next_page_info()) is not None:
        assert_type(info.params, dict[str, str])
    client.videos.edit(prompt="x", video=Upload(iter([b"x"]), 1, "a.mp4", content_type="video/mp4"))
    client.videos.edit(prompt="x", video=("a.mp4", Upload([b"x"], 1)))


async def pieces() -> AsyncIterator[bytes]:
    yield b"x"


async def use_async_responses(client: AsyncClient) -> None:
    raw = client.videos.with_raw_response
    answer = await raw.create(prompt="x")
    assert_type(answer, LegacyAPIResponse[Video])
    assert_type(answer.parse(), Video)
    async for video in (await raw.list()).parse():
        assert_type(video, Video)
    (await raw.download_content("video_1")).parse().write_to_file("a.mp4")
    streaming = client.videos.with_streaming_response
    async with streaming.retrieve("video_1") as streamed:
        assert_type(streamed, AsyncAPIResponse[Video])
        assert_type(await streamed.parse(), Video)
        assert_type(await streamed.text(), str)
    async with streaming.download_content("video_1") as file:
        await file.stream_to_file("a.mp4")
        async for chunk in file.iter_bytes(1024):
            assert_type(chunk, bytes)
    await client.videos.edit(prompt="x", video=Upload(pieces(), 1))


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
        data: bytes = await download.read()
        print(data, download.content, await download.aread())
        await download.write_to_file("a.mp4")
        async for chunk in download.iter_bytes(1024):
            assert_type(chunk, bytes)
    content = await client.videos.download_content("video_1")
    content.write_to_file("a.mp4")
    for chunk in content.iter_bytes():
        assert_type(chunk, bytes)


def misuse(client: OpenAI) -> None:
    client.videos.create()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.videos.edit(prompt="x", video=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.list(order="up")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.download_content("a", variant="gif")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.create_character(name="x", video={"id": "a"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.videos.with_raw_response.create()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.videos.with_streaming_response.retrieve(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_options(http_client=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    print(client.videos.retrieve("a").stats)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
