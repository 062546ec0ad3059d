"""The suite as a pytest plugin: its options, its cases, and the hooks that judge a server."""

from __future__ import annotations

import os
from importlib.metadata import entry_points

import pytest

from .catalogue.check import checks_of
from .evidence.reader import Evidence
from .hooks import Hooks
from .session import open_session
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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each case that a function judges."""
    checks = [check for check in checks_of(metafunc.function) if check.arguments]
    if checks:
        names = [check.case or check.requirement.id for check in checks]
        metafunc.parametrize("case", [check.arguments["case"] for check in checks], ids=names)


@pytest.fixture(scope="session")
def evidence(pytestconfig: pytest.Config) -> Evidence:
    """Give what the run observed."""
    hooks: Hooks | None = pytestconfig.pluginmanager.get_plugin(Hooks.NAME)
    return hooks.evidence if hooks is not None else Evidence()
