"""A running server in the hands of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
from attrs import evolve, fields, frozen
from starlette.applications import Starlette

from openai_videos_mock.application import effective, make_application
from openai_videos_mock.controls import Controls
from openai_videos_mock.serving import serve_application
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.state.clock import ManualClock

C = TypeVar("C")


@frozen
class VideosServer(Controls):
    """A server on a socket, and all that a test can see and change of it."""

    url: str
    """The base URL, with the path before `/videos`."""
    app: Starlette
    """The same server as an ASGI application, for `httpx.ASGITransport`."""

    @property
    def key(self) -> str:
        """A key that is let in."""
        return self.settings.api_key or "sk-mock"

    def client(self, make: Callable[..., C]) -> C:
        """Make a client of a class such as `openai_videos.Client` or `openai.OpenAI`, that talks to this server."""
        return make(base_url=self.url, api_key=self.key)

    def http_client(self) -> httpx.Client:
        """Make a bare HTTP client that talks to this server, with its key."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.key}"})

    def in_process(self) -> httpx.AsyncClient:
        """Make a bare HTTP client that calls this server without a socket, for code in the same event loop."""
        transport = httpx.ASGITransport(self.app)
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.AsyncClient(transport=transport, base_url=self.url, headers=headers)


def default_settings() -> MockSettings:
    """Give settings that suit tests: nothing waits, requests are written down.

    A job is completed when it was retrieved twice, or when the clock, which stands still, is advanced by a second.
    """
    return MockSettings(clock=ManualClock(), job_seconds=1, job_looks=2, journal=True)


@contextmanager
def run_server(settings: MockSettings | None = None) -> Iterator[VideosServer]:
    """Serve in a thread on a free port, and give the server into the hands of a test.

    Raises:
        SettingsError: No server can be like that.
    """
    settings = evolve(effective(settings or default_settings()), journal=True)
    application = make_application(settings)
    with serve_application(application) as url:
        parts = {each.name: getattr(application.controls, each.name) for each in fields(Controls)}
        yield VideosServer(**parts, url=url, app=application.app)
