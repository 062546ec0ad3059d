"""The options that every command takes: where the server is, and how to talk to it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from typing import Any

import click
from openai_videos import Client

from openai_videos_cli._types import Seconds


@dataclass(frozen=True)
class Profile:
    """What was said on the command line; None for what was not."""

    base_url: str | None = None
    api_key: str | None = None
    timeout: float | None = None
    max_retries: int | None = None
    json: bool | None = None
    final_statuses: tuple[str, ...] = ()
    """Said of waiting alone, and so no option of every command."""

    def client(self) -> Client:
        """Make a client; `click.UsageError` if nobody said where the server is, or which key to send."""
        if not (self.base_url or os.environ.get("OPENAI_BASE_URL")):
            raise click.UsageError(
                "No server: give --base-url or set OPENAI_BASE_URL, for example to http://127.0.0.1:8000/v1."
            )
        # Headers of the environment may have the key under another name; the client looks at them.
        if not (self.api_key or os.environ.get("OPENAI_API_KEY") or os.environ.get("OPENAI_CUSTOM_HEADERS")):
            raise click.UsageError(
                "No API key: set OPENAI_API_KEY or give --api-key. A server that asks for none takes any text."
            )
        given = {name: getattr(self, name) for name in _names() if name != "json" and getattr(self, name) is not None}
        return Client(**given, final_statuses=self.final_statuses)

    def words(self) -> list[str]:
        """Give the words that say the same again, without key and password: they may be kept in a log."""
        words: list[str] = []
        for name in _names():
            value = getattr(self, name)
            if value is None or name == "api_key":
                continue
            words.append(f"--{name.replace('_', '-')}")
            if value is not True:
                words.append(f"{value:g}" if isinstance(value, float) else re.sub(r"//[^/]*@", "//...@", str(value)))
        return words

    def waiting(self, job_id: str) -> list[str]:
        """Give the words of the command that waits for a job."""
        ends = [word for status in self.final_statuses for word in ("--final-status", status)]
        return [*self.words(), "wait", job_id, *ends]


def options() -> list[click.Option]:
    """Make the options. They are taken before the command and after it, where they weigh more."""
    return [
        click.Option(["--base-url"], metavar="URL", help="Where the API is; without it, OPENAI_BASE_URL."),
        click.Option(
            ["--api-key"],
            metavar="KEY",
            help="The key to send; without it, OPENAI_API_KEY, which is better: other users can see command lines.",
        ),
        click.Option(
            ["--timeout"],
            metavar="SECONDS",
            type=Seconds(0, min_open=True),
            help="Longest wait in each step of a request; 600 without it.",
        ),
        click.Option(
            ["--max-retries"],
            metavar="N",
            type=click.IntRange(0),
            help="How often a request is sent again, if that makes nothing twice; 2 without it.",
        ),
        click.Option(["--json"], is_flag=True, default=None, help="Print what the server sent, one object a line."),
    ]


def taken(context: click.Context, values: dict[str, Any]) -> Profile:
    """Take the profile out of the values of a command, and give that of the whole line."""
    here = {name: values.pop(name) for name in _names()}
    before = context.obj if isinstance(context.obj, Profile) else Profile()
    return replace(before, **{name: value for name, value in here.items() if value is not None})


def _names() -> list[str]:
    return [field.name for field in fields(Profile) if field.name != "final_statuses"]
