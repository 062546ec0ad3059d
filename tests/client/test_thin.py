"""The layer over the generated code stays thin."""

from __future__ import annotations

import ast
import re

from .conftest import ROOT


def _lines(text: str) -> int:
    """Count the lines that are neither empty nor comments nor documentation."""
    documentation: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            documentation.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(bool(line.strip()) and line.strip()[0] != "#" and number not in documentation for number, line in lines)


def test_how_lines_are_counted() -> None:
    assert _lines('"""Text\n\nof two."""\n\n# Why.\nx = """one\ntwo"""  # Why.\n\n\ndef f():\n    """Text."""\n') == 3


def _template_lines(text: str) -> int:
    """Count the lines of a template that are neither empty nor comments."""
    return sum(bool(line.strip()) for line in re.sub(r"{#.*?#}", "", text, flags=re.DOTALL).splitlines())


def test_lines_by_hand() -> None:
    package = ROOT / "overrides" / "openai_videos"
    made = {package / "_sync", package / "resources"}
    by_hand = [path for path in package.rglob("*.py") if made.isdisjoint(path.parents)]
    assert package / "_async" / "client.py" in by_hand
    # A hundred of them name what is wrong in addresses, the environment, files and arguments, not another library;
    # two hundred are what servers need that the contract does not know: endpoints, files and final states of their own;
    # a hundred are names and options by which the official client is known.
    assert 0 < sum(_lines(path.read_text()) for path in by_hand) < 2350
    # Templates are written by hand as well: nothing is to hide in them. Thirty of them give a client raw and streamed
    # answers of all its resources, and pydantic what it asks models for; eighty put what few need into modules apart.
    templates = (ROOT / "overrides" / "templates").glob("*.jinja")
    assert 0 < sum(_template_lines(path.read_text()) for path in templates) < 790
