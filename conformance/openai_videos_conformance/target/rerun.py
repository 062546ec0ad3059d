"""The command that judges one requirement again: the one that was used, and nothing of it that writes a file."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from .paths import FILES, from_here, option_of

REQUIREMENT = "{requirement}"
"""What stands in the command for the requirement that is to be judged again."""

OWN = ("openai-videos-conformance", "openai_videos_conformance")

OTHERS = ("--junitxml", "--junit-xml", "--html", "--log-file", "--report-log", "--json-report-file")
"""The options of pytest and its plugins that name a file to write."""

NOT_AGAIN = {"--api-key", "--only", "--known-failures", *OTHERS, *map(option_of, FILES)}
"""The options that a command to judge one requirement again is better without."""

FLAGS = {"--resume", "--self-contained-html"}
"""Those that take no value, and that it is better without as well."""

COMMAND, ARGS = "VIDEOS_CONFORMANCE_COMMAND", "VIDEOS_CONFORMANCE_ARGS"
"""The variables by which make says how it was called."""


def rerun_command(config: pytest.Config) -> str:
    """Give the command of this run, with `REQUIREMENT` in the place of the requirement that is to be judged again."""
    if command := os.environ.get(COMMAND):
        arguments = f"{shlex.join(_kept(shlex.split(os.environ.get(ARGS, ''))))} --only {REQUIREMENT}".strip()
        return f"{command.strip()} ARGS={shlex.quote(arguments)}"
    program = _program()
    own = Path(program[-1]).name in OWN
    words = list(sys.argv[1:] if own else config.invocation_params.args)
    return f"{shlex.join([*program, *_kept(words)])} --only {REQUIREMENT}"


def _program() -> list[str]:
    """Give the words that pytest, or the command of the suite, was called by."""
    words = sys.orig_argv
    if "-m" in words[:-1]:
        return [_as_typed(words[0]), *words[1 : words.index("-m") + 2]]
    script = Path(sys.argv[0])
    return [_as_typed(sys.argv[0])] if script.name in ("pytest", "py.test", *OWN) else ["pytest"]


def _as_typed(path: str) -> str:
    """Write a program as it is called from here: by its name alone where that is enough."""
    name = Path(path).name
    return name if shutil.which(name) == path else str(from_here(Path(path)))


def _kept(words: Iterable[str]) -> list[str]:
    kept: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, _ = word.partition("=")
        if name in FLAGS:
            continue
        if name not in NOT_AGAIN:
            kept.append(word)
        elif not equals and left:
            left.pop(0)
    return kept
