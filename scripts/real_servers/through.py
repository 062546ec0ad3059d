"""What users of our client and command line get from a real server: create, wait, list, download, delete."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openai_videos import Client, OpenAIError
from openai_videos.types import Video

from real_servers.server import RealServer, Running

PROMPT = "A paper boat on a pond"
WAIT_SECONDS = 20
Row = tuple[str, str]


def through_client(server: RealServer, running: Running) -> Iterator[Row]:
    """Say what came of each call, in a few words."""
    time.sleep(server.rest)
    headers = dict(server.headers)
    with Client(
        base_url=running.base_url, api_key=running.key or "any", max_retries=0, default_headers=headers
    ) as client:
        made: list[Video] = []

        def create() -> str:
            made.append(client.videos.create(prompt=PROMPT, model="sora-2"))
            return str(made[0].status)

        def poll() -> str:
            made.append(client.videos.poll(made[0].id, poll_interval_ms=100, poll_timeout=WAIT_SECONDS))
            return str(made[-1].status)

        yield "`videos.create`", _tried(create)
        if not made:
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "video.mp4")

            def download() -> str:
                client.videos.download_content(made[0].id).write_to_file(path)
                return f"{path.stat().st_size} bytes"

            yield "`videos.poll`", _tried(poll)
            yield "`videos.download_content`", _tried(download)
        yield "`videos.list`, all pages", _tried(lambda: f"{sum(1 for _ in client.videos.list(limit=2))} videos")
        yield "`videos.delete`", _tried(lambda: f"deleted: {client.videos.delete(made[0].id).deleted}")


def through_command(server: RealServer, running: Running) -> Row:
    """Say what `openai-videos create -o` comes to, which creates, waits and downloads."""
    time.sleep(server.rest)
    environment = {**os.environ, "OPENAI_BASE_URL": running.base_url, "OPENAI_API_KEY": running.key or "any"}
    environment["OPENAI_CUSTOM_HEADERS"] = "\n".join(f"{name}: {value}" for name, value in server.headers.items())
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "openai_videos_cli", "create", PROMPT, "--model", "sora-2", "-o", "video.mp4"]
        command += ["--poll-interval", "0.1", "--poll-timeout", str(WAIT_SECONDS)]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        path = Path(folder, "video.mp4")
        words = f"{path.stat().st_size} bytes" if path.exists() else done.stderr.strip().splitlines()[0][:300]
    return "`openai-videos create -o video.mp4`", f"exit code {done.returncode}: {words}"


def _tried(call: Callable[[], str]) -> str:
    try:
        return call()
    except (OpenAIError, OSError, ValueError, AttributeError) as problem:
        return f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}"
