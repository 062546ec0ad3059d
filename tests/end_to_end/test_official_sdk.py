"""The official SDK runs every documented method against the mock server."""

import asyncio
import io
from collections.abc import Iterator

import av
import openai
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def client(server: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server, api_key="sk-test", max_retries=0) as client:
        yield client


def test_create_and_retrieve(client: openai.OpenAI) -> None:
    video = client.videos.create(prompt="A calico cat playing a piano on stage")
    assert (video.object, video.seconds, video.size, video.model) == ("video", "4", "720x1280", "sora-2")
    assert video.status in ("queued", "in_progress")
    assert client.videos.retrieve(video.id).id == video.id


def test_create_with_an_image(client: openai.OpenAI) -> None:
    video = client.videos.create(prompt="x", input_reference=b"Example data", seconds="8", size="1280x720")
    assert (video.seconds, video.size) == ("8", "1280x720")


def test_create_and_poll_then_download(client: openai.OpenAI) -> None:
    video = client.videos.create_and_poll(prompt="x", poll_interval_ms=50)
    assert (video.status, video.progress) == ("completed", 100)
    assert video.completed_at is not None
    content = client.videos.download_content(video.id)
    assert content.response.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(content.read()), "r") as movie:
        assert (movie.streams.video[0].width, movie.streams.video[0].height) == (720, 1280)


@pytest.mark.parametrize(("variant", "media_type"), [("thumbnail", "image/webp"), ("spritesheet", "image/jpeg")])
def test_previews(client: openai.OpenAI, variant: str, media_type: str) -> None:
    preview = client.videos.download_content("video_123", variant=variant)  # type: ignore[arg-type]
    assert preview.response.headers["content-type"] == media_type


def test_a_failed_job_is_returned(client: openai.OpenAI) -> None:
    video = client.videos.create_and_poll(prompt="A door [fail]", poll_interval_ms=50)
    assert video.status == "failed"
    assert video.error is not None
    assert video.error.code
    assert video.error.message


def test_list_pages_by_itself(client: openai.OpenAI) -> None:
    made = [client.videos.create(prompt=f"Take {number}").id for number in range(5)]
    listed = [video.id for video in client.videos.list(limit=2, order="asc")]
    assert listed == ["video_123", *made]
    assert [video.id for video in client.videos.list(limit=2, order="desc")] == listed[::-1]


def test_edit_and_extend_uploads(client: openai.OpenAI) -> None:
    assert client.videos.edit(prompt="x", video=b"Example data").object == "video"
    assert client.videos.extend(prompt="x", seconds="4", video=b"Example data").object == "video"


def test_remix(client: openai.OpenAI) -> None:
    remix = client.videos.remix("video_123", prompt="Extend the scene with the cat taking a bow")
    assert remix.remixed_from_video_id == "video_123"


def test_characters(client: openai.OpenAI) -> None:
    made = client.videos.create_character(name="x", video=b"Example data")
    assert made.id is not None
    assert client.videos.get_character(made.id).to_dict() == made.to_dict()
    assert client.videos.get_character("char_123").id == "char_123"


def test_delete(client: openai.OpenAI) -> None:
    gone = client.videos.delete("video_123")
    assert (gone.id, gone.deleted, gone.object) == ("video_123", True, "video.deleted")
    with pytest.raises(openai.NotFoundError) as caught:
        client.videos.retrieve("video_123")
    assert caught.value.type == "invalid_request_error"
    assert caught.value.request_id


def test_errors_carry_code_and_parameter(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.videos.create(prompt="x", seconds="5")  # type: ignore[arg-type]
    assert (caught.value.param, caught.value.code) == ("seconds", "invalid_value")
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-wrong").videos.list()


async def asynchronous(server: str) -> list[str]:
    async with openai.AsyncOpenAI(base_url=server, api_key="sk-test", max_retries=0) as client:
        video = await client.videos.create_and_poll(prompt="x", poll_interval_ms=50)
        content = await client.videos.download_content(video.id)
        assert (await content.aread())[4:8] == b"ftyp"
        return [video.id async for video in client.videos.list(limit=1)]


def test_the_asynchronous_client(server: str) -> None:

    assert len(asyncio.run(asynchronous(server))) == 2
