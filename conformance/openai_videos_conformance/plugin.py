"""The suite as a pytest plugin: its options, its cases, and the hooks that judge a server."""

from __future__ import annotations

import os
from importlib.metadata import entry_points

import pytest

from .evidence.reader import Evidence
from .hooks import Hooks
from .items import CheckItem, items_of
from .opening import open_session
from .target.options import add_options

BASE_URL = "base_url"
"""The name under which pytest-base-url is found; it has an option of the same name as ours."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the suite's options."""
    add_options(parser, has_base_url=_is_base_url_brought(pluginmanager))


def _is_base_url_brought(pluginmanager: pytest.PytestPluginManager) -> bool:
    """Tell whether pytest-base-url adds its option, or will: what the command names is loaded before it."""
    if pluginmanager.hasplugin(BASE_URL):
        return True
    loads_what_it_finds = not os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    is_found = loads_what_it_finds and bool(entry_points(group="pytest11", name=BASE_URL))
    return is_found and not pluginmanager.is_blocked(BASE_URL)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options; a wrong one ends the run before anything is sent."""
    if not (config.option.help or config.option.version or config.option.collectonly):
        config.pluginmanager.register(Hooks(config, open_session(config)), Hooks.NAME)


def pytest_pycollect_makeitem(collector: pytest.Module | pytest.Class, obj: object) -> list[CheckItem] | None:
    """Make an item of each check, under the id of its requirement."""
    return items_of(collector, obj) or None


@pytest.fixture(scope="session")
def evidence(pytestconfig: pytest.Config) -> Evidence:
    """Give what the run observed."""
    hooks: Hooks | None = pytestconfig.pluginmanager.get_plugin(Hooks.NAME)
    return hooks.evidence if hooks is not None else Evidence()


@pytest.fixture
def case(request: pytest.FixtureRequest) -> object:
    """Give what a check with many cases is given besides the evidence."""
    item = request.node
    return item.check.arguments["case"] if isinstance(item, CheckItem) else None
