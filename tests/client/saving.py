"""The ways in which a download ends in a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from openai_videos import AsyncClient, Client

if TYPE_CHECKING:
    from pathlib import Path

WAYS = ("sync", "async", "streamed", "async-streamed")


def save(way: str, target: Path, port: int, options: dict[str, Any], **settings: Any) -> None:
    """Download a video from a port of this machine to a file, with options of the call and settings of the client."""
    settings |= {"base_url": f"http://127.0.0.1:{port}", "api_key": "key", "retry_pause": 0.001}
    if way.startswith("async"):
        asyncio.run(_save_async(way, target, options, settings))
    else:
        _save(way, target, options, settings)


def _save(way: str, target: Path, options: dict[str, Any], settings: dict[str, Any]) -> None:
    with Client(**settings) as client:
        if way == "sync":
            client.videos.download_content("video_1", **options).write_to_file(target)
            return
        with client.videos.with_streaming_response.download_content("video_1", **options) as answer:
            answer.stream_to_file(target)


async def _save_async(way: str, target: Path, options: dict[str, Any], settings: dict[str, Any]) -> None:
    async with AsyncClient(**settings) as client:
        if way == "async":
            await (await client.videos.download_content("video_1", **options)).write_to_file(target)
            return
        async with client.videos.with_streaming_response.download_content("video_1", **options) as answer:
            await answer.stream_to_file(target)
