"""What coverage is not measured of: tests that cost much and run no line that others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
UNMEASURED = {
    "bench": "it measures memory and time itself",
    "conformance/test_lawful.py": "it runs the whole suite by the hundred",
    "contract": "it is about scripts, which are not measured",
    "end_to_end": "it runs the client and the mock server, which have tests of their own",
    "generation": "it is about scripts, which are not measured",
    "power": "it judges altered records by the hundred",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what pytest-cov leaves alone."""
    for item in items:
        if item.path.is_relative_to(HERE) and _is_unmeasured(item.path):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _unmeasured_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what such a test starts go unmeasured too."""
    if request.node.get_closest_marker("no_cover") is not None:
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


def _is_unmeasured(path: Path) -> bool:
    return any(path.is_relative_to(HERE / name) for name in UNMEASURED)
