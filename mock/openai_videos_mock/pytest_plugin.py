"""The pytest plugin: the fixture `videos_server`, a server of the Videos API for the tests of an application.

Nothing of the server is loaded before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import openai_videos_mock

if TYPE_CHECKING:
    from openai_videos_mock import MockSettings, VideosServer


@pytest.fixture(scope="session")
def videos_server_settings() -> MockSettings | None:
    """Give the settings of the server; a project overrides this fixture for others than those that suit most tests."""
    return None


@pytest.fixture(scope="session")
def videos_server_process(videos_server_settings: MockSettings | None) -> Iterator[VideosServer]:
    """Start the one server of a session, or of a worker of pytest-xdist."""
    with openai_videos_mock.run_server(videos_server_settings) as server:
        yield server


@pytest.fixture
def videos_server(videos_server_process: VideosServer) -> VideosServer:
    """Give a server of the Videos API that holds nothing yet, with its clock, script, faults and journal."""
    videos_server_process.reset()
    return videos_server_process


@pytest.fixture
def videos_environment(videos_server: VideosServer, monkeypatch: pytest.MonkeyPatch) -> VideosServer:
    """Give the server, with OPENAI_BASE_URL and OPENAI_API_KEY leading to it."""
    monkeypatch.setenv("OPENAI_BASE_URL", videos_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", videos_server.key)
    return videos_server
