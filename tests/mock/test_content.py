"""The files of a video, judged by decoding them."""

import io
from collections.abc import Callable
from typing import Any

import av
import httpx
import pytest
from openai_videos_mock import ManualClock

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def client(shared_client: httpx.Client) -> httpx.Client:
    """Talk to a server that keeps what it has rendered for the tests before."""
    return shared_client


@pytest.fixture
def clock(shared_clock: ManualClock) -> ManualClock:
    """The time of that server."""
    return shared_clock


def _decode(content: bytes) -> tuple[int, int, float, int, set[bytes]]:
    """Give width, height, seconds, the number of frames, and the different pictures among them."""
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        frames = list(container.decode(stream))
        pictures = {bytes(frame.planes[0]) for frame in frames}
        last = frames[-1]
        end = float((last.pts or 0) * last.time_base) + 1 / float(stream.average_rate or 1)  # type: ignore[operator]
        assert abs(end - (container.duration or 0) / av.time_base) < 0.01
        return stream.width, stream.height, end, len(frames), pictures


def _boxes(content: bytes) -> list[bytes]:
    names, position = [], 0
    while position < len(content):
        names.append(content[position + 4 : position + 8])
        position += int.from_bytes(content[position : position + 4], "big")
    assert position == len(content)
    return names


@pytest.mark.parametrize("size", ["720x1280", "1280x720", "1024x1792", "1792x1024"])
@pytest.mark.parametrize("seconds", ["4", "12"])
def test_the_video_has_the_size_and_the_duration_that_the_job_tells(
    client: httpx.Client, make_video: Make, size: str, seconds: str
) -> None:
    answer = client.get(f"/videos/{make_video(size=size, seconds=seconds)['id']}/content")
    assert answer.headers["content-type"] == "video/mp4"
    width, height, duration, _, pictures = _decode(answer.content)
    assert f"{width}x{height}" == size
    assert duration == pytest.approx(int(seconds), abs=0.01)
    assert len(pictures) > 10
    boxes = _boxes(answer.content)
    assert boxes[0] == b"ftyp"
    assert boxes.index(b"moov") < boxes.index(b"mdat")


def test_a_player_can_start_at_several_places(client: httpx.Client, make_video: Make) -> None:
    content = client.get(f"/videos/{make_video(seconds='12')['id']}/content").content
    with av.open(io.BytesIO(content), "r") as container:
        starts = [packet.is_keyframe for packet in container.demux(video=0) if packet.size]
    assert starts[0]
    assert 3 <= sum(starts) < len(starts)
    # The demuxer also finds key frames that the file does not list; a player looks at the list.
    assert b"stss" in content


def test_a_stitched_video_is_as_long_as_both_parts(client: httpx.Client, make_video: Make, clock: ManualClock) -> None:
    body = {"prompt": "on", "seconds": "20", "video": {"id": make_video(seconds="12")["id"]}}
    video = client.post("/videos/extensions", json=body).json()
    clock.advance(10)
    _, _, duration, _, _ = _decode(client.get(f"/videos/{video['id']}/content").content)
    assert (video["seconds"], round(duration, 1)) == ("32", 32.0)


def test_the_variant_video_is_the_default(client: httpx.Client, make_video: Make) -> None:
    path = f"/videos/{make_video()['id']}/content"
    default = client.get(path, headers={"Accept": "application/binary"})
    assert default.status_code == 200
    assert client.get(path, params={"variant": "video"}).content == default.content


@pytest.mark.parametrize(
    ("variant", "media_type", "codec", "magic"),
    [("thumbnail", "image/webp", "webp", b"RIFF"), ("spritesheet", "image/jpeg", "mjpeg", b"\xff\xd8\xff")],
)
def test_previews_are_images(
    client: httpx.Client, make_video: Make, variant: str, media_type: str, codec: str, magic: bytes
) -> None:
    video = make_video(size="1280x720")
    answer = client.get(f"/videos/{video['id']}/content", params={"variant": variant})
    assert answer.headers["content-type"] == media_type
    assert answer.content.startswith(magic)
    with av.open(io.BytesIO(answer.content), "r") as container:
        assert container.streams.video[0].codec_context.name == codec
        (picture,) = container.decode(video=0)
    if variant == "thumbnail":
        assert (picture.width, picture.height) == (1280, 720)


