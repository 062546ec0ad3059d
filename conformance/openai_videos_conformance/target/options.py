"""The suite's options, and the target that they and its file name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from .address import TargetError
from .features import PROFILES
from .file import FILE, read_file
from .paths import WORK, option_of
from .presets import preset, presets
from .settings import Setting, Settings, make_target, places
from .target import Target
from .tiers import Tier

Option = Callable[[str], Any]
"""Gives the value of an option, by the name that it has as a value."""

TABLES = ("headers", "query", "create")
"""The settings that are made of several: one of an option stands beside those of a file."""


def add_options(parser: pytest.Parser, *, has_base_url: bool) -> None:
    """Add the options, but for `--base-url` where pytest-base-url has brought it."""
    group = parser.getgroup("videos conformance")
    if not has_base_url:
        group.addoption("--base-url", metavar="URL", help="the server to judge, with its prefix: http://host:port/v1")
    add = group.addoption
    add_server_options(add)
    _add_extent(add)
    _add_outputs(add)


def add_server_options(add: Callable[..., object]) -> None:
    """Add what is said of the server. A file of a target has a line for each of these but the key."""
    add("--target", metavar="FILE", type=Path, help=f"what follows, from a file; otherwise from {FILE}, if it is there")
    add("--as", metavar="NAME", help=f"begin with what is known of a server: {', '.join(presets())}")
    add("--api-key", metavar="KEY", help="the key to send; otherwise OPENAI_API_KEY, or none")
    add("--key-header", metavar="NAME", help="the header that carries the key, such as api-key; else Authorization")
    add("--header", metavar="NAME=VALUE", action="append", help="a header of every request")
    add("--header-env", metavar="NAME=VARIABLE", action="append", help="one whose value the environment has")
    add("--query-env", metavar="NAME=VARIABLE", action="append", help="a parameter of every URL, from the environment")
    add(
        "--ca-file",
        metavar="FILE",
        help="trust these authorities, not those of SSL_CERT_FILE or of this machine",
    )
    add("--client-cert", metavar="FILE", help="the certificate to show to the server, in PEM format")
    add("--client-key", metavar="FILE", help="the key to it, where it lies in another file")
    add("--model", metavar="NAME", help="the model to create with; otherwise the server's default")
    add("--sizes", metavar="SIZES", help="the sizes that the server makes, such as 480x832,832x480")
    add("--seconds", metavar="SECONDS", help="the lengths that the server makes, such as 2,5")
    add(
        "--create",
        metavar="FIELD=TEXT",
        action="append",
        help="a further field of every create; FIELD:=JSON for what is no text, such as num_inference_steps:=1",
    )
    add("--failing-prompt", metavar="TEXT", help="a prompt whose job fails, to judge failed jobs")
    add("--wait", metavar="S", type=float, help="seconds to wait for a server that is starting, until a list answers")
    add("--job-timeout", metavar="S", type=float, help="seconds that one job may take (600)")
    add("--request-timeout", metavar="S", type=float, help="seconds that one answer may take (30)")


def _add_extent(add: Callable[..., None]) -> None:
    """Add what is asked for, and how much of it."""
    add(
        "--video-id", metavar="ID", help="judge this video, which exists already; no job is started, nothing is deleted"
    )
    add("--profile", metavar="NAMES", help=f"what the server is declared to offer: {', '.join(PROFILES)}")
    add("--tier", choices=[tier.value for tier in Tier], help="how much to ask for; full on this machine, else core")
    add("--deep", action="store_true", help="send what schemathesis and hypothesis make of the contract, too")
    add("--only", metavar="IDS", help="judge these requirements alone, and ask for no more than they need")
    add("--max-jobs", metavar="N", type=int, help="start no more jobs than these")
    add("--max-seconds-of-video", metavar="S", type=float, help="ask for no more video than this")
    add("--plan", action="store_true", help="say what a run would ask for and cost; nothing is sent")
    add("--keep", action="store_true", help="leave the jobs that were made where they are")
    add("--resume", action="store_true", help="go on with the jobs of a run that was cut short")
    add("--evidence", metavar="RUN", type=Path, help="judge a saved run again; nothing is sent")


def _add_outputs(add: Callable[..., None]) -> None:
    """Add what is written, and what is put up with."""
    add(
        "--save-evidence",
        metavar="RUN",
        type=Path,
        help=f"write the run to this folder, not to {WORK}/last: HAR and report",
    )
    add("--known-failures", metavar="FILE", type=Path, help="failures to put up with: id and reason")
    add("--write-known-failures", metavar="FILE", type=Path, help="write what fails now as such a list")
    add("--report-json", metavar="PATH", type=Path, help="write the report to this file")
    add("--report-markdown", metavar="PATH", type=Path, help="write the report as Markdown, for a CI summary")
    add(
        "--report-html",
        metavar="PATH",
        type=Path,
        help="write the report as one HTML page, video included",
    )
    add("--badge-json", metavar="PATH", type=Path, help="write the JSON of a shields.io badge")


def settings_of(option: Option, folder: Path) -> Settings:
    """Read what is set of the target, by options, by its file, and by what is known of it, in this order.

    The folder is where the command is run: its file counts where none is named.

    Raises:
        TargetError: The file, or what is known, cannot be read, or an option of several parts is malformed.
    """
    chosen = dict(_from_options(option))
    filed = dict(read_file(path)) if (path := _file(option, folder)) is not None else {}
    named = chosen.get("as") or filed.get("as")
    with places({"as": named} if named is not None else {}):
        known = dict(preset(named.value)) if named is not None else {}
    settings = {**known, **filed, **chosen}
    for table in TABLES:
        tables = [each[table].value for each in (known, filed, chosen) if table in each]
        if tables:
            together = {key: value for each in tables for key, value in each.items()}
            settings[table] = Setting(together, settings[table].place)
    return settings


def target_of(config: pytest.Config, settings: Settings, saved: Mapping[str, Any] | None) -> Target:
    """Make the target that is set, or that of a saved run.

    Raises:
        TargetError: A setting is missing or wrong.
    """
    if saved is not None:
        models = saved.get("models", [saved["model"]] if saved["model"] else [])
        # What was true of the server when the run was saved is told as that.
        again = {"base-url": saved["base_url"], "models": models}
        again |= {name: saved.get(name.replace("-", "_"), empty) for name, empty in NOT_SET.items()}
        settings = {**settings, **{name: Setting(value, "--evidence") for name, value in again.items()}}
    return make_target(
        settings,
        api_key=config.getoption("api_key") or os.environ.get("OPENAI_API_KEY") or None,
        video_id=config.getoption("video_id"),
        keep=bool(config.getoption("keep")),
        resume=bool(config.getoption("resume")),
        deep=bool(config.getoption("deep")),
    )


def _file(option: Option, folder: Path) -> Path | None:
    """Give the file of the target: the one that is named, or the one that lies where the command is run."""
    named: Path | None = option("target")
    if named is not None:
        return named
    # The path is shown in errors: as it is from here.
    return Path(FILE) if (folder / FILE).is_file() else None


NOT_SET: Mapping[str, Any] = {"sizes": [], "seconds": [], "create": {}, "create-json": {}, "create-form": {}}
"""What jobs are made of, besides models, where nothing is said of it."""

PLAIN = (
    "base-url", "as", "key-header", "failing-prompt", "ca-file", "client-cert", "client-key", "tier", "max-jobs",
    "max-seconds-of-video", "job-timeout", "request-timeout", "wait", "known-failures",
)  # fmt: skip
"""The options that each set what a line of a file sets under the same name."""

LISTS = ("sizes", "seconds", "profile")
"""The options that each set a list, written with commas."""


def _from_options(option: Option) -> Iterator[tuple[str, Setting]]:
    for name in (*PLAIN, *LISTS):
        value = option(name.replace("-", "_"))
        # What was empty meant nothing before there were files, and a shell may write it so.
        if value is not None and value != "":
            yield name, Setting(str(value).split(",") if name in LISTS else value, f"--{name}")
    if (model := option("model")) is not None and model != "":
        yield "models", Setting([model], "--model")
    headers: dict[str, Any] = dict(_pairs(option, "header"))
    headers |= {name: {"env": variable} for name, variable in _pairs(option, "header_env")}
    if headers:
        yield "headers", Setting(headers, "--header")
    if query := {name: {"env": variable} for name, variable in _pairs(option, "query_env")}:
        yield "query", Setting(query, "--query-env")
    if create := dict(_fields(option)):
        yield "create", Setting(create, "--create")


def _pairs(option: Option, name_of_option: str) -> Iterator[tuple[str, str]]:
    texts: Iterable[str] = option(name_of_option) or ()
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            place = option_of(name_of_option)
            raise TargetError("a name and a value are expected, such as NAME=VALUE", place=place)
        yield name, value


def _fields(option: Option) -> Iterator[tuple[str, Any]]:
    texts: Iterable[str] = option("create") or ()
    for text in texts:
        name, equals, value = text.partition("=")
        if not name.removesuffix(":") or not equals:
            raise TargetError(
                f"{text!a}: a field is expected, as FIELD=TEXT or FIELD:=JSON, such as num_inference_steps:=1",
                place="--create",
            )
        try:
            yield name.removesuffix(":"), json.loads(value) if name.endswith(":") else value
        except ValueError as problem:
            raise TargetError(
                f"{text!a}: after := JSON is expected ({problem}); give a text as FIELD=TEXT", place="--create"
            ) from None


def strict(config: pytest.Config) -> bool:
    """Tell whether SHOULD requirements fail too: `--strict` is an option of pytest itself, whose meaning we extend."""
    try:
        return bool(config.getini("strict"))
    except (KeyError, ValueError):  # pytest 8 keeps it as a plain option
        return bool(config.getoption("strict", default=False))
