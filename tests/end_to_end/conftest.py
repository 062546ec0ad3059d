"""A mock server in a process of its own, as a user starts it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


@contextmanager
def _start() -> Iterator[str]:
    command = [sys.executable, "-m", "openai_videos_mock", "--port", "0", "--job-seconds", "0.2", "--fixtures", "docs"]
    process = subprocess.Popen([*command, "--api-key", "sk-test"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def start_server() -> Callable[[], AbstractContextManager[str]]:
    """Start servers that know `video_123` and `char_123`."""
    return _start


@pytest.fixture
def server() -> Iterator[str]:
    """Start a server that knows `video_123` and `char_123`."""
    with _start() as url:
        yield url
