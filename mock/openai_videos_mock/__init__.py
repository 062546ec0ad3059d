"""A reference server for the Videos API that runs in a process of its own or inside a test.

`serve()` gives a base URL for as long as a `with` block lasts. `run_server()` gives a server into the hands of a test,
with its clock, script, faults and journal; the pytest fixture `videos_server` does so for each test. `create_app()`
gives the ASGI application for any other server. With a `ManualClock` in the `MockSettings`, jobs move only when a test
says so.

A prompt that contains `[fail]` makes its job fail; `[fail:moderation_blocked]` also chooses the error code.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai_videos_mock.application import create_app, effective
    from openai_videos_mock.scripts import Rule, RuleError
    from openai_videos_mock.server.settings import Fixtures, SettingsError
    from openai_videos_mock.serving import serve
    from openai_videos_mock.settings import MockSettings
    from openai_videos_mock.state.clock import Clock, ManualClock, RunningClock
    from openai_videos_mock.testing import VideosServer, run_server

__all__ = [
    "Clock",
    "Fixtures",
    "ManualClock",
    "MockSettings",
    "Rule",
    "RuleError",
    "RunningClock",
    "SettingsError",
    "VideosServer",
    "create_app",
    "effective",
    "run_server",
    "serve",
]

_WHERE: Mapping[str, str] = {
    "Clock": "state.clock",
    "Fixtures": "server.settings",
    "ManualClock": "state.clock",
    "MockSettings": "settings",
    "Rule": "scripts",
    "RuleError": "scripts",
    "RunningClock": "state.clock",
    "SettingsError": "server.settings",
    "VideosServer": "testing",
    "create_app": "application",
    "effective": "application",
    "run_server": "testing",
    "serve": "serving",
}
"""The module of each name, loaded when the name is first used: pytest loads this package wherever it is installed."""


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"openai_videos_mock.{_WHERE[name]}"), name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"the mock server needs {missing.name}; install it with: pip install 'openai-videos[mock]'",
            name=missing.name,
        ) from missing


def __dir__() -> list[str]:
    return __all__
