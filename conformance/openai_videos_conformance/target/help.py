"""The options as a text, without all those of pytest around them."""

from __future__ import annotations

import argparse
from typing import Any, cast

import pytest

from .options import add_options


class _Parser:
    """What options are added to in place of a parser of pytest's, to be shown alone."""

    def __init__(self) -> None:
        self.parser = argparse.ArgumentParser(usage=argparse.SUPPRESS, add_help=False)

    def getgroup(self, *_: object) -> _Parser:
        return self

    def addoption(self, *names: str, **settings: Any) -> None:
        self.parser.add_argument(*names, **settings)


def options_text() -> str:
    """Write every option of the suite, with what it means."""
    options = _Parser()
    add_options(cast("pytest.Parser", options), has_base_url=True)
    return options.parser.format_help().strip()