def test_downloads_repeat_and_differ_by_video(client: httpx.Client, make_video: Make) -> None:
    paths = [f"/videos/{make_video()['id']}/content" for _ in range(12)]
    contents = [client.get(path).content for path in paths]
    assert [client.get(path).content for path in paths] == contents
    assert len(set(contents)) > 1


def test_the_headers_describe_the_file(client: httpx.Client, make_video: Make) -> None:
    path = f"/videos/{make_video()['id']}/content"
    whole = client.get(path)
    assert int(whole.headers["content-length"]) == len(whole.content)
    assert whole.headers["accept-ranges"] == "bytes"
    head = client.head(path)
    assert head.status_code == 200
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == whole.headers[name]
    tags = {client.get(path, params={"variant": v}).headers["etag"] for v in ("video", "thumbnail", "spritesheet")}
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
    ],
)
def test_a_range_is_a_part_of_the_file(client: httpx.Client, make_video: Make, wanted: str, part: slice) -> None:
    path = f"/videos/{make_video()['id']}/content"
    whole = client.get(path)
    answer = client.get(path, headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.content == whole.content[part]
    first, last, _ = part.indices(len(whole.content))
    assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(whole.content)}"
    assert answer.headers["etag"] == whole.headers["etag"]


def test_a_range_of_an_older_file_answers_the_whole(client: httpx.Client, make_video: Make) -> None:
    path = f"/videos/{make_video()['id']}/content"
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(path, headers={"Range": "bytes=0-9", "If-Range": '"old"'}).status_code == 200


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=9-2", "bytes=0-1,99999999-"])
def test_a_range_outside_the_file_is_refused(client: httpx.Client, make_video: Make, wanted: str) -> None:
    path = f"/videos/{make_video()['id']}/content"
    answer = client.get(path, headers={"Range": wanted})
    assert (answer.status_code, answer.json()["error"]["code"]) == (416, "invalid_range")
    assert answer.headers["content-range"] == f"bytes */{client.head(path).headers['content-length']}"


@pytest.mark.parametrize("wanted", ["lines=1-2", "bytes", "bytes=", "bytes=a-b", "0-9"])
def test_a_range_that_nobody_understands_is_ignored(client: httpx.Client, make_video: Make, wanted: str) -> None:
    assert client.get(f"/videos/{make_video()['id']}/content", headers={"Range": wanted}).status_code == 200


def test_several_ranges_come_in_one_answer(client: httpx.Client, make_video: Make) -> None:
    answer = client.get(f"/videos/{make_video()['id']}/content", headers={"Range": "bytes=0-1,4-7"})
    assert answer.status_code == 206
    assert b"ftyp" in answer.content


@pytest.mark.parametrize("variant", ["video", "thumbnail", "spritesheet"])
@pytest.mark.parametrize("age", [0, 5])
def test_an_unfinished_video_has_no_content(client: httpx.Client, clock: ManualClock, age: float, variant: str) -> None:
    video_id = client.post("/videos", json={"prompt": "waves"}).json()["id"]
    clock.advance(age)
    answer = client.get(f"/videos/{video_id}/content", params={"variant": variant})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "video_not_ready")


def test_content_stays_until_it_expires(client: httpx.Client, make_video: Make, clock: ManualClock) -> None:
    video = make_video()
    path = f"/videos/{video['id']}/content"
    clock.advance(video["expires_at"] - clock() - 1)
    assert client.get(path).status_code == 200
    clock.advance(1)
    answer = client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "video_expired")
    assert client.get(f"/videos/{video['id']}").json() == video
