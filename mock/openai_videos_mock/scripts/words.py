"""Words in a prompt: the one thing that every gateway between a test and this server has to forward."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

import yaml

from openai_videos_mock.scripts.rule import Rule, RuleError, make_rule

_MARK = re.compile(r"\[mock:(?P<words>[^\[\]]*)\]")
_ALLOWED = (
    "times", "call", "status", "code", "message", "retry_after", "delay", "wire", "queued", "in_progress", "looks",
    "fail", "stall", "expires",
)  # fmt: skip


def rule_of(prompt: str) -> Rule | None:
    """Give the rule that a prompt asks for, as in `A cat [mock: fail=moderation_blocked]`.

    Raises:
        RuleError: The words cannot be followed.
    """
    match = _MARK.search(prompt)
    if match is None:
        return None
    try:
        words = shlex.split(match["words"])
    except ValueError as problem:
        raise RuleError(f"the words cannot be read: {problem}") from None
    return make_rule({"on": "start", **_values(words)})


def _values(words: list[str]) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or name not in _ALLOWED:
            raise RuleError(f"{word!r} is none of: {', '.join(f'{each}=' for each in _ALLOWED)}")
        try:
            values[name] = yaml.safe_load(text)
        except yaml.YAMLError:
            values[name] = text
    return values
