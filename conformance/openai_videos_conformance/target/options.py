"""The suite's options, and what they mean."""

from __future__ import annotations

import contextlib
import difflib
import math
import os
import shlex
import ssl
import sys
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ..catalogue.registry import requirements
from ..files import part_of
from ..scenario.parts import TIERS, Tier
from .settings import PROFILES, Settings, SettingsError, checked_url

WORK = ".videos-conformance"
"""The folder, where the command is run, that holds the last run, and the journal of one that is under way."""

FILES = ("report_json", "report_markdown", "report_html", "badge_json", "save_evidence", "write_known_failures")
"""The options that each name what to write."""

NOT_AGAIN = {"--api-key", "--only", "--known-failures", *(f"--{name.replace('_', '-')}" for name in FILES)}
"""The options that a command to judge one requirement again is better without."""


def add_options(parser: pytest.Parser, *, has_base_url: bool) -> None:
    """Add the options, but for `--base-url` where pytest-base-url has brought it."""
    group = parser.getgroup("videos conformance")
    if not has_base_url:
        group.addoption("--base-url", metavar="URL", help="the server to judge, with its prefix: http://host:port/v1")
    add = group.addoption
    add("--api-key", metavar="KEY", help="the key to send; otherwise OPENAI_API_KEY, or none")
    add("--model", metavar="NAME", help="the model to create with; otherwise the server's default")
    add("--failing-prompt", metavar="TEXT", help="a prompt whose job fails, to judge failed jobs")
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
    add("--job-timeout", metavar="S", type=float, default=600.0, help="seconds that one job may take (600)")
    add("--request-timeout", metavar="S", type=float, default=30.0, help="seconds that one answer may take (30)")
    add("--evidence", metavar="RUN", type=Path, help="judge a saved run again; nothing is sent")
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


def settings_of(config: pytest.Config, target: dict[str, str | None] | None) -> Settings:
    """The settings of a run, for the target of a saved one if there is one.

    Raises:
        SettingsError: An option is missing or wrong.
    """
    base_url = target["base_url"] if target else config.getoption("base_url")
    if not base_url:
        raise SettingsError(
            "--base-url is missing: name the server to judge, such as --base-url=http://127.0.0.1:8000/v1"
        )
    base_url = checked_url(base_url)
    jobs: int | None = config.getoption("max_jobs")
    video_id: str | None = config.getoption("video_id")
    if video_id is not None:
        jobs = 0
    seconds: float | None = config.getoption("max_seconds_of_video")
    return Settings(
        base_url=base_url,
        api_key=config.getoption("api_key") or os.environ.get("OPENAI_API_KEY") or None,
        model=target["model"] if target else config.getoption("model"),
        failing_prompt=config.getoption("failing_prompt"),
        video_id=video_id,
        job_timeout=float(config.getoption("job_timeout") or 0),
        request_timeout=float(config.getoption("request_timeout") or 0),
        profile=str(config.getoption("profile") or "core").split(","),
        keep=bool(config.getoption("keep")),
        resume=bool(config.getoption("resume")),
        deep=bool(config.getoption("deep")),
        max_jobs=len(TIERS[tier_of(config, base_url)]) if jobs is None else jobs,
        max_seconds_of_video=math.inf if seconds is None else seconds,
    )


def tier_of(config: pytest.Config, base_url: str) -> Tier:
    """The tier that was chosen, else a full run on this machine and a small one elsewhere: jobs there cost money."""
    chosen: str | None = config.getoption("tier")
    if chosen is not None:
        return Tier(chosen)
    host = urlsplit(base_url).hostname or ""
    with contextlib.suppress(ValueError):
        return Tier.FULL if ip_address(host).is_loopback else Tier.CORE
    return Tier.FULL if host == "localhost" else Tier.CORE


def only(config: pytest.Config) -> frozenset[str]:
    """The ids that `--only` names, none without it.

    Raises:
        SettingsError: There is no id, or one is of no requirement.
    """
    chosen: str | None = config.getoption("only")
    if chosen is None:
        return frozenset()
    ids = frozenset(name.strip() for name in chosen.split(",") if name.strip())
    if not ids:
        raise SettingsError("--only: no requirement is named; give ids with commas between them, or leave it out")
    for name in sorted(ids - requirements().keys()):
        close = difflib.get_close_matches(name, requirements(), 3)
        hint = f"did you mean {' or '.join(close)}?" if close else "docs/requirements.md lists them"
        raise SettingsError(f"--only: there is no requirement {name!r}; {hint}")
    return ids


def command(config: pytest.Config) -> str:
    """The command of this run, to be followed by the requirement that is to be judged again."""
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


def strict(config: pytest.Config) -> bool:
    """Whether SHOULD requirements fail too: `--strict` is an option of pytest itself, whose meaning we extend."""
    try:
        return bool(config.getini("strict"))
    except (KeyError, ValueError):  # pytest 8 keeps it as a plain option
        return bool(config.getoption("strict", default=False))


def check_paths(config: pytest.Config) -> None:
    """Raise `SettingsError` where something could not be written at the end of a run."""
    for option in FILES:
        path: Path | None = config.getoption(option)
        if path is not None and (problem := _unwritable(path, folder=option == "save_evidence")):
            raise SettingsError(f"--{option.replace('_', '-')}: {problem}")
    if config.getoption("save_evidence") is None and config.getoption("evidence") is None:
        last = config.invocation_params.dir / WORK / "last"
        for own in (last.parent, last, part_of(last)):
            if os.path.lexists(own) and (not own.is_dir() or (own.is_symlink() and own != last.parent)):
                raise SettingsError(f"{own} is no folder, and the run is to be kept there; remove it")


def _unwritable(path: Path, *, folder: bool) -> str:
    """Why something could not be written, empty if it could."""
    try:
        # The longest name that is made may be too long. The root has no name at all.
        (part_of(path.absolute()) if path.name else path).lstat()
    except FileNotFoundError:
        pass
    except OSError as problem:
        return f"{path} cannot be written: {problem.strerror}; give another path"
    parent = path.absolute().parent
    if not parent.is_dir():
        return f"the folder {parent} does not exist; make it first"
    if folder and path.exists() and not path.is_dir():
        return f"{path} is a file, and a folder is expected; give another path"
    if not folder and path.is_dir():
        return f"{path} is a folder, and a file is expected; give the path of a file, such as {path / 'report'}"
    target = path if path.exists() and (folder or not path.is_file()) else parent
    return "" if os.access(target, os.W_OK) else f"{target} cannot be written to; give another path"


def check_together(config: pytest.Config, *, has_deep: bool) -> None:
    """Raise `SettingsError` for options that have no meaning where a saved run is judged again."""
    for option in ("resume", "keep", "video_id"):
        if config.getoption(option):
            name = f"--{option.replace('_', '-')}"
            raise SettingsError(
                f"{name} and --evidence do not go together: a saved run asks for nothing; leave one out"
            )
    if config.getoption("deep") and not has_deep:
        raise SettingsError(
            "--deep: the run of --evidence was gathered without it, so there is nothing to judge; leave it out"
        )


def check_certificates() -> None:
    """Raise `SettingsError` where the certificates that the environment names cannot be read."""
    path = os.environ.get("SSL_CERT_FILE")
    if not path:
        return
    try:
        ssl.create_default_context(cafile=path)
    except OSError as problem:  # ssl.SSLError is one
        raise SettingsError(
            f"SSL_CERT_FILE: {path} holds no certificates that can be read ({problem.strerror or problem}); "
            "name a file in PEM format, or unset the variable"
        ) from None
