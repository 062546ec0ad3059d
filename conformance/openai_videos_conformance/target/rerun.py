"""The command that judges one requirement again."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from .paths import FILES, option_of

NOT_AGAIN = {"--api-key", "--only", "--known-failures", *map(option_of, FILES)}
"""The options that a command to judge one requirement again is better without."""


def rerun_command(config: pytest.Config) -> str:
    """Give the command of this run, to be followed by the requirement that is to be judged again."""
    program = Path(sys.argv[0]).stem
    own = program == "openai-videos-conformance"
    words = list(sys.argv[1:] if own else config.invocation_params.args)
    kept = [program if own else "pytest"]
    while words:
        word = words.pop(0)
        name, equals, _ = word.partition("=")
        if name not in NOT_AGAIN:
            kept.append(word)
        elif not equals and words:
            words.pop(0)
    return f"{shlex.join(kept)} --only"
