"""The names that things of the contract get in Python, and those that are taken already."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from keyword import kwlist
from pathlib import Path

from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "overrides" / "templates"
CLIENT = ROOT / "overrides" / "openai_videos"

_PREFIX = "field_"
_DEFINED = r"^(?:class (?=[A-Z])|(?=[A-Z]\w*(?:: \S+)? = ))(\w+)"
KEPT = ["str", "int", "float", "bool", "bytes", "list", "dict", "Any", "self", "cls", *kwlist]
"""The names that keep the underscore which the generator adds to every builtin: type hints are made of these."""
OPTIONS = frozenset(
    ("extra_headers", "extra_query", "extra_body", "timeout", "result", "poll_interval_ms", "poll_timeout")
) | {"on_progress", "raise_on_failure"}
"""What every method takes, or those that wait, and the name of what they give."""
LOCALS = frozenset(("body", "params", "headers", "cookies", "client", "url", "quote"))
"""What the generated functions call something else, where parameters that are no fields of a body have their names."""


def identifier(name: str, prefix: str = _PREFIX) -> str:
    """Give the name in lower case that the generator makes of one of the contract."""
    return str(PythonIdentifier(name, prefix))


def class_name(name: str) -> str:
    """Give the name of a class that the generator makes of one of the contract."""
    return str(ClassName(name, _PREFIX))


def module_name(name: str) -> str:
    """Give the module that the class of a schema gets."""
    return str(snake_case(class_name(name)))


def attribute(name: str) -> str:
    """Give the name by which people use a property: the documented one, where Python allows it."""
    python = identifier(name)
    plain = python[:-1]
    return plain if python.endswith("_") and plain == name and plain not in KEPT else python


def method_name(operation: str, tag: str) -> str:
    """Give the method of an operation: what it does, without the thing that its class is about."""
    name, noun = identifier(operation), tag.removesuffix("s")
    for end in (f"_{noun}s", f"_{noun}"):
        if name.endswith(end):
            return name.removesuffix(end)
    return name


@cache
def model_names() -> frozenset[str]:
    """Give what every model has, and what the class of a model is written with."""
    return _members(TEMPLATES / "types.py.jinja", "Model") | {"property", "classmethod"}


@cache
def page_names() -> frozenset[str]:
    """Give what every page has besides."""
    own = _members(CLIENT / "_pages.py", "CursorPage")
    return own | _members(CLIENT / "_async" / "pages.py", "AsyncConversationCursorPage")


@cache
def client_names() -> frozenset[str]:
    """Give what every client has, beside its resources."""
    own = _members(CLIENT / "_base_client.py", "BaseClient")
    return own | _members(CLIENT / "_async" / "sender.py", "AsyncSender")


@cache
def resource_names() -> frozenset[str]:
    """Give what every resource has, beside its operations, and the decorators that its class is written with."""
    own = _members(CLIENT / "_async" / "resource.py", "AsyncResource")
    types = {"str", "int", "float", "bool", "bytes", "dict", "object", "datetime"}
    return own | types | {"with_raw_response", "with_streaming_response", "cached_property"}


@cache
def module_names() -> frozenset[str]:
    """Give the names that the modules import and define into which classes of the contract come."""
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.jinja")]
    texts.append((CLIENT / "types.py").read_text(encoding="utf-8"))
    lines = [line for text in texts for line in re.findall(r"^(?:from \S+ )?import ([\w, ]+)", text, re.MULTILINE)]
    imported = {part.split()[-1] for line in lines for part in line.split(",") if part.split()}
    defined = {name for text in texts for name in re.findall(_DEFINED, text, re.MULTILINE)}
    return frozenset(imported | defined)


@cache
def wanted_classes() -> frozenset[str]:
    """Give the classes that the client's own code takes from the contract."""
    text = (CLIENT / "types.py").read_text(encoding="utf-8")
    return frozenset(re.findall(r"\bmodels\.([A-Z]\w*)", text))


def clashes(names: list[str], made: Callable[[str], str]) -> Iterator[tuple[int, str, str]]:
    """Find names of which the same is made: the index of the later, the earlier, and what both become."""
    earlier: dict[str, str] = {}
    for index, name in enumerate(names):
        become = made(name)
        if become in earlier:
            yield index, earlier[become], become
        earlier.setdefault(become, name)


def _members(path: Path, name: str) -> frozenset[str]:
    """Give the attributes and methods of a class, those that its methods set included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (definition,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    members: set[str] = set()
    for node in definition.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            members.add(node.name)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            members.update(target.id for target in targets if isinstance(target, ast.Name))
    for inner in ast.walk(definition):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            members.add(inner.attr)
    return frozenset(members)
