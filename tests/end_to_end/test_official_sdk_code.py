"""Code as it is written for the official SDK, run with that SDK and with only the import changed: it says the same."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

# Each prints what it found, which must not depend on the package. `{package}` is all that differs.
CODE: dict[str, str] = {
    "create, wait and download": """
        from {package} import OpenAI

        client = OpenAI()
        video = client.videos.create(model="sora-2", prompt="A calico cat", size="1280x720", seconds="8")
        print(video.object, video.model, video.seconds, video.size, video.prompt, video.remixed_from_video_id)
        video = client.videos.poll(video.id, poll_interval_ms=20)
        print(video.status, video.progress, video.error, video.completed_at is not None)
        content = client.videos.download_content(video.id, variant="video")
        content.write_to_file("video.mp4")
        print(open("video.mp4", "rb").read(8)[4:])
        thumbnail = client.videos.download_content(video.id, variant="thumbnail")
        print(thumbnail.read()[:4], thumbnail.response.headers["content-type"])
    """,
    "create and poll, asynchronously": """
        import asyncio
        from {package} import AsyncOpenAI

        client = AsyncOpenAI()

        async def main() -> None:
            video = await client.videos.create_and_poll(model="sora-2", prompt="x", poll_interval_ms=20)
            if video.status == "completed":
                print("completed", video.model, type(video).__name__)
            content = await client.videos.download_content(video.id)
            content.write_to_file("video.mp4")
            print(open("video.mp4", "rb").read(8)[4:])
            print((await content.aread())[4:8], content.content[4:8], content.read()[4:8])
            await client.close()

        asyncio.run(main())
    """,
    "a job that fails": """
        from {package} import OpenAI

        video = OpenAI().videos.create_and_poll(prompt="A door [fail]", poll_interval_ms=20)
        print(video.status, video.error.code, bool(video.error.message))
    """,
    "files": """
        from pathlib import Path
        from {package} import OpenAI

        client = OpenAI()
        Path("still.png").write_bytes(b"Example data")
        print(client.videos.create(prompt="x", input_reference=Path("still.png")).object)
        print(client.videos.create(prompt="x", input_reference=open("still.png", "rb")).object)
        print(client.videos.create(prompt="x", input_reference=("a.png", b"data", "image/png")).object)
        print(client.videos.edit(prompt="x", video=b"Example data").object)
        print(client.videos.extend(prompt="x", seconds="4", video=b"Example data").object)
        made = client.videos.create_character(name="mossy", video=b"Example data")
        print(client.videos.get_character(made.id).name)
        print(client.videos.remix("video_123", prompt="y").remixed_from_video_id)
        print(client.videos.delete("video_123"))
    """,
    "pages": """
        from {package} import OpenAI

        client = OpenAI()
        for number in range(4):
            client.videos.create(prompt=f"Take {{number}}")
        all_videos = []
        for video in client.videos.list(limit=2, order="asc"):
            all_videos.append(video.prompt)
        print(all_videos)
        first_page = client.videos.list(limit=2, order="asc")
        print([video.prompt for video in first_page.data], first_page.has_next_page(), first_page.has_more)
        print(first_page.next_page_info().params == {{"after": first_page.last_id}})
        next_page = first_page.get_next_page()
        print([video.prompt for video in next_page.data])
        print([len(page.data) for page in first_page.iter_pages()])
    """,
    "pages, asynchronously": """
        import asyncio
        from {package} import AsyncOpenAI

        async def main() -> None:
            async with AsyncOpenAI() as client:
                for number in range(4):
                    await client.videos.create(prompt=f"Take {{number}}")
                print([video.prompt async for video in client.videos.list(limit=2, order="asc")])
                first_page = await client.videos.list(limit=2, order="asc")
                print(first_page.has_next_page(), [video.prompt for video in first_page.data])
                if first_page.has_next_page():
                    next_page = await first_page.get_next_page()
                    print(len(next_page.data))
                print([len(page.data) async for page in first_page.iter_pages()])

        asyncio.run(main())
    """,
    "errors": """
        import {package} as openai

        client = openai.OpenAI(max_retries=0)
        try:
            client.videos.retrieve("video_none")
        except openai.APIConnectionError as e:
            print("not reached", e.__cause__)
        except openai.RateLimitError as e:
            print("slow down")
        except openai.APIStatusError as e:
            print(type(e).__name__, e.status_code, e.code, e.type, e.param, bool(e.request_id), e.response.status_code)
            print(sorted(e.body), e.body["message"], openai.NotFoundError.status_code)
        try:
            client.videos.create(prompt="x", seconds="5")
        except openai.BadRequestError as e:
            print(e.param, e.code, isinstance(e, openai.APIError), isinstance(e, openai.OpenAIError))
        try:
            client.with_options(api_key="sk-wrong").videos.list()
        except openai.AuthenticationError as e:
            print(e.status_code)
        try:
            openai.OpenAI(base_url="http://127.0.0.1:9/v1", max_retries=0).videos.list()
        except openai.APIConnectionError as e:
            print(type(e).__name__, e.request.method)
        try:
            client.videos.retrieve("")
        except ValueError as e:
            print("empty")
    """,
    "settings": """
        from {package} import DefaultHttpxClient, NOT_GIVEN, OpenAI, Timeout

        client = OpenAI(timeout=20.0, max_retries=0, default_headers={{"X-A": "b"}})
        print(client.videos.retrieve("video_123").id)
        client = OpenAI(timeout=Timeout(60.0, read=5.0, write=10.0, connect=2.0))
        print(client.with_options(timeout=5.0, max_retries=5).videos.retrieve("video_123").id)
        print(client.videos.list(limit=1, order=NOT_GIVEN, extra_headers={{"X-B": "c"}}, timeout=3).data[0].id)
        with OpenAI(http_client=DefaultHttpxClient()) as client:
            print(client.videos.retrieve("video_123").object, client.is_closed())
        print(client.is_closed())
    """,
    "what a call sends": """
        import os
        import httpx
        from {package} import OpenAI

        os.environ["OPENAI_CUSTOM_HEADERS"] = "X-Team: video\\nX-Stage: test"
        client = OpenAI(default_headers={{"X-Stage": "prod"}}, http_client=httpx.Client())
        raw = client.videos.with_raw_response
        request = raw.list(limit=2, extra_query={{"no": None, "tag": ["a", "b"], "at": {{"x": 1}}}}).http_request
        print(sorted(request.url.params.multi_items()), request.headers["x-team"], request.headers["x-stage"])
        print(sorted((name, float(limit)) for name, limit in request.extensions["timeout"].items()))
        print(raw.retrieve("video_123", extra_body={{"a": 1}}).http_request.read())
        reference = {{"image_url": "data:image/png;base64,iVBORw0KGgo="}}
        sent = raw.create(prompt="x", extra_body={{"input_reference": reference, "no": None, "size": "1280x720"}})
        print(sent.status_code, sent.parse().size, b"input_reference[image_url]" in sent.http_request.read())
        as_json = {{"Content-Type": "application/json"}}
        sent = raw.create(prompt="x", extra_headers=as_json, extra_body={{"size": "1280x720"}})
        print(sent.status_code, sent.parse().size, sent.http_request.headers["content-type"])
        video = client.videos.create_and_poll(prompt="x", poll_interval_ms=20, extra_body={{"size": "1280x720"}})
        print(video.status, video.size)
    """,
    "raw answers": """
        from {package} import OpenAI
        from {package}.types import Video

        client = OpenAI()
        response = client.videos.with_raw_response.create(prompt="x", extra_headers={{"X-A": "b"}})
        print(response.headers.get("content-type"), response.status_code, response.method, response.retries_taken)
        print(response.http_request.headers["x-a"], response.url.path, response.elapsed.total_seconds() > 0)
        video = response.parse()
        print(isinstance(video, Video), video.status, video._request_id == response.request_id)
        print(client.videos.with_raw_response.list(limit=1).parse().data[0].object)
        print(client.videos.with_raw_response.download_content("video_123").content[4:8])
        with client.videos.with_streaming_response.retrieve("video_123") as response:
            print(response.headers.get("content-type"), response.is_closed)
            print("".join(response.iter_lines())[:1], response.is_closed)
        with client.videos.with_streaming_response.retrieve("video_123") as response:
            print(response.json()["id"], response.parse().id, response.text()[:1])
        with client.videos.with_streaming_response.download_content("video_123") as response:
            response.stream_to_file("video.mp4")
        print(open("video.mp4", "rb").read(8)[4:])
    """,
    "raw answers, asynchronously": """
        import asyncio
        from {package} import AsyncOpenAI

        async def main() -> None:
            client = AsyncOpenAI()
            response = await client.videos.with_raw_response.retrieve("video_123")
            print(response.status_code, response.parse().id)
            print((await client.videos.with_raw_response.list(limit=1)).parse().data[0].id)
            async with client.videos.with_streaming_response.retrieve("video_123") as response:
                print([line[:1] async for line in response.iter_lines()], (response.status_code))
            async with client.videos.with_streaming_response.download_content("video_123") as response:
                await response.stream_to_file("video.mp4")
            async with client.videos.with_streaming_response.retrieve("video_123") as response:
                print((await response.json())["id"], (await response.parse()).id)
            print(open("video.mp4", "rb").read(8)[4:])

        asyncio.run(main())
    """,
    "models": """
        import json
        from {package} import OpenAI
        from {package}.types import Video, VideoCreateError, VideoDeleteResponse, VideoModel, VideoSeconds, VideoSize
        from {package}.types import VideoCreateCharacterResponse, VideoGetCharacterResponse, VideoCreateParams

        video = OpenAI().videos.retrieve("video_123")
        print(video.to_dict() == json.loads(video.to_json()), sorted(video.to_dict()) == sorted(video.model_fields_set))
        print(sorted(video.model_dump()), video.model_extra)
        print(json.loads(video.model_dump_json(exclude_none=True)) == video.model_dump(exclude_none=True))
        print(bool(video._request_id), type(video.created_at))
        print(sorted(video.model_dump(include={{"id", "model"}})), "id" in video.model_dump(exclude={{"id"}}))
        print(sorted(video.to_dict(exclude_none=True, mode="json")), sorted(video.to_dict(exclude_unset=False)))
        print(video.to_json() == json.dumps(video.to_dict(), indent=2, ensure_ascii=False), "\\n" in video.to_json())
        print(" " in Video.construct(id="a").model_dump_json(exclude_none=True), Video.construct(id="a").to_dict())
        print(Video.model_validate(video.to_dict()) == video, Video.model_validate_json(video.to_json()) == video)
        print(video.model_copy(update={{"status": "failed"}}).status, video.status)
        character = OpenAI().videos.get_character("char_123")
        print(isinstance(character, VideoGetCharacterResponse), character.id)
    """,
}


def _run(code: str, package: str, server: str, folder: Path) -> str:
    environment = {**os.environ, "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server}
    folder.mkdir()
    program = textwrap.dedent(code).format(package=package)
    # ResourceWarnings are the examples' own: they open files without closing them.
    command = [sys.executable, "-W", "ignore" if package == "openai" else "default", "-c", program]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "DeprecationWarning" not in done.stderr
    assert "never awaited" not in done.stderr
    return done.stdout.replace(package, "package")


@pytest.mark.parametrize("name", CODE)
def test_only_the_import_changes(
    name: str, start_server: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    said: list[str] = []
    for package in ("openai", "openai_videos"):
        with start_server() as server:
            said.append(_run(CODE[name], package, server, tmp_path / package))
    assert said[0].strip()
    assert said[1] == said[0]
