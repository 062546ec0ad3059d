"""A reference server for the Videos API that runs in a process of its own or inside a test.

`serve()` gives a base URL for as long as a `with` block lasts; `create_app()` gives the ASGI application for any other
server. With a `ManualClock` in the `MockSettings`, jobs move only when a test says so.

A prompt that contains `[fail]` makes its job fail; `[fail:moderation_blocked]` also chooses the error code.
"""

from openai_videos_mock.application import create_app, effective
from openai_videos_mock.server.settings import Fixtures, SettingsError
from openai_videos_mock.serving import serve
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.state.clock import Clock, ManualClock, RunningClock

__all__ = [
    "Clock",
    "Fixtures",
    "ManualClock",
    "MockSettings",
    "RunningClock",
    "SettingsError",
    "create_app",
    "effective",
    "serve",
]
