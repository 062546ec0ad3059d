"""What the files of a video show, what an upload has to do with it, and where files are kept."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from openai_videos_mock import ManualClock, MockSettings, VideosServer, run_server
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from .conftest import MODULE, READY

UNIT = 24
"""The height of a line in a picture of 720 by 1280."""


@pytest.fixture(scope="module")
def shared() -> Iterator[VideosServer]:
    with run_server(MockSettings(clock=ManualClock(), job_seconds=10, seed="s")) as server:
        yield server


@pytest.fixture
def client(server: VideosServer) -> Iterator[httpx.Client]:
    with server.http_client() as client:
        yield client


def finished(client: httpx.Client, server: VideosServer, path: str, **sent: Any) -> tuple[dict[str, Any], bytes]:
    """Start a job, wait, and download what it made."""
    answer = client.post(path, **sent)
    assert answer.status_code == 200, answer.text
    server.advance(10)
    video = client.get(f"/videos/{answer.json()['id']}").json()
    return video, client.get(f"/videos/{video['id']}/content").content


def frames(content: bytes) -> list[VideoFrame]:
    with av.open(io.BytesIO(content), "r") as container:
        return list(container.decode(container.streams.video[0]))


def grey(frame: VideoFrame) -> Image.Image:
    plane = frame.planes[0]
    return Image.frombytes("L", (frame.width, frame.height), bytes(plane), "raw", "L", plane.line_size, 1)


def chroma(frame: VideoFrame) -> tuple[int, ...]:
    return tuple(bytes(plane)[plane.line_size * 20 + 20] for plane in frame.planes[1:])


def shows(frame: VideoFrame, text: str, size: float, fill: int = 210) -> bool:
    """Tell whether a line of text stands somewhere in a picture, bright on dark."""
    font = ImageFont.load_default(int(size))
    left, top, right, bottom = map(int, font.getbbox(text))
    word = Image.new("L", (right - left, bottom - top), 32)
    ImageDraw.Draw(word).text((-left, -top), text, fill=fill, font=font)
    picture = grey(frame)
    column = int(UNIT * 2.5) + left
    places = (
        picture.crop((column, row, column + word.width, row + word.height)) for row in range(frame.height - word.height)
    )
    return any(ImageStat.Stat(ImageChops.difference(place, word)).mean[0] < 16 for place in places)


def movie(shade: int, seconds: int, size: str = "320x240") -> bytes:
    """Make a video of somebody else: a bright left half, the right one of some shade."""
    file = io.BytesIO()
    width, height = map(int, size.split("x"))
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", 10)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(10 * seconds):
            frame = VideoFrame(width, height, "yuv420p")
            luma = frame.planes[0]
            row = bytes([235]) * (width // 2) + bytes([shade]) * (luma.line_size - width // 2)
            luma.update(row * height)
            for plane in frame.planes[1:]:
                plane.update(bytes([128]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def emptied(content: bytes) -> bytes:
    """Overwrite the pictures of a video, and leave its boxes as they are."""
    start = content.index(b"mdat") + 4
    size = int.from_bytes(content[start - 8 : start - 4])
    return content[:start] + bytes(size - 8) + content[start + size - 8 :]


def test_a_picture_tells_which_video_it_is(client: httpx.Client, server: VideosServer) -> None:
    wish = {"prompt": "A calico cat", "model": "sora-2-pro", "seconds": "4"}
    video, content = finished(client, server, "/videos", json=wish)
    first, *_, last = frames(content)
    for frame, moment in ((first, "00:00.0"), (last, "00:03.8")):
        assert shows(frame, video["id"], UNIT)
        assert shows(frame, "A calico cat", UNIT * 1.5)
        assert shows(frame, moment, UNIT * 4)
    assert not shows(first, "A calico dog", UNIT * 1.5)
    assert not shows(first, video["id"][::-1], UNIT)


def test_a_prompt_in_another_writing_can_be_read(client: httpx.Client, server: VideosServer) -> None:
    _, content = finished(client, server, "/videos", json={"prompt": "Кошка é 猫", "seconds": "4"})
    assert shows(frames(content)[0], "Koshka e Mao", UNIT * 1.5)


def test_an_extension_is_its_source_and_the_new_part(client: httpx.Client, server: VideosServer) -> None:
    source, before = finished(client, server, "/videos", json={"prompt": "First"})
    body = {"prompt": "Second", "seconds": "4", "video": {"id": source["id"]}}
    video, content = finished(client, server, "/videos/extensions", json=body)
    pictures, old = frames(content), frames(before)
    assert (video["seconds"], len(pictures)) == ("8", 2 * len(old))
    assert shows(pictures[0], source["id"], UNIT)
    assert shows(pictures[len(old) - 1], "First", UNIT * 1.5)
    assert not shows(pictures[len(old)], "First", UNIT * 1.5)
    assert shows(pictures[len(old)], "Second", UNIT * 1.5)
    assert shows(pictures[-1], video["id"], UNIT)


@pytest.mark.parametrize("way", ["edit", "remix"])
def test_what_is_derived_says_of_what(client: httpx.Client, server: VideosServer, way: str) -> None:
    source, before = finished(client, server, "/videos", json={"prompt": "Day"})
    if way == "edit":
        sent = {"prompt": "Night", "video": {"id": source["id"]}}
        _, content = finished(client, server, "/videos/edits", json=sent)
    else:
        _, content = finished(client, server, f"/videos/{source['id']}/remix", json={"prompt": "Night"})
    frame = frames(content)[0]
    assert shows(frame, "Night", UNIT * 1.5)
    words = f"{way.capitalize()} of {source['id']}: Day"
    # On one line, or broken after two words.
    assert any(shows(frame, line, UNIT, fill=170) for line in (words, words.split(" ", 2)[2]))
    assert chroma(frame) == chroma(frames(before)[0])


def test_there_is_sound_as_long_as_the_picture(client: httpx.Client, server: VideosServer) -> None:
    _, content = finished(client, server, "/videos", json={"prompt": "x", "seconds": "8"})
    with av.open(io.BytesIO(content), "r") as container:
        heard = [frame for frame in container.decode(audio=0) if isinstance(frame, AudioFrame)]
        assert sum(frame.samples for frame in heard) / heard[0].sample_rate == pytest.approx(8, abs=0.03)
        samples = memoryview(bytes(heard[50].planes[0])).cast("f")
        assert 0.03 < max(samples) < 0.05


def test_an_uploaded_video_is_decoded_and_shown(client: httpx.Client, server: VideosServer) -> None:
    pictures = []
    for shade in (40, 200):
        upload = {"video": ("v.mp4", movie(shade, 3), "video/mp4")}
        video, content = finished(client, server, "/videos/edits", data={"prompt": "Night"}, files=upload)
        assert (video["seconds"], video["size"]) == ("3", "720x1280")
        pictures.append(grey(frames(content)[0]))
    # A small picture of it stands below the text: its left half is bright in both, its right half as it was.
    middle = (120, 500, 340, 600), (420, 500, 600, 600)
    left, right = ([ImageStat.Stat(each.crop(box)).mean[0] for each in pictures] for box in middle)
    assert left == pytest.approx([235, 235], abs=4)
    assert right == pytest.approx([40, 200], abs=4)


def test_an_extension_of_an_upload_begins_with_it(client: httpx.Client, server: VideosServer) -> None:
    upload = {"video": ("v.mp4", movie(40, 3, "720x1280"), "video/mp4")}
    form = {"prompt": "On", "seconds": "4"}
    video, content = finished(client, server, "/videos/extensions", data=form, files=upload)
    assert (video["seconds"], video["size"]) == ("7", "720x1280")
    pictures = frames(content)
    assert shows(pictures[0], "an upload", UNIT)
    assert shows(pictures[-1], "On", UNIT * 1.5)


@pytest.mark.parametrize("source", ["own", "other"])
def test_a_video_without_its_pictures_is_as_any_other_file(
    client: httpx.Client, server: VideosServer, source: str
) -> None:
    _, own = finished(client, server, "/videos", json={"prompt": "x", "seconds": "8"})
    content = own if source == "own" else movie(40, 8)
    for upload, seconds in ((content, "8"), (emptied(content), "4")):
        answer = client.post("/videos/edits", data={"prompt": "x"}, files={"video": ("v.mp4", upload)})
        assert answer.json()["seconds"] == seconds


def image(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (72, 128)).save(file, form)
    return file.getvalue()


def test_strict_media_refuses_what_is_none() -> None:
    with run_server(MockSettings(strict_media=True)) as server, server.http_client() as client:

        def refused(path: str, field: str, content: bytes) -> bool:
            form = {"prompt": "x", "name": "x", "seconds": "4"}
            form = {"prompt": "x"} if path in ("", "/edits") else {"name": "x"} if "char" in path else form
            answer = client.post(f"/videos{path}", data=form, files={field: ("upload", content)})
            if answer.status_code != 200:
                error = answer.json()["error"]
                kind = "video" if field == "video" else "image"
                assert (answer.status_code, error["param"], error["code"]) == (400, field, f"invalid_{kind}")
            return answer.status_code != 200

        video = movie(40, 1)
        for path in ("/edits", "/extensions", "/characters"):
            assert not refused(path, "video", video)
            for wrong in (b"", b"Example data", video[:2000], emptied(video), image("PNG")):
                assert refused(path, "video", wrong)
        for form in ("PNG", "JPEG", "WEBP"):
            assert not refused("", "input_reference", image(form))
            assert refused("", "input_reference", image(form)[:-30])
        for wrong in (b"", b"Example data", image("GIF"), image("BMP"), video):
            assert refused("", "input_reference", wrong)
        for url, status in (("data:image/png;base64,AAAA", 400), ("data:,!", 400), ("https://a.test/b.png", 200)):
            body = {"prompt": "x", "input_reference": {"image_url": url}}
            assert client.post("/videos", json=body).status_code == status


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.glob("**/*") if path.is_file()]


def nothing_is_kept(folder: Path) -> bool:
    """Wait until the files are removed: who was given one has a moment to open it."""
    end = time.monotonic() + 60
    while kept(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return kept(folder) == []


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_in_temporary_folders(tmp_path: Path, stop: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [*MODULE, "--port", "0", "--job-seconds", "0"]
    for end in (stop, signal.SIGTERM):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            ready = READY.fullmatch(process.stdout.readline())
            assert ready
            # What a killed server left is gone when the next one has started.
            assert kept(tmp_path) == []
            with httpx.Client(base_url=ready[1], timeout=30) as client:
                video = client.post("/videos", json={"prompt": "x"}).json()["id"]
                contents = [client.get(f"/videos/{video}/content").content for _ in range(2)]
                assert [path.read_bytes() for path in kept(tmp_path)] == contents[:1]
                client.delete(f"/videos/{video}")
                assert nothing_is_kept(tmp_path)
                video = client.post("/videos", json={"prompt": "x"}).json()["id"]
                client.get(f"/videos/{video}/content")
            process.send_signal(end)
    assert list(tmp_path.iterdir()) == []


def test_a_running_server_keeps_its_files_when_another_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with run_server() as server, server.http_client() as client:
        video = client.post("/videos", json={"prompt": "x"}).json()["id"]
        server.advance(10)
        path = f"/videos/{video}/content"
        content = client.get(path).content
        with run_server():
            assert client.get(path).content == content
            assert len(kept(tmp_path)) == 1
        assert client.get(path).content == content
        server.advance(3600)
        assert client.get(path).json()["error"]["code"] == "video_expired"
        assert nothing_is_kept(tmp_path)
