"""Reads YAML strictly: whatever is wrong with an input file is one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from pathlib import Path

Tree: TypeAlias = Any
"""A parsed YAML value. The contract is data of any shape; what shape is wanted is checked where it is used."""


class BadInputError(Exception):
    """An input that cannot be used; its text is one line for the person who keeps it."""


# The C parser, where libyaml is there, is ten times as fast; both build the same values.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):  # type: ignore[misc]
    """YAML keeps the last of two equal keys in silence; here they are an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, refusing a key that is there twice."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise BadInputError(f"line {key_node.start_mark.line + 1}: the key {key!r} is there twice")
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_yaml(path: Path, shown: str | None = None) -> Tree:
    """Parse a YAML file; `shown` is its name in messages."""
    name = shown or path.name
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - made from SafeLoader
    except FileNotFoundError:
        raise BadInputError(f"{name}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{name}: cannot be read: {error}") from None
    except BadInputError as error:
        raise BadInputError(f"{name}: {error}") from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise BadInputError(f"{name}: {line}not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise BadInputError(f"{name}: not YAML: {' '.join(str(error).split())}") from None
