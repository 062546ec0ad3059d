"""What the words of a command line stand for."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Sequence

# More is no wait that anybody means, and more than the system can count.
_MOST_SECONDS = 1_000_000
_URLS = ("http://", "https://", "data:")


class Known(click.ParamType[str]):
    """Any text; the values that the contract names are offered."""

    name = "text"

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Offer the known values."""
        return [CompletionItem(value) for value in self.values if value.startswith(incomplete)]


class Seconds(click.FloatRange):
    """A time to wait."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the number, which must be one that can be waited for."""
        number = super().convert(value, param, ctx)
        # Neither does "not a number" pass this.
        if not number <= _MOST_SECONDS:
            self.fail(f"{value!r} is not a number of seconds up to {_MOST_SECONDS}.", param, ctx)
        return number


class Source(click.ParamType[Any]):
    """A file to send, `-` for standard input, or the name of one that the server can get at itself.

    A file that exists is sent. `NAME:VALUE`, where NAME is a property of the reference, settles what is meant.
    """

    name = "source"

    def __init__(self, reference: Sequence[str]) -> None:
        self.reference = reference

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """Show the ways in which it can be given."""
        return "|".join(["PATH", *(name.upper() for name in self.reference)])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give what the client takes: a path, a file object or a reference."""
        if ctx and ctx.resilient_parsing:
            return value
        if not value:
            self.fail("It must not be empty.", param, ctx)
        if value == "-":
            return ("upload", sys.stdin.buffer)
        name, colon, rest = value.partition(":")
        if colon and name in self.reference:
            return {name: rest}
        by_url, by_id = ([name for name in self.reference if kind in name] for kind in ("url", "id"))
        if by_url and value.lower().startswith(_URLS):
            return {by_url[0]: value}
        path = Path(value)
        if _exists(path):
            if path.is_dir():
                self.fail(f"{value!r} is a folder, not a file.", param, ctx)
            # What a shell makes of <(command), for example, is read as standard input is.
            return path if path.is_file() else ("upload", path.open("rb"))
        # An id has neither folders nor an ending.
        if by_id and not path.suffix and path.name == value:
            return {by_id[0]: value}
        hint = f" For an id that looks like this write {by_id[0]}:{value}" if by_id else ""
        raise click.BadParameter(f"The file {value!r} does not exist.{hint}", ctx, param)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Let the shell offer files."""
        return [CompletionItem(incomplete, type="file")]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        # An id may be longer than the name of any file.
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


class Pair(click.ParamType[tuple[str, Any]]):
    """NAME=VALUE; with `decoded`, the value is taken for JSON if it is."""

    name = "NAME=VALUE"

    def __init__(self, decoded: bool) -> None:
        self.decoded = decoded

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        """Give the name and the value."""
        name, equals, text = value.partition("=")
        if not equals or not name:
            self.fail(f"{value!r} is not of the form NAME=VALUE.", param, ctx)
        try:
            return name, json.loads(text) if self.decoded else text
        except ValueError:
            return name, text


class Text(click.ParamType[str]):
    """Text; `-` reads it from standard input."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the text, which must not be empty."""
        if ctx and ctx.resilient_parsing:
            return str(value)
        try:
            text: str = sys.stdin.read().strip() if value == "-" else value
        except UnicodeDecodeError:
            self.fail("Standard input is not text.", param, ctx)
        except OSError as error:
            self.fail(f"Standard input cannot be read: {error.strerror or error}.", param, ctx)
        if not text.strip():
            self.fail("It must not be empty.", param, ctx)
        return text
