"""The official SDK for Python: every method and kind of input. `official_python.py URL KEY FOLDER`."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai

FILES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda path: path.read_bytes(),
    "BytesIO": lambda path: io.BytesIO(path.read_bytes()),
    "an open file": lambda path: path.open("rb"),
    "a Path": lambda path: path,
    "(name, bytes)": lambda path: (path.name, path.read_bytes()),
    "(name, bytes, type)": lambda path: (path.name, path.read_bytes(), "video/mp4"),
    "(name, open file, type, headers)": lambda path: (path.name, path.open("rb"), "video/mp4", {"X-Part": "1"}),
}
FAST = 10
"""Milliseconds between two looks at a job."""


def tell(operation: str, kind: str, sent: dict[str, Any], **came: Any) -> None:
    """Say what was asked for, and what came of it."""
    print(json.dumps({"operation": operation, "input": kind, "sent": sent, **came}), flush=True)


def starts(client: openai.OpenAI, clip: Path, still: Path) -> None:
    """Start jobs, in every way."""
    file, picture = {"file": clip.name}, {"file": still.name}
    video = client.videos.create(prompt="no file")
    tell("create_video", "no file", {"prompt": "no file"}, id=video.id)
    options: dict[str, Any] = {"model": "sora-2-pro", "seconds": "8", "size": "1280x720"}
    video = client.videos.create(prompt="options", **options)
    tell("create_video", "options", {"prompt": "options", **options}, id=video.id)
    for kind, opened in FILES.items():
        video = client.videos.create(prompt=kind, input_reference=opened(still))
        tell("create_video", kind, {"prompt": kind, "input_reference": picture}, id=video.id)
        video = client.videos.edit(prompt=kind, video=opened(clip))
        tell("edit_video", kind, {"prompt": kind, "video": file}, id=video.id)
        video = client.videos.extend(prompt=kind, seconds="4", video=opened(clip))
        tell("extend_video", kind, {"prompt": kind, "seconds": "4", "video": file}, id=video.id)
        character = client.videos.create_character(name=kind, video=opened(clip))
        tell("create_character", kind, {"name": kind, "video": file}, id=character.id)
        same = client.videos.get_character(str(character.id))
        tell("get_character", "an id", {"id": character.id}, id=same.id)


def waits(client: openai.OpenAI, folder: Path) -> str:
    """Wait for jobs, and take what they made; give the id of one that failed."""
    video = client.videos.create_and_poll(prompt="create_and_poll", poll_interval_ms=FAST)
    tell("create_video", "create_and_poll", {"prompt": "create_and_poll"}, id=video.id, status=video.status)
    failed = client.videos.create_and_poll(prompt="poll [fail]", poll_interval_ms=FAST)
    tell("create_video", "a job that fails", {"prompt": "poll [fail]"}, id=failed.id, status=failed.status)
    tell("retrieve_video", "an id", {"id": video.id}, id=client.videos.retrieve(video.id).id)
    remixed = client.videos.remix(video.id, prompt="JSON")
    tell("remix_video", "JSON", {"id": video.id, "prompt": "JSON"}, id=remixed.id)
    for variant in ("video", "thumbnail", "spritesheet"):
        client.videos.download_content(video.id, variant=variant).write_to_file(folder / f"whole.{variant}")
        tell("download_content", variant, {"id": video.id, "variant": variant}, saved=f"whole.{variant}")
    with client.videos.with_streaming_response.download_content(video.id) as response:
        response.stream_to_file(folder / "streamed")
    tell("download_content", "a stream", {"id": video.id}, saved="streamed")
    return failed.id


def lists(client: openai.OpenAI) -> None:
    """Page to the end, both ways."""
    for order in ("asc", "desc"):
        ids = [video.id for video in client.videos.list(limit=3, order=order)]
        tell("list_videos", f"all pages, {order}", {}, ids=ids, order=order)


async def waits_asynchronously(url: str, key: str, folder: Path) -> None:
    """Do the same with the asynchronous client."""
    async with openai.AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as client:
        clip = folder / "clip.mp4"
        video = await client.videos.edit(prompt="async", video=clip)
        tell("edit_video", "async, a Path", {"prompt": "async", "video": {"file": clip.name}}, id=video.id)
        done = await client.videos.poll(video.id, poll_interval_ms=FAST)
        tell("retrieve_video", "poll, async", {"id": done.id}, id=done.id, status=done.status)
        (await client.videos.download_content(done.id)).write_to_file(folder / "async")
        tell("download_content", "async", {"id": done.id}, saved="async")
        ids = [video.id async for video in client.videos.list(limit=3, order="asc")]
        tell("list_videos", "all pages, async", {}, ids=ids, order="asc")


def main(url: str, key: str, folder: Path) -> None:
    """Make the calls."""
    with openai.OpenAI(base_url=url, api_key=key, max_retries=0) as client:
        starts(client, folder / "clip.mp4", folder / "still.png")
        failed = waits(client, folder)
        asyncio.run(waits_asynchronously(url, key, folder))
        lists(client)
        gone = client.videos.delete(failed)
        tell("delete_video", "an id", {"id": failed}, id=gone.id, deleted=gone.deleted)


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        print(openai.__version__)
    else:
        warnings.simplefilter("ignore", DeprecationWarning)
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
