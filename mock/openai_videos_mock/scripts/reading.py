"""The reading of scripts: from a YAML file, with the line of a mistake, or from values that JSON gave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from openai_videos_mock.scripts.rule import Rule, RuleError, make_rule


class ScriptError(ValueError):
    """A script cannot be followed; the message says where, and what is expected."""


class _Loader(yaml.SafeLoader):
    """YAML in which `on` is a word, as in version 1.2, and no truth."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("true|false"), ["t", "f"])

_EXPECTED = "a script is a list of rules, such as: - {on: create, times: 1, status: 429}"


def read_file(path: Path) -> list[Rule]:
    """Read a script in YAML.

    Raises:
        ScriptError: There is no such file, or a rule in it cannot be followed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_Loader)
    except (OSError, UnicodeDecodeError) as problem:
        raise ScriptError(f"{path}: cannot be read: {getattr(problem, 'strerror', None) or problem}") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ScriptError(f"{where}: {getattr(problem, 'problem', None) or problem}") from None
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise ScriptError(f"{path}:{node.start_mark.line + 1}: {_EXPECTED}")
    return [_rule(each, path) for each in node.value]


def _rule(node: yaml.Node, path: Path) -> Rule:
    line = node.start_mark.line + 1
    loader = _Loader("")
    try:
        values = loader.construct_document(node)
    except yaml.YAMLError as problem:
        raise ScriptError(f"{path}:{line}: {problem}") from None
    finally:
        loader.dispose()
    try:
        return _made(values)
    except RuleError as problem:
        # The message begins with the key, where it is about one.
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value} if _is_mapping(node) else {}
        raise ScriptError(f"{path}:{lines.get(str(problem).partition(':')[0], line)}: {problem}") from None


def _is_mapping(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)


def read_rules(values: object) -> list[Rule]:
    """Read rules that are there as values, such as JSON gives them.

    Raises:
        ScriptError: A rule cannot be followed.
    """
    if not isinstance(values, list):
        raise ScriptError(_EXPECTED)
    rules = []
    for number, value in enumerate(values, start=1):
        try:
            rules.append(_made(value))
        except RuleError as problem:
            raise ScriptError(f"rule {number}: {problem}") from None
    return rules


def _made(values: Any) -> Rule:
    if not isinstance(values, Mapping):
        raise RuleError(f"a rule has keys and values, such as on: create; {values!r:.40} has none")
    return make_rule(values)
